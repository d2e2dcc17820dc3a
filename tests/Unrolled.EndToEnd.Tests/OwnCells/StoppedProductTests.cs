using static Unrolled.Equations;

namespace Unrolled.EndToEnd.Tests.OwnCells;

/// <summary>Products that no gradient reaches: those of their matrices are 0, and nothing of them gets into others.</summary>
public sealed partial class StoppedProductTests
{
    internal sealed class Stopped : ICellEquations
    {
        public static (Vec h, Vec c, Vec y) Step(Vec x, Vec h, Vec c)
        {
            var f = Sigmoid(Affine(x, h));
            var s = StopGradient(Sigmoid(Affine(x, h)));
            var n = StopGradient(Tanh(Affine(x, s * h)));
            var q = Normalize(Affine(x));
            var w = StopGradient(Linear(q));
            return (f * h + n * (1 - f), 0.5 * c + s * f, Cos(c) + w * f);
        }
    }

    [Model(Inputs = 9), Cell<Stopped>(8), Cell<Stopped>(19), Dense(2)]
    internal partial class Stack;

    [Fact]
    public void Gradients_are_those_of_differences() =>
        Assert.All(GradientCheck.Run<Stack>(), parameter => Assert.True(parameter.Error <= 1e-4, parameter.ToString()));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_of_stopped_products_are_zero(bool keepGates)
    {
        var model = new Stack(seed: 2);
        var tape = model.NewTape(steps: 5, batch: 3, keepGates);
        var random = new Random(1);
        foreach (ref float x in tape.Inputs)
            x = 2 * random.NextSingle() - 1;
        model.Gradients.Clear();
        model.Forward(tape);
        tape.OutputGradients.Fill(1);
        model.Backward(tape);
        foreach (var name in new[] { "W_s", "R_s", "b_s", "W_n", "R_n", "b_n", "R_w" })
        {
            Assert.All(model.Gradients["cell0." + name].ToArray(), gradient => Assert.Equal(0, gradient));
            Assert.All(model.Gradients["cell1." + name].ToArray(), gradient => Assert.Equal(0, gradient));
        }

        Assert.Contains(model.Gradients["cell0.R_f"].ToArray(), gradient => gradient != 0);
    }
}
