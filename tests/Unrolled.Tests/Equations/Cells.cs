using static Unrolled.Equations;

namespace Unrolled.Tests.OwnCells;

/// <summary>G.-B. Zhou et al., Minimal gated unit for recurrent neural networks, 2016.</summary>
public sealed class MinimalGatedUnit : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        var f = Sigmoid(Affine(x, h));
        var n = Tanh(Affine(x, f * h));
        return (1 - f) * h + f * n;
    }
}

/// <summary>F. Gers and J. Schmidhuber, Recurrent nets that time and count, 2000. Its states are returned in another order than they are taken.</summary>
public sealed class PeepholeLstm : ICellEquations
{
    public static (Vec h, Vec c) Step(Vec x, Vec c, Vec h)
    {
        var i = Sigmoid(Affine(x, h) + Scale(c, name: "i"));
        var f = Sigmoid(Gate(x, h, c));
        var g = Tanh(Affine(x, h));
        var next = f * c + i * g;
        var o = Sigmoid(Gate(x, h, next));
        return (o * Tanh(next), next);
    }

    private static Vec Gate(Vec x, Vec h, Vec c) => Affine(x, h, initial: 1) + Scale(c, initial: 0);
}

/// <summary>An output of its own, slices of x, a gate on x as wide as x (as in the Mogrifier LSTM, G. Melis et al. 2020), normalisation, a learned
/// vector.</summary>
public sealed class EveryShape : ICellEquations
{
    public static (Vec h, Vec y) Step(Vec x, Vec h)
    {
        var m = 2 * Sigmoid(Affine(h, name: "m", width: x)) * x;
        var a = Linear(x[..2], initial: Initial.Uniform(-0.5, 0.5)) + Linear(m, name: "a") + Affine(x[^1..], h, name: "s", initial: Initial.Identity);
        var n = Normalize(a);
        h = (1 - Sigmoid(Bias())) * h + Relu(n);
        return (h, y: -h / Sqrt(1 + h * h));
    }
}

/// <summary>M. Beck et al., xLSTM, 2024: exponential gates with a stabiliser; four states.</summary>
public sealed class StabilisedLstm : ICellEquations
{
    public static (Vec h, Vec c, Vec n, Vec m) Step(Vec x, Vec h, Vec c, Vec n, Vec m)
    {
        var i = Affine(x, h);
        var f = Affine(x, h);
        var z = Tanh(Affine(x, h));
        var o = Sigmoid(Affine(x, h));
        var peak = StopGradient(Max(f + m, i));
        var input = Exp(i - peak);
        var forget = Exp(f + m - peak);
        var cell = forget * c + input * z;
        var normaliser = forget * n + input;
        return (o * cell / normaliser, cell, normaliser, peak);
    }
}

/// <summary>An output as wide as x: what a layer of hidden units predicts of its next input.</summary>
public sealed class Predictor : ICellEquations
{
    public static (Vec y, Vec h) Step(Vec x, Vec h)
    {
        h = Tanh(Affine(x, h));
        return (Linear(h, width: x), h);
    }
}

/// <summary>Eight states: the last is in the nested tuple of the result.</summary>
public sealed class ShiftRegister : ICellEquations
{
    public static (Vec a, Vec b, Vec c, Vec d, Vec e, Vec f, Vec g, Vec k) Step(Vec x, Vec a, Vec b, Vec c, Vec d, Vec e, Vec f, Vec g, Vec k) =>
        (Linear(x), a, b, c, d, e, f, g);
}

/// <summary>A cell whose equations a test writes in place, so that one expression is one test.</summary>
public sealed class InPlace : ICellEquations
{
    [ThreadStatic]
    private static Func<Vec, Vec, Vec>? s_body;

    public static Vec Step(Vec x, Vec h) => s_body!(x, h);

    /// <summary>One step from state h with input x.</summary>
    public static double[] Run(Func<Vec, Vec, Vec> body, double[] x, double[] h, params double[][] parameters)
    {
        s_body = body;
        return Evaluate<InPlace>([x], h.Length, parameters, new Dictionary<string, double[]> { ["h"] = h }).Outputs[0];
    }

    /// <summary>The parameters, as text.</summary>
    public static string[] Parameters(Func<Vec, Vec, Vec> body, int inputs = 2, int hidden = 3)
    {
        s_body = body;
        return Describe<InPlace>(inputs, hidden).Select(parameter => parameter.ToString()).ToArray();
    }

    /// <summary>How the parameters start.</summary>
    public static Initial[] Initials(Func<Vec, Vec, Vec> body)
    {
        s_body = body;
        return Describe<InPlace>(2, 3).Select(parameter => parameter.Initial).ToArray();
    }
}
