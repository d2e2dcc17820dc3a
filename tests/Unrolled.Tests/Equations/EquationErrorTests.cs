using static Unrolled.Equations;

namespace Unrolled.Tests.OwnCells;

/// <summary>What goes wrong is said, with what was expected and what was found.</summary>
public class EquationErrorTests
{
    private static readonly double[][] s_x = [[1.0, 2.0]];

    [Fact]
    public void LearnedCallsOutsideAnEvaluation()
    {
        var v = new Vec([1.0]);
        Throws<InvalidOperationException>("Affine has learned parameters, which exist only while equations are evaluated: call "
            + "Equations.Evaluate<TEquations>(…) instead", () => Affine(v));
        Throws<InvalidOperationException>("Linear has learned parameters", () => Linear(v, v));
        Throws<InvalidOperationException>("Scale has learned parameters", () => Scale(v));
        Throws<InvalidOperationException>("Bias has learned parameters", () => Bias());
        Throws<InvalidOperationException>("Normalize has learned parameters", () => Normalize(v));
    }

    [Fact]
    public void ClassesWithoutAUsableStep()
    {
        Throws<ArgumentException>("NoStep needs exactly one method 'public static … Step(Vec x, Vec h, …)', but has 0", () => Describe<NoStep>(2, 3));
        Throws<ArgumentException>("TwoSteps needs exactly one method 'public static … Step(Vec x, Vec h, …)', but has 2", () => Describe<TwoSteps>(2, 3));
        Throws<ArgumentException>("NoState.Step must take x and one or more states", () => Describe<NoState>(2, 3));
        Throws<ArgumentException>("NumberState.Step must take x and one or more states, each a Vec", () => Describe<NumberState>(2, 3));
        Throws<ArgumentException>("OutputState.Step has a state y, but y is the name of the output", () => Describe<OutputState>(2, 3));
        Throws<ArgumentException>("OneForTwo.Step has the states h, c, so it must return a tuple", () => Describe<OneForTwo>(2, 3));
        Throws<ArgumentException>("NumberResult.Step must return a Vec or a tuple of them, but it returns Double", () => Describe<NumberResult>(2, 3));
        Throws<ArgumentException>("NumberElement.Step must return a Vec or a tuple of them", () => Describe<NumberElement>(2, 3));
        Throws<ArgumentException>("every element of the tuple that NoNames.Step returns needs a name: those of the states h, c", () => Describe<NoNames>(2, 3));
        Throws<ArgumentException>("UnknownName.Step returns an element k, but its states are h, c", () => Describe<UnknownName>(2, 3));
        Throws<ArgumentException>("LostState.Step has a state c, but does not return it; it returns h, y", () => Describe<LostState>(2, 3));
        Throws<InvalidOperationException>("NullResult.Step returned null for h", () => Describe<NullResult>(2, 3));
    }

    [Fact]
    public void Widths()
    {
        Throws<ArgumentException>("+ works element by element, so both vectors must have the same width: the left one has 2 elements, the right one 3", () =>
            InPlace.Parameters((x, h) => x + h));
        Throws<ArgumentException>("Max works element by element, so both vectors must have the same width: the left one has 3 elements, the right one 2", () =>
            InPlace.Parameters((x, h) => Max(h, x)));
        Throws<InvalidOperationException>("InPlace.Step returned 2 elements for the state h, which has one per hidden unit: 3", () =>
            InPlace.Parameters((x, h) => Tanh(x)));
        Throws<InvalidOperationException>("Only x can be sliced, and [0..1] slices a slice, a state or a computed vector", () =>
            InPlace.Parameters((x, h) => h[0..1]));
        Throws<InvalidOperationException>("Only x can be sliced, and [0..^1]", () => InPlace.Parameters((x, h) => Linear(x[..][..^1])));
        Throws<InvalidOperationException>("Only x can be sliced, and [1..2]", () => InPlace.Parameters((x, h) => Linear((2 * x)[1..2])));
        Throws<ArgumentOutOfRangeException>("The slice [1..3] is empty or reaches beyond the 2 elements of x", () =>
            InPlace.Parameters((x, h) => Linear(x[1..3])));
        Throws<ArgumentOutOfRangeException>("The slice [1..1] is empty or reaches beyond the 2 elements of x", () =>
            InPlace.Parameters((x, h) => Linear(x[1..1])));
        Throws<ArgumentOutOfRangeException>("The slice [^3..1] is empty or reaches beyond the 2 elements of x", () =>
            InPlace.Parameters((x, h) => Linear(x[^3..1])));
        Throws<ArgumentException>("Affine(v, w) takes at most one argument that is not x or a slice of x, and here neither is", () =>
            InPlace.Parameters((x, h) => Affine(h, Tanh(x))));
        Throws<ArgumentException>("Bias(…, width: …) takes x, the first parameter of Step", () => InPlace.Parameters((x, h) => Linear(Bias(width: x[..1]))));
        Throws<ArgumentException>("Linear(…, width: …) takes x, the first parameter of Step", () => InPlace.Parameters((x, h) => Linear(h, width: h)));
    }

    [Fact]
    public void Names() => Throws<ArgumentException>("name", () => InPlace.Parameters((x, h) => Scale(h, name: " ")));

    [Fact]
    public void Values()
    {
        double[][] p = [new double[6], new double[9], new double[3], new double[6], new double[9], new double[3]];
        Throws<ArgumentException>(
            "MinimalGatedUnit.Step has 6 parameters (W [3, 2], R [3, 3], b [3], W [3, 2], R [3, 3], b [3]); got 5.", () =>
                Evaluate<MinimalGatedUnit>(s_x, 3, p[..5]));
        Throws<ArgumentException>("Parameter 1 of MinimalGatedUnit.Step is R [3, 3], 9 values; got 3.", () =>
            Evaluate<MinimalGatedUnit>(s_x, 3, [p[0], p[2], p[2], p[3], p[4], p[5]]));
        Throws<ArgumentException>("Expected at least one step", () => Evaluate<MinimalGatedUnit>([], 3, p));
        Throws<ArgumentException>("Step 1 has 3 inputs, but step 0 has 2.", () => Evaluate<MinimalGatedUnit>([[1, 2], [1, 2, 3]], 3, p));
        Throws<ArgumentOutOfRangeException>("hidden", () => Evaluate<MinimalGatedUnit>(s_x, 0, p));
        Throws<ArgumentException>("MinimalGatedUnit.Step has no state 'c': its states are h.", () =>
            Evaluate<MinimalGatedUnit>(s_x, 3, p, new Dictionary<string, double[]> { ["c"] = new double[3] }));
        Throws<ArgumentException>("State h of MinimalGatedUnit.Step has 3 values; got 2.", () =>
            Evaluate<MinimalGatedUnit>(s_x, 3, p, new Dictionary<string, double[]> { ["h"] = new double[2] }));
        Throws<KeyNotFoundException>("There is no state 'c'.", () => Evaluate<MinimalGatedUnit>(s_x, 3, p)["c"]);
    }

    [Fact]
    public void CallsThatChangeFromStepToStep()
    {
        int calls = 0;
        Throws<InvalidOperationException>("but a later step asked for p [3] where it was b [3]", () =>
            InPlace.Run((x, h) => calls++ == 0 ? Bias() : Scale(h), [1], new double[3], new double[3]));
        calls = 0;
        Throws<InvalidOperationException>("but a later step asked for one more parameter than 1: b [3]", () =>
            InPlace.Run((x, h) => calls++ == 0 ? Bias() : Bias() + Bias(), [1], new double[3], new double[3]));
        calls = 0;
        Throws<InvalidOperationException>("but a later step ended after 0 of 1 parameters", () =>
            InPlace.Run((x, h) => calls++ == 0 ? Bias() : h, [1], new double[3], new double[3]));
    }

    private static void Throws<TException>(string message, Func<object> action)
        where TException : Exception => Assert.Contains(message, Assert.Throws<TException>(action).Message);

    private sealed class NoStep : ICellEquations
    {
    }

    private sealed class TwoSteps : ICellEquations
    {
        public static Vec Step(Vec x, Vec h) => h;

        public static Vec Step(Vec x, Vec h, Vec c) => h;
    }

    private sealed class NoState : ICellEquations
    {
        public static Vec Step(Vec x) => x;
    }

    private sealed class NumberState : ICellEquations
    {
        public static Vec Step(Vec x, double h) => x * h;
    }

    private sealed class OutputState : ICellEquations
    {
        public static Vec Step(Vec x, Vec y) => y;
    }

    private sealed class OneForTwo : ICellEquations
    {
        public static Vec Step(Vec x, Vec h, Vec c) => h;
    }

    private sealed class NumberResult : ICellEquations
    {
        public static double Step(Vec x, Vec h) => 0;
    }

    private sealed class NumberElement : ICellEquations
    {
        public static (Vec h, double c) Step(Vec x, Vec h, Vec c) => (h, 0);
    }

    private sealed class NoNames : ICellEquations
    {
        public static (Vec, Vec) Step(Vec x, Vec h, Vec c) => (h, c);
    }

    private sealed class UnknownName : ICellEquations
    {
        public static (Vec h, Vec k) Step(Vec x, Vec h, Vec c) => (h, c);
    }

    private sealed class LostState : ICellEquations
    {
        public static (Vec h, Vec y) Step(Vec x, Vec h, Vec c) => (h, c);
    }

    private sealed class NullResult : ICellEquations
    {
        public static Vec Step(Vec x, Vec h) => null!;
    }
}
