namespace Unrolled.EndToEnd.Tests;

[Model(Inputs = 5), Standardize, Lstm(17), Dense(3)]
internal sealed partial class Standardized;

[Model(Inputs = 5, Training = false), Standardize, Lstm(17), Dense(3)]
internal sealed partial class StandardizedUntrained;

[Model(Inputs = 5), Lstm(17), Dense(3)]
internal sealed partial class NotStandardized;

/// <summary>Mean and deviation of the inputs are stored with the model, and are never trained.</summary>
public sealed class StandardizeTests : IDisposable
{
    private static readonly float[] Means = [3, -1, 0, 100, 0.5f];
    private static readonly float[] Deviations = [2, 0.25f, 1, 64, 8];

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Steps_runs_and_passes_are_those_of_the_model_without_it_on_standardised_inputs()
    {
        var (model, plain) = Pair();
        float[] xs = Randoms(new Random(3), 70 * 5), ys = new float[70 * 3], expected = new float[70 * 3];
        var scaled = xs.Select((x, i) => (x - Means[i % 5]) / Deviations[i % 5]).ToArray();

        model.Run(xs, model.NewState(), ys);
        plain.Run(scaled, plain.NewState(), expected);
        Assert.Equal(expected, ys);

        model.Run(xs, model.NewState(streams: 7), ys);
        plain.Run(scaled, plain.NewState(streams: 7), expected);
        Assert.Equal(expected, ys);

        var (state, other) = (model.NewState(), plain.NewState());
        for (var t = 0; t < 5; t++)
        {
            model.Step(xs.AsSpan(5 * t, 5), state, ys.AsSpan(0, 3));
            plain.Step(scaled.AsSpan(5 * t, 5), other, expected.AsSpan(0, 3));
            Assert.Equal(expected, ys);
        }

        var (tape, without) = (model.NewTape(10, 7), plain.NewTape(10, 7));
        xs.CopyTo(tape.Inputs);
        scaled.CopyTo(without.Inputs);
        tape.OutputGradients.Fill(1);
        without.OutputGradients.Fill(1);
        model.Forward(tape);
        plain.Forward(without);
        model.Backward(tape);
        plain.Backward(without);
        Assert.Equal(without.Outputs.ToArray(), tape.Outputs.ToArray());
        Assert.Equal(without.InputGradients.ToArray().Select((dx, i) => dx / Deviations[i % 5]), tape.InputGradients.ToArray());
        Assert.Equal(plain.Gradients["lstm0.W_i"].ToArray(), model.Gradients["lstm1.W_i"].ToArray());
        Assert.All(model.Gradients["standardize0.deviation"].ToArray(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void No_update_changes_it()
    {
        var model = Pair().Model;
        var trainer = new Trainer<Standardized>(model, Loss.MeanSquaredError, new AdamW(learningRate: 0.1f, weightDecay: 0.5f)) { MaxGradientNorm = 1 };
        var tape = model.NewTape(4, 3);
        Randoms(new Random(1), tape.Inputs.Length).CopyTo(tape.Inputs);
        tape.Targets.Fill(1);
        var before = model.Parameters["lstm1.W_i"].ToArray();
        for (var i = 0; i < 3; i++)
            trainer.Step(tape);

        Assert.Equal(Means, model.Parameters["standardize0.mean"].ToArray());
        Assert.Equal(Deviations, model.Parameters["standardize0.deviation"].ToArray());
        Assert.NotEqual(before, model.Parameters["lstm1.W_i"].ToArray());
    }

    [Fact]
    public void It_cannot_be_made_trainable()
    {
        var mean = new Standardized().Parameters["standardize0.mean"];
        Assert.False(mean.Trainable);
        mean.Trainable = false;
        Assert.Equal(
            "standardize0.mean is never trained: Backward computes no gradient for it. Its values are what Set gives it.",
            Assert.Throws<InvalidOperationException>(() => mean.Trainable = true).Message);
    }

    [Theory]
    [InlineData(0f, "0")]
    [InlineData(-1f, "-1")]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void A_deviation_is_greater_than_0(float deviation, string text)
    {
        var parameter = new Standardized().Parameters["standardize0.deviation"];
        var message = $"standardize0.deviation[2] is {text}; a deviation has to be a number greater than 0. Use 1 for what never varies.";
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => parameter.Set([1, 1, deviation, 1, 1])).Message, StringComparison.Ordinal);
        Assert.Equal([1, 1, 1, 1, 1], parameter.ToArray());
    }

    [Fact]
    public void It_is_saved_and_loaded_also_by_a_model_that_does_not_train()
    {
        var model = Pair().Model;
        model.Save(_file);
        var untrained = StandardizedUntrained.Load(_file);
        float[] xs = Randoms(new Random(3), 20 * 5), ys = new float[20 * 3], expected = new float[20 * 3];
        model.Run(xs, model.NewState(), expected);
        untrained.Run(xs, untrained.NewState(), ys);

        Assert.Equal(expected, ys);
        Assert.Equal(Means, Standardized.Load(_file).Parameters["standardize0.mean"].ToArray());
    }

    [Fact]
    public void A_file_with_a_deviation_of_0_is_not_loaded()
    {
        new Standardized().Save(_file);
        var bytes = File.ReadAllBytes(_file);
        var one = BitConverter.GetBytes(1f);
        var at = Enumerable.Range(0, bytes.Length - 20).First(i => Enumerable.Range(0, 5).All(k => bytes.AsSpan(i + (4 * k), 4).SequenceEqual(one)));
        bytes.AsSpan(at + 8, 4).Clear();
        File.WriteAllBytes(_file, bytes);

        Assert.Contains("standardize0.deviation[2] is 0", Assert.Throws<InvalidDataException>(() => Standardized.Load(_file)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_gradient_check_leaves_it_out()
    {
        var errors = GradientCheck.Run<Standardized>();
        Assert.DoesNotContain(errors, error => error.Name.StartsWith("standardize0", StringComparison.Ordinal));
        Assert.All(errors, error => Assert.True(error.Error <= 1e-4, error.ToString()));
    }

    /// <summary>A model with means and deviations that divide exactly, and one without that has the same weights.</summary>
    private static (Standardized Model, NotStandardized Plain) Pair()
    {
        var (model, plain) = (new Standardized(seed: 3), new NotStandardized());
        model.Parameters["standardize0.mean"].Set(Means);
        model.Parameters["standardize0.deviation"].Set(Deviations);
        foreach (var parameter in plain.Parameters)
            parameter.Set(model.Parameters[parameter.Name.Replace("dense1", "dense2", StringComparison.Ordinal)
                .Replace("lstm0", "lstm1", StringComparison.Ordinal)].ToArray());
        return (model, plain);
    }

    private static float[] Randoms(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() - 0.5f)];
}
