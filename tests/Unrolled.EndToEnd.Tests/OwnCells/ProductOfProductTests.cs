using static Unrolled.Equations;

namespace Unrolled.EndToEnd.Tests.OwnCells;

/// <summary>Sums that go into the next product as they are: their adjoints are what the transposed product leaves.</summary>
public sealed partial class ProductOfProductTests
{
    internal sealed class OfState : ICellEquations
    {
        public static Vec Step(Vec x, Vec h)
        {
            var u = Affine(x, h);
            var v = Linear(x, u) + Bias(name: "v");
            var w = Affine(v);
            return Tanh(w) * 0.5 + h * 0.25;
        }
    }

    internal sealed class OfInput : ICellEquations
    {
        public static Vec Step(Vec x, Vec h)
        {
            var u = Affine(x);
            var v = Linear(u);
            return Tanh(Affine(v, name: "n") + Linear(h, name: "h"));
        }
    }

    internal sealed class OfBoth : ICellEquations
    {
        public static (Vec h, Vec y) Step(Vec x, Vec h)
        {
            var a = Linear(h);
            var b = Linear(a);
            var c = Affine(x, b);
            return (Sigmoid(c) - h * 0.5, Affine(c, name: "y"));
        }
    }

    [Model(Inputs = 3), Cell<OfState>(7), Cell<OfInput>(18), Cell<OfBoth>(5), Dense(2)]
    internal partial class Stack;

    [Model(Vocabulary = 4), Cell<OfState>(6), Dense(2)]
    internal partial class Tokens;

    [Fact]
    public void Gradients_are_those_of_differences()
    {
        Assert.All(GradientCheck.Run<Stack>(), parameter => Assert.True(parameter.Error <= 1e-4, parameter.ToString()));
        Assert.All(GradientCheck.Run<Tokens>(), parameter => Assert.True(parameter.Error <= 1e-4, parameter.ToString()));
    }

    [Fact]
    public void Step_and_Run_give_what_Forward_gives()
    {
        var model = new Stack(seed: 2);
        var tape = model.NewTape(steps: 6, batch: 1);
        var random = new Random(1);
        foreach (ref float x in tape.Inputs)
            x = 2 * random.NextSingle() - 1;
        model.Forward(tape);
        var (ys, y) = (new float[6 * Stack.Outputs], new float[Stack.Outputs]);
        model.Run(tape.Inputs, model.NewState(), ys);
        var state = model.NewState();
        for (var step = 0; step < 6; step++)
        {
            model.Step(tape.Inputs.Slice(step * Stack.Inputs, Stack.Inputs), state, y);
            for (var i = 0; i < y.Length; i++)
            {
                Assert.Equal(tape.Outputs[step * Stack.Outputs + i], y[i], 1e-6f);
                Assert.Equal(tape.Outputs[step * Stack.Outputs + i], ys[step * Stack.Outputs + i], 1e-6f);
            }
        }
    }
}
