using Unrolled.CompilerServices;

namespace Unrolled.EndToEnd.Tests;

/// <summary>A model with the fastest forms of sigmoid and tanh stays near the same model with the accurate ones, and so do its gradients.</summary>
public sealed partial class FastActivationsTests
{
    [Model(Inputs = 5), Lstm(23), Gru(18), Dense(3, Activation = Activation.Sigmoid)]
    internal partial class Accurate;

    [Model(Inputs = 5, Activations = Activations.Fast), Lstm(23), Gru(18), Dense(3, Activation = Activation.Sigmoid)]
    internal partial class Fast;

    [Fact]
    public void Outputs_and_gradients_stay_near_the_accurate_ones()
    {
        var (accurate, fast) = (new Accurate(seed: 3), new Fast(seed: 3));
        var (tape, other) = (accurate.NewTape(steps: 30, batch: 7), fast.NewTape(steps: 30, batch: 7));
        var random = new Random(5);
        for (var i = 0; i < tape.Inputs.Length; i++)
            tape.Inputs[i] = other.Inputs[i] = 4 * random.NextSingle() - 2;
        accurate.Forward(tape);
        fast.Forward(other);
        Assert.Equal(SimdWidth.Lanes == 16, tape.Outputs.SequenceEqual(other.Outputs));   // with 512 bits the accurate ones are the fastest
        Near(tape.Outputs.ToArray(), other.Outputs.ToArray(), 3e-6f);

        tape.OutputGradients.Fill(1);
        other.OutputGradients.Fill(1);
        accurate.Backward(tape);
        fast.Backward(other);
        foreach (var gradient in accurate.Gradients)
        {
            var expected = gradient.ToArray();
            Near(expected, fast.Gradients[gradient.Name].ToArray(), 3e-5f * Math.Max(1, expected.Max(Math.Abs)));
        }
    }

    [Fact]
    public void Step_gives_what_Forward_gives()
    {
        var model = new Fast(seed: 3);
        var tape = model.NewTape(steps: 9, batch: 1);
        var random = new Random(5);
        for (var i = 0; i < tape.Inputs.Length; i++)
            tape.Inputs[i] = 4 * random.NextSingle() - 2;
        model.Forward(tape);
        var state = model.NewState();
        var y = new float[Fast.Outputs];
        for (var step = 0; step < 9; step++)
        {
            model.Step(tape.Inputs.Slice(step * Fast.Inputs, Fast.Inputs), state, y);
            Near(tape.Outputs.Slice(step * Fast.Outputs, Fast.Outputs).ToArray(), y, 1e-6f);
        }
    }

    private static void Near(float[] expected, float[] found, float tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - found[i]) <= tolerance, $"element {i}: {expected[i]} and {found[i]}");
    }
}
