namespace Unrolled.EndToEnd.Tests;

[Model(Inputs = 5), Standardize, Lstm(17), Dense(3), Rescale]
internal sealed partial class Rescaled;

[Model(Inputs = 5, Training = false), Standardize, Lstm(17), Dense(3), Rescale]
internal sealed partial class RescaledUntrained;

[Model(Inputs = 5), Standardize, Lstm(17), Dense(3)]
internal sealed partial class NotRescaled;

[Model(Inputs = 5), Lstm(4), Dense(3), Rescale]
internal sealed partial class OnlyRescaled;

/// <summary>Outputs in the units of the targets: stored with the model, set from data, never trained.</summary>
public sealed class RescaleTests
{
    private static readonly float[] Means = [300, -1, 0.5f];
    private static readonly float[] Deviations = [20, 0.25f, 4];

    [Fact]
    public void Outputs_and_gradients_are_those_of_the_model_without_it_in_other_units()
    {
        var (model, plain) = Pair();
        float[] xs = Randoms(3, 70 * 5), ys = new float[70 * 3], expected = new float[70 * 3];
        model.Run(xs, model.NewState(), ys);
        plain.Run(xs, plain.NewState(), expected);
        AssertScaled(expected, ys);

        var (state, other) = (model.NewState(), plain.NewState());
        for (int t = 0; t < 5; t++)
        {
            model.Step(xs.AsSpan(5 * t, 5), state, ys.AsSpan(3 * t, 3));
            plain.Step(xs.AsSpan(5 * t, 5), other, expected.AsSpan(3 * t, 3));
        }

        AssertScaled(expected, ys);

        var (tape, without) = (model.NewTape(10, 7), plain.NewTape(10, 7));
        xs.CopyTo(tape.Inputs);
        xs.CopyTo(without.Inputs);
        tape.OutputGradients.Fill(1);
        for (int i = 0; i < without.OutputGradients.Length; i++)
            without.OutputGradients[i] = Deviations[i % 3];
        model.Forward(tape);
        plain.Forward(without);
        AssertScaled(without.Outputs.ToArray(), tape.Outputs.ToArray());
        model.Backward(tape);
        plain.Backward(without);
        Assert.Equal(without.InputGradients.ToArray(), tape.InputGradients.ToArray());
        foreach (var gradient in plain.Gradients)
            Assert.Equal(gradient.ToArray(), model.Gradients[gradient.Name].ToArray());
        Assert.All(model.Gradients["rescale3.deviation"].ToArray(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void No_update_changes_it()
    {
        var model = Pair().Model;
        var trainer = new Trainer<Rescaled>(model, Loss.StandardizedMeanSquaredError, new AdamW(learningRate: 0.1f, weightDecay: 0.5f)) { MaxGradientNorm = 1 };
        var tape = model.NewTape(4, 3);
        Randoms(1, tape.Inputs.Length).CopyTo(tape.Inputs);
        tape.Targets.Fill(1);
        float[] before = model.Parameters["dense2.W"].ToArray();
        for (int i = 0; i < 3; i++)
            trainer.Step(tape);
        Assert.Equal(Means, model.Parameters["rescale3.mean"].ToArray());
        Assert.Equal(Deviations, model.Parameters["rescale3.deviation"].ToArray());
        Assert.NotEqual(before, model.Parameters["dense2.W"].ToArray());
        Assert.False(model.Parameters["rescale3.mean"].Trainable);
        Assert.StartsWith(
            "rescale3.deviation[1] is 0; a deviation has to be a number greater than 0.",
            Assert.Throws<ArgumentException>(() => model.Parameters["rescale3.deviation"].Set([1, 0, 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_saved_and_loaded_also_by_a_model_that_does_not_train()
    {
        var model = Pair().Model;
        string file = Path.GetTempFileName();
        try
        {
            model.Save(file);
            var untrained = RescaledUntrained.Load(file);
            float[] xs = Randoms(3, 20 * 5), ys = new float[20 * 3], expected = new float[20 * 3];
            model.Run(xs, model.NewState(), expected);
            untrained.Run(xs, untrained.NewState(), ys);
            Assert.Equal(expected, ys);
            Assert.Equal(Means, Rescaled.Load(file).Parameters["rescale3.mean"].ToArray());
            untrained.Adapt(SequenceDataset.Regression([Randoms(4, 20)], [new float[] { 7, 8, 9 }]));
            Assert.Equal([7, 8, 9], untrained.Parameters["rescale3.mean"].ToArray());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Adapt_sets_means_and_deviations_of_inputs_and_targets()
    {
        var random = new Random(5);
        var inputs = Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 40)
            .Select(k => k % 5 == 4 ? 7f : 5000 + 1000 * (k % 5) * random.NextSingle()).ToArray()).ToList();
        var targets = Enumerable.Range(0, 50).Select(_ => new[] { 1000 + 10 * random.NextSingle(), -random.NextSingle(), 2f }).ToList();
        var data = SequenceDataset.Regression(inputs, targets);
        var model = new Rescaled(1);
        model.Adapt(data);
        AssertMoments(model.Parameters, "standardize0", inputs, 5);
        AssertMoments(model.Parameters, "rescale3", targets, 3);

        var second = new OnlyRescaled(1);
        second.Adapt(data);
        AssertMoments(second.Parameters, "rescale2", targets, 3);
        Assert.Contains(
            "RowReader has nothing to adapt", Assert.Throws<InvalidOperationException>(() => new RowReader(1).Adapt(data)).Message, StringComparison.Ordinal);
        var classes = SequenceDataset.Classification(inputs, new int[50]);
        Assert.Contains("has classes and no targets", Assert.Throws<ArgumentException>(() => model.Adapt(classes)).Message, StringComparison.Ordinal);
        new NotRescaled(1).Adapt(classes);
    }

    [Fact]
    public void Adapt_leaves_out_targets_that_do_not_count()
    {
        var data = SequenceDataset.Generated(3, 4, (index, column) =>
        {
            for (int step = column.FirstStep; step < column.EndStep; step++)
            {
                column.Targets(step)[0] = step < 2 ? 1e6f : 10 * index;
                column.Weight(step) = step < 2 ? 0 : 1;
            }
        });
        var model = new Rescaled(1);
        model.Adapt(data);
        Assert.Equal([10, 0, 0], model.Parameters["rescale3.mean"].ToArray());
        Assert.Equal(MathF.Sqrt(200 / 3f), model.Parameters["rescale3.deviation"].ToArray()[0], 1e-5f);
    }

    [Fact]
    public void A_loss_in_deviations_is_that_of_the_model_without_it()
    {
        var (model, plain) = Pair();
        var (tape, without) = (model.NewTape(6, 4), plain.NewTape(6, 4));
        Randoms(1, tape.Inputs.Length).CopyTo(tape.Inputs);
        tape.Inputs.CopyTo(without.Inputs);
        Randoms(2, without.Targets.Length).CopyTo(without.Targets);
        for (int i = 0; i < tape.Targets.Length; i++)
            tape.Targets[i] = without.Targets[i] * Deviations[i % 3] + Means[i % 3];
        tape.Lengths[2] = without.Lengths[2] = 3;
        tape.Weights[1] = without.Weights[1] = 0;
        tape.Weights[2] = without.Weights[2] = 3;
        model.Forward(tape);
        plain.Forward(without);
        tape.OutputGradients.Fill(float.NaN);
        double expected = Loss.MeanSquaredError.Evaluate(without);
        Assert.Equal(expected, Loss.StandardizedMeanSquaredError.Evaluate(tape), 1e-4 * expected);
        for (int i = 0; i < tape.OutputGradients.Length; i++)
            Assert.Equal(without.OutputGradients[i] / Deviations[i % 3], tape.OutputGradients[i], 1e-5f);
        model.Backward(tape);
        plain.Backward(without);
        foreach (var gradient in plain.Gradients)
        {
            foreach (var (e, g) in gradient.ToArray().Zip(model.Gradients[gradient.Name].ToArray()))
                Assert.Equal(e, g, 1e-4f);
        }

        var other = new RowReader(1).NewTape(1, 1);
        other.Targets.Clear();
        other.Model.Forward(other);
        Assert.Equal(
            "Loss.StandardizedMeanSquaredError counts in the deviations of [Rescale], and RowReader has none: "
            + "put [Rescale] after its last layer and call model.Adapt(train), or use Loss.MeanSquaredError.",
            Assert.Throws<InvalidOperationException>(() => Loss.StandardizedMeanSquaredError.Evaluate(other)).Message);
    }

    [Fact]
    public void A_loss_in_deviations_follows_them_and_allocates_nothing()
    {
        var model = Pair().Model;
        var tape = model.NewTape(6, 4);
        tape.Threads = 1;
        tape.Targets.Fill(5);
        model.Forward(tape);
        double before = Loss.StandardizedMeanSquaredError.Evaluate(tape);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Loss.StandardizedMeanSquaredError.Evaluate(tape);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
        model.Parameters["rescale3.deviation"].Set([40, 0.5f, 8]);
        Assert.Equal(before / 4, Loss.StandardizedMeanSquaredError.Evaluate(tape), 1e-5 * before);
    }

    private static void AssertScaled(float[] expected, float[] ys)
    {
        for (int i = 0; i < ys.Length; i++)
            Assert.Equal(expected[i] * Deviations[i % 3] + Means[i % 3], ys[i], 1e-6f * (1 + Math.Abs(ys[i])));
    }

    private static void AssertMoments(ParameterSet parameters, string layer, List<float[]> rows, int width)
    {
        float[] mean = parameters[layer + ".mean"].ToArray(), deviation = parameters[layer + ".deviation"].ToArray();
        for (int k = 0; k < width; k++)
        {
            float[] column = [.. rows.SelectMany(row => row.Where((_, i) => i % width == k))];
            double m = column.Average(v => (double)v), d = Math.Sqrt(column.Average(v => (v - m) * (v - m)));
            Assert.Equal(m, mean[k], 1e-6 * (1 + Math.Abs(m)));
            Assert.Equal(d > 0 ? d : 1, deviation[k], 1e-6 * (1 + d));
        }
    }

    /// <summary>A model, and one without rescaling that has the same weights.</summary>
    private static (Rescaled Model, NotRescaled Plain) Pair()
    {
        var (model, plain) = (new Rescaled(2), new NotRescaled(2));
        model.Parameters["rescale3.mean"].Set(Means);
        model.Parameters["rescale3.deviation"].Set(Deviations);
        return (model, plain);
    }

    private static float[] Randoms(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
