using System.Globalization;
using Unrolled.Benchmarks.Sweep;

namespace Unrolled.Benchmarks.Weights;

/// <summary>A cell of one size, as a model without training with weights of each type.</summary>
/// <param name="Kind">Its name in the output.</param>
/// <param name="Inputs">Inputs.</param>
/// <param name="Hidden">Units.</param>
/// <param name="ModelOf">The class with weights of a type.</param>
internal sealed record WeighedCell(string Kind, int Inputs, int Hidden, Func<WeightType, Type> ModelOf)
{
    /// <summary>The types of weights, in the order of the columns.</summary>
    public static readonly WeightType[] Types = [WeightType.Float32, WeightType.BFloat16, WeightType.Int8];

    private static readonly (string Name, string Layer)[] Kinds =
    [
        ("rnn", "Rnn({0})"),
        ("lstm", "Lstm({0})"),
        ("peephole", "Lstm({0}, Peepholes = Peepholes.All)"),
        ("coupled", "Lstm({0}, Coupling = Coupling.InputFromForget)"),
        ("gru", "Gru({0})"),
        ("gru-before", "Gru({0}, Reset = Reset.Before)"),
    ];

    /// <summary>Every kind with every shape of the tables and one of 512 units; the normalised LSTM and the custom cell with one shape.</summary>
    public static IEnumerable<WeighedCell> All =>
    [
        .. Kinds.SelectMany(_ => Catalogue.StepShapes.Append((512, 512)), (kind, shape) => InMemory(kind.Name, kind.Layer, shape)),
        InMemory("normalized", "Lstm({0}, Normalize = true)", (28, 64)),
        new("mgu", 28, 64, weights => weights switch
        {
            WeightType.BFloat16 => typeof(PackedMgu28x64),
            WeightType.Int8 => typeof(ByteMgu28x64),
            _ => typeof(FloatMgu28x64),
        }),
    ];

    /// <summary>Kind, inputs, units: the first words of a row.</summary>
    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"{Kind} {Inputs} {Hidden}");

    /// <summary>The figures: three that follow one another differ in the weights alone.</summary>
    /// <param name="streams">Numbers of streams that step together.</param>
    public IReadOnlyList<Figure> Figures(IReadOnlyList<int> streams)
    {
        var models = Types.Select(weights => (Weights: weights, Model: new Lazy<WeighedModel>(() => WeighedModel.Of(ModelOf(weights))))).ToList();
        IEnumerable<Figure> Row(string task, string more, string unit, double perSecond, Func<WeighedModel, Action<long>> make) => models.Select(
            entry => new Figure(
                $"unrolled {task} {Kind}-{entry.Weights.ToString().ToLowerInvariant()} {Inputs} {Hidden}{more}", unit, perSecond, () => make(entry.Model.Value),
                _ => ""));
        return
        [
            .. Row("step", "", "ns", 1e9, model => model.Steps(1)),
            .. Row("sequence", "", "ns/step", 1e9 / WeighedModel.RunSteps, model => model.Runs()),
            .. streams.SelectMany(count => Row("streams", $" {count}", "ns", 1e9 / count, model => model.Steps(count))),
        ];
    }

    private static WeighedCell InMemory(string kind, string layer, (int Inputs, int Hidden) shape) => new(kind, shape.Inputs, shape.Hidden, weights =>
    {
        var attributes = string.Create(CultureInfo.InvariantCulture, $"Model(Inputs = {shape.Inputs}, Training = false, Weights = WeightType.{weights}), ")
            + string.Format(CultureInfo.InvariantCulture, layer, shape.Hidden);
        return SweepCompiler.Load(SweepCompiler.Emit(SweepCompiler.Generate(attributes, "Unrolled.Benchmarks.Weights.IStepped<Model>").Output));
    });
}
