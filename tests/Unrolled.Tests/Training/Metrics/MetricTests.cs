namespace Unrolled.Tests.Training.Metrics;

/// <summary>Against the definitions, over a batch with different lengths and weights; and over its two halves, which must give the same.</summary>
[Trait("Vectors", "none")]
public sealed class MetricTests
{
    private const int Steps = 4, Batch = 3;

    private readonly int[] _lengths = [4, 2, 3];
    private readonly float[] _weights = [1, 1, 2, 0, 1, 1, 0.5f, 9, 1, 1, 9, 9];

    [Fact]
    public void Accuracy_is_the_share_of_right_answers()
    {
        var (outputs, targets, classes) = Random(4);
        double expected = Mean(row => Answer(outputs, row, 4) == classes[row] ? 1 : 0);
        Assert.Equal(expected, Value(Metric.Accuracy, 4, outputs, classes: classes), 1e-12);
        Assert.Equal(Mean(row => Answer(outputs, row, 4) == Answer(targets, row, 4) ? 1 : 0), Value(Metric.Accuracy, 4, outputs, targets), 1e-12);

        var (single, _, _) = Random(1);
        float[] truth = [.. classes.Select(c => (float)(c % 2))];
        Assert.Equal(Mean(row => single[row] > 0 == truth[row] > 0.5f ? 1 : 0), Value(Metric.Accuracy, 1, single, truth), 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Top_k(int k)
    {
        var (outputs, _, classes) = Random(4);
        double expected = Mean(row => Enumerable.Range(0, 4).OrderByDescending(c => outputs[row * 4 + c]).Take(k).Contains(classes[row]) ? 1 : 0);
        Assert.Equal(expected, Value(Metric.TopK(k), 4, outputs, classes: classes), 1e-12);
    }

    [Fact]
    public void Top_k_takes_the_first_of_equals_and_no_NaN()
    {
        Assert.Equal(0, Value(Metric.TopK(1), 2, new float[Steps * Batch * 2], classes: [.. Enumerable.Repeat(1, Steps * Batch)]));
        Assert.Equal(1, Value(Metric.TopK(1), 2, new float[Steps * Batch * 2], classes: new int[Steps * Batch]));
        Assert.Equal(0, Value(Metric.TopK(1), 2, [.. Enumerable.Repeat(float.NaN, Steps * Batch * 2)], classes: new int[Steps * Batch]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Metric.TopK(0));
    }

    [Fact]
    public void Errors_are_means_over_outputs_and_steps()
    {
        var (outputs, targets, _) = Random(2);
        double Error(int row, Func<double, double> of) => Enumerable.Range(2 * row, 2).Average(k => of((double)outputs[k] - targets[k]));
        Assert.Equal(Mean(row => Error(row, Math.Abs)), Value(Metric.MeanAbsoluteError, 2, outputs, targets), 1e-12);
        Assert.Equal(Math.Sqrt(Mean(row => Error(row, d => d * d))), Value(Metric.RootMeanSquaredError, 2, outputs, targets), 1e-12);
    }

    [Fact]
    public void R2_compares_with_the_mean()
    {
        var (outputs, targets, _) = Random(2);
        for (int k = 0; k < targets.Length; k++)
        {
            targets[k] += 1000;
            outputs[k] += 1000;
        }

        double expected = Enumerable.Range(0, 2).Average(o =>
        {
            double mean = Mean(row => targets[2 * row + o]);
            return 1 - Mean(row => Math.Pow((double)outputs[2 * row + o] - targets[2 * row + o], 2)) / Mean(row => Math.Pow(targets[2 * row + o] - mean, 2));
        });
        Assert.Equal(expected, Value(Metric.R2, 2, outputs, targets), 1e-9);
        Assert.Equal(1, Value(Metric.R2, 2, targets, targets));
        Assert.Equal(double.NaN, Value(Metric.R2, 2, outputs, new float[Steps * Batch * 2]));
    }

    [Fact]
    public void Perplexity_and_bits_are_made_from_the_cross_entropy()
    {
        var (outputs, _, classes) = Random(4);
        double entropy = Mean(row =>
        {
            float[] p = Softmax.Of(outputs.AsSpan(row * 4, 4));
            return -Math.Log(p[classes[row]]);
        });
        Assert.Equal(Math.Exp(entropy), Value(Metric.Perplexity, 4, outputs, classes: classes), 1e-5);
        Assert.Equal(entropy / Math.Log(2), Value(Metric.BitsPerToken, 4, outputs, classes: classes), 1e-5);
        Assert.Equal(4, Value(Metric.Perplexity, 4, new float[Steps * Batch * 4], classes: classes), 1e-12);
    }

    [Fact]
    public void F1_of_classes_and_labels()
    {
        var (outputs, targets, classes) = Random(3);
        double F(int of, Func<int, bool> said, Func<int, bool> right) =>
            2 * Sum(row => said(row) && right(row)) / (2 * Sum(row => said(row) && right(row)) + Sum(row => said(row) && !right(row))
                + Sum(row => !said(row) && right(row)));
        double[] each = [.. Enumerable.Range(0, 3).Select(c => F(c, row => Answer(outputs, row, 3) == c, row => classes[row] == c))];
        Assert.Equal(each.Where(f => !double.IsNaN(f)).Average(), Value(Metric.F1(), 3, outputs, classes: classes), 1e-12);
        Assert.Equal(each[2], Value(Metric.F1(2), 3, outputs, classes: classes), 1e-12);
        Assert.Equal(Value(Metric.Accuracy, 3, outputs, classes: classes), Value(Metric.F1(F1Average.Micro), 3, outputs, classes: classes), 1e-12);

        double[] labels = [.. Enumerable.Range(0, 3).Select(c => F(c, row => outputs[row * 3 + c] > 0, row => targets[row * 3 + c] > 0.5f))];
        Assert.Equal(labels.Where(f => !double.IsNaN(f)).Average(), Value(Metric.F1(), 3, outputs, targets), 1e-12);
        Assert.Throws<ArgumentException>(() => Value(Metric.F1(3), 3, outputs, classes: classes));
        Assert.Throws<ArgumentOutOfRangeException>(() => Metric.F1(-1));
    }

    [Fact]
    public void Values_have_names()
    {
        var values = new MetricValues(["accuracy", "F1"], [0.5, 0.25]);
        Assert.Equal(0.25, values["F1"]);
        Assert.Equal("accuracy 0.5, F1 0.25", values.ToString());
        Assert.Contains("'accuracy'", Assert.Throws<KeyNotFoundException>(() => values["acuracy"]).Message, StringComparison.Ordinal);
    }

    private static (float[] Outputs, float[] Targets, int[] Classes) Random(int outputs)
    {
        var random = new Random(outputs);
        float[] Draw() => [.. Enumerable.Range(0, Steps * Batch * outputs).Select(_ => random.NextSingle() * 2 - 1)];
        return (Draw(), Draw(), [.. Enumerable.Range(0, Steps * Batch).Select(_ => random.Next(outputs))]);
    }

    private static int Answer(float[] values, int row, int width) => Enumerable.Range(0, width).MaxBy(k => values[row * width + k]);

    private double Weight(int row) => row / Batch < _lengths[row % Batch] ? _weights[row] : 0;

    private double Sum(Func<int, bool> of) => Enumerable.Range(0, Steps * Batch).Sum(row => of(row) ? Weight(row) : 0);

    private double Mean(Func<int, double> of) => Enumerable.Range(0, Steps * Batch).Sum(row => Weight(row) * of(row)) / Enumerable.Range(0, Steps * Batch)
        .Sum(Weight);

    private double Value(IMetric metric, int outputs, float[] ys, float[]? targets = null, int[]? classes = null)
    {
        double[] whole = new double[metric.Sums(outputs)], halves = new double[whole.Length];
        Add(0, Steps, _lengths, whole);
        Add(0, 2, [2, 2, 2], halves);
        Add(2, 2, [2, 0, 1], halves);
        Assert.Equal(metric.Value(whole), metric.Value(halves), 1e-9);

        // Halves with sums of their own, as parts of a batch have them, the first after nothing.
        double[] merged = new double[whole.Length], first = new double[whole.Length], second = new double[whole.Length];
        Add(0, 2, [2, 2, 2], first);
        Add(2, 2, [2, 0, 1], second);
        metric.Merge(first, merged);
        metric.Merge(second, merged);
        Assert.Equal(metric.Value(whole), metric.Value(merged), 1e-9);
        return metric.Value(whole);

        void Add(int first, int steps, int[] lengths, double[] sums)
        {
            int rows = steps * Batch, skip = first * Batch;
            metric.Add(
                new LossBatch(
                    steps, Batch, ys.AsSpan(skip * outputs, rows * outputs), targets is null ? default
                        : targets.AsSpan(skip * outputs, rows * outputs), classes is null ? default : classes.AsSpan(skip, rows),
                    _weights.AsSpan(skip, rows), lengths, default, LossWeights.Undivided),
                sums);
        }
    }
}
