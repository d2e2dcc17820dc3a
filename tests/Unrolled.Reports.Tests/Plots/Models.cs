namespace Unrolled.Reports.Tests;

[Model(Inputs = 1)]
[Lstm(6)]
[Dense(1)]
public partial class Follower;

[Model(Inputs = 2)]
[Gru(5)]
[Dense(3)]
public partial class Sorter;

[Model(Vocabulary = 6)]
[Embedding(4)]
[Lstm(5, Coupling = Coupling.InputFromForget, Direction = Direction.Both)]
[Dense(6)]
public partial class TokenReader;

[Model(Inputs = 1)]
[Cell<LeakyCell>(4)]
[Dense(1)]
public partial class LeakyModel;

[Model(Inputs = 1)]
[Dense(1)]
public partial class Stateless;

/// <summary>One gate, which the equations do not call so.</summary>
public sealed class LeakyCell : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        var leak = Equations.Sigmoid(Equations.Affine(x, h));
        var n = Equations.Tanh(Equations.Affine(x, h));
        return (1 - leak) * h + leak * n;
    }
}

/// <summary>Data for the models.</summary>
internal static class Examples
{
    /// <summary>Waves of several lengths; each step's target is the input before it.</summary>
    public static SequenceDataset Waves { get; } = SequenceDataset.Regression(
        [.. Enumerable.Range(0, 12).Select(k => Wave(k, 10 + k))],
        [.. Enumerable.Range(0, 12).Select(k => (float[])[0, .. Wave(k, 10 + k)[..^1]])]);

    /// <summary>Sequences of two features with one of three classes.</summary>
    public static SequenceDataset Classes { get; } = SequenceDataset.Classification(
        [.. Enumerable.Range(0, 30).Select(k => Wave(k, 2 * (5 + k % 4)))], [.. Enumerable.Range(0, 30).Select(k => k % 3)]);

    public static float[] Wave(int number, int length) => [.. Enumerable.Range(0, length).Select(t => MathF.Sin(0.7f * t + number))];

    /// <summary>A model that has learned a little, with its epochs.</summary>
    public static (Sorter Model, History History) Trained { get; } = Train();

    private static (Sorter, History) Train()
    {
        var trainer = new Trainer<Sorter>(new Sorter(seed: 1), Loss.SoftmaxCrossEntropy, new Adam(0.01f));
        var options = new FitOptions { Epochs = 5, Batch = 10, Validation = Classes, Metrics = [Metric.Accuracy] };
        return (trainer.Model, trainer.Fit(Classes, options));
    }
}
