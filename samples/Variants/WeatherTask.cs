using System.Globalization;
using Unrolled;

namespace Variants;

/// <summary>Rain, highest and lowest temperature and wind of the next day: learned from 2012 and 2013, stopped by 2014, measured by 2015, as a mean squared
/// error in units of each series' variance.</summary>
internal sealed class WeatherTask : RealTask
{
    private const int Features = 4, From2014 = 366 + 365, From2015 = From2014 + 365;

    public WeatherTask()
        : base("weather", "squared error, of the variance", parameters: 4_142)
    {
        float[] series =
        [
            .. Lines("seattle-weather.csv").Skip(1).SelectMany(line => line.Split(',')[1..5])
                .Select(number => float.Parse(number, CultureInfo.InvariantCulture)),
        ];
        int end = series.Length / Features;
        Train = SequenceDataset.Forecast(series[..(From2014 * Features)], Features, window: 40, horizon: 1, warmUp: 10);
        SequenceDataset Year(int from, int to) => SequenceDataset.Forecast(series[..(to * Features)], Features, to - 1, horizon: 1, warmUp: from - 1);
        Held = Year(From2014, From2015);
        Test = Year(From2015, end);
    }

    public override SequenceDataset Train { get; }

    public override SequenceDataset Held { get; }

    public override SequenceDataset Test { get; }

    public override ILoss Loss => Unrolled.Loss.StandardizedMeanSquaredError;

    public override int Epochs => 12;

    public override int Longest => 40;

    public override float LearningRate => 0.002f;

    public override IReadOnlyList<Contender> Contenders =>
    [
        With<WeatherVanilla>("V"),
        With<WeatherNoInputGate>("NIG"),
        With<WeatherNoForgetGate>("NFG"),
        With<WeatherNoOutputGate>("NOG"),
        With<WeatherNoInputActivation>("NIAF"),
        With<WeatherNoOutputActivation>("NOAF"),
        With<WeatherCoupledForget>("CIFG"),
        With<WeatherCoupledInput>("CFIG"),
        With<WeatherNoPeepholes>("NP"),
        With<WeatherFullGateRecurrence>("FGR"),
        With<WeatherGruAfter>("GRU"),
        With<WeatherGruBefore>("GRU1"),
        With<WeatherMinimalGated>("MGU"),
    ];

    protected override void Prepare<TModel>(TModel model) => model.Adapt(Train);

    protected override double Score(Evaluation test) => test.Loss;
}
