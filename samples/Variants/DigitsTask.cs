using Unrolled;

namespace Variants;

/// <summary>Handwritten digits, read in eight rows of eight pixels: of those that it has not seen, how many are wrong.</summary>
internal sealed class DigitsTask : RealTask
{
    public DigitsTask()
        : base("digits", "wrong digits, %", parameters: 4_517)
    {
        int[][] rows = [.. Lines("digits.csv").Select(line => line.Split(',').Select(int.Parse).ToArray())];
        float[][] images = [.. rows.Select(row => row[..64].Select(pixel => pixel / 16f).ToArray())];
        var data = SequenceDataset.Classification(images, [.. rows.Select(row => row[64])]);
        (Train, Held, Test) = data.Split(0.6, 0.2, seed: 1);
    }

    public override SequenceDataset Train { get; }

    public override SequenceDataset Held { get; }

    public override SequenceDataset Test { get; }

    public override ILoss Loss => Unrolled.Loss.SoftmaxCrossEntropy;

    public override IReadOnlyList<IMetric> Metrics => [Metric.Accuracy];

    public override int Epochs => 25;

    public override int Longest => 8;

    public override IReadOnlyList<Contender> Contenders =>
    [
        With<DigitVanilla>("V"),
        With<DigitNoInputGate>("NIG"),
        With<DigitNoForgetGate>("NFG"),
        With<DigitNoOutputGate>("NOG"),
        With<DigitNoInputActivation>("NIAF"),
        With<DigitNoOutputActivation>("NOAF"),
        With<DigitCoupledForget>("CIFG"),
        With<DigitCoupledInput>("CFIG"),
        With<DigitNoPeepholes>("NP"),
        With<DigitFullGateRecurrence>("FGR"),
        With<DigitGruAfter>("GRU"),
        With<DigitGruBefore>("GRU1"),
        With<DigitMinimalGated>("MGU"),
    ];

    protected override double Score(Evaluation test) => 100 * (1 - test.Metrics[0]);
}
