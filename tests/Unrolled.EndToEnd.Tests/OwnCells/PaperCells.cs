using Unrolled;
using static Unrolled.Equations;

namespace Unrolled.EndToEnd.Tests.OwnCells;

/// <summary>G.-B. Zhou et al., Minimal Gated Unit for Recurrent Neural Networks (2016).</summary>
public sealed class MinimalGatedUnit : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        var f = Sigmoid(Affine(x, h));
        var n = Tanh(Affine(x, f * h));
        return (1 - f) * h + f * n;
    }
}

/// <summary>J. van der Westhuizen and J. Lasenby, The unreasonable effectiveness of the forget gate (2018): JANET, with its β of 1.</summary>
public sealed class Janet : ICellEquations
{
    private const double Beta = 1;

    public static Vec Step(Vec x, Vec h)
    {
        var s = Affine(x, h, initial: 1);
        var g = Tanh(Affine(x, h));
        return Sigmoid(s) * h + (1 - Sigmoid(s - Beta)) * g;
    }
}

/// <summary>L. Feng et al., Were RNNs All We Needed? (2024): minGRU in log space, where the state is log h and a sum of positive numbers the logarithm of a
/// sum of exponentials.</summary>
public sealed class MinGru : ICellEquations
{
    public static (Vec y, Vec l) Step(Vec x, Vec l)
    {
        var z = Affine(x);
        var g = Affine(x);
        l = LogAddExp(l - Softplus(z), LogOfPositive(g) - Softplus(-z));
        return (Exp(l), l);
    }

    /// <summary>log g, where g(v) is v + 0.5 for v ≥ 0 and σ(v) below: positive and continuous.</summary>
    private static Vec LogOfPositive(Vec v) => Log(Relu(v) + Sigmoid(Min(v, 0)));

    private static Vec LogAddExp(Vec a, Vec b) => Max(a, b) + Softplus(-Abs(a - b));
}

/// <summary>M. Beck et al., xLSTM: Extended Long Short-Term Memory (2024): sLSTM, exponential gates with a stabiliser.</summary>
public sealed class ScalarLstm : ICellEquations
{
    public static (Vec h, Vec c, Vec n, Vec m) Step(Vec x, Vec h, Vec c, Vec n, Vec m)
    {
        var i = Affine(x, h);
        var f = Affine(x, h);
        var z = Tanh(Affine(x, h));
        var o = Sigmoid(Affine(x, h));
        var peak = Max(f + m, i);
        var input = Exp(i - peak);
        var forget = Exp(f + m - peak);
        var cell = forget * c + input * z;
        var normaliser = forget * n + input;
        return (o * cell / normaliser, cell, normaliser, peak);
    }
}

/// <summary>T. K. Rusch and S. Mishra, Coupled Oscillatory Recurrent Neural Network (2021): h is the oscillators' position, z their velocity, damped
/// implicitly.</summary>
public sealed class OscillatoryRnn : ICellEquations
{
    private const double Dt = 0.1;
    private const double Gamma = 1.5;
    private const double Epsilon = 2;

    public static (Vec h, Vec z) Step(Vec x, Vec h, Vec z)
    {
        var force = Tanh(Affine(x, h) + Linear(z, name: "z"));
        z = (z + Dt * (force - Gamma * h)) / (1 + Dt * Epsilon);
        return (h + Dt * z, z);
    }
}

/// <summary>T. Lei et al., Simple Recurrent Units for Highly Parallelizable Recurrence (2018), with its highway from the input: inputs and hidden units are
/// equally many.</summary>
public sealed class SimpleRecurrentUnit : ICellEquations
{
    public static (Vec y, Vec c) Step(Vec x, Vec c)
    {
        var f = Sigmoid(Affine(x) + Scale(c));
        var r = Sigmoid(Affine(x) + Scale(c));
        c = f * c + (1 - f) * Linear(x);
        return (r * c + (1 - r) * x, c);
    }
}

/// <summary>J. Bradbury et al., Quasi-Recurrent Neural Networks (2017): the recurrence (ifo-pooling), on a filter of width 1.</summary>
public sealed class QuasiRecurrent : ICellEquations
{
    public static (Vec h, Vec c) Step(Vec x, Vec h, Vec c)
    {
        var z = Tanh(Linear(x));
        var i = Sigmoid(Linear(x));
        var f = Sigmoid(Linear(x));
        var o = Sigmoid(Linear(x));
        var pooled = f * c + i * z;
        return (o * pooled + 0 * h, pooled);
    }
}

/// <summary>G. Melis et al., Mogrifier LSTM (2020), three rounds: x and h gate each other before the LSTM sees them.</summary>
public sealed class Mogrifier : ICellEquations
{
    public static (Vec h, Vec c) Step(Vec x, Vec h, Vec c)
    {
        var q1 = 2 * Sigmoid(Linear(h, width: x)) * x;
        var r2 = 2 * Sigmoid(Linear(q1)) * h;
        var q3 = 2 * Sigmoid(Linear(r2, width: x)) * q1;
        var i = Sigmoid(Affine(r2) + Linear(q3, name: "xi"));
        var f = Sigmoid(Affine(r2, initial: 1) + Linear(q3, name: "xf"));
        var g = Tanh(Affine(r2) + Linear(q3, name: "xg"));
        var o = Sigmoid(Affine(r2) + Linear(q3, name: "xo"));
        c = f * c + i * g;
        return (o * Tanh(c), c);
    }
}

/// <summary>A variable that is assigned again and again, names that generated code might use itself, a state under another variable's value.</summary>
public sealed class Awkward : ICellEquations
{
    public static (Vec memory, Vec x0) Step(Vec x, Vec memory, Vec x0)
    {
        var t = Affine(x, memory);
        t = Sigmoid(t);
        t = t * x0;
        var row = Tanh(Affine(t));
        var @ref = Tanh(Linear(row));
        var V = Exp(-Abs(@ref));
        var rows = V + row;
        x0 = rows * t;
        var steps = Scale(x0);
        return (memory: steps + rows, x0);
    }
}

/// <summary>States that are called as generated code calls its own memory.</summary>
public sealed class Clashing : ICellEquations
{
    public static (Vec h, Vec dh, Vec z, Vec dz, Vec kept, Vec h_prev, Vec tape, Vec x) Step(Vec token, Vec h, Vec dh, Vec z, Vec dz, Vec kept, Vec h_prev,
        Vec tape, Vec x)
    {
        var y = Tanh(Affine(token, h) + Linear(z, name: "z") + Linear(x, name: "x"));
        var rows = Sigmoid(Affine(dh) + Linear(y * z, name: "yz"));
        z = rows * z + (1 - rows) * y;
        var dx = Tanh(Affine(z) + Scale(dz));
        return (dx, 0.5 * (h + dh), z, dz * rows, Tanh(Linear(kept)), h_prev * dx, 0.5 * (tape + y), Sin(tape - x));
    }
}

[Model(Inputs = 6)]
[Cell<MinimalGatedUnit>(11)]
public partial class MinimalGatedUnitModel;

[Model(Inputs = 6)]
[Cell<Janet>(11)]
public partial class JanetModel;

[Model(Inputs = 6)]
[Cell<MinGru>(11)]
public partial class MinGruModel;

[Model(Inputs = 6)]
[Cell<ScalarLstm>(11)]
public partial class ScalarLstmModel;

[Model(Inputs = 6)]
[Cell<OscillatoryRnn>(11)]
public partial class OscillatoryRnnModel;

[Model(Inputs = 11)]
[Cell<SimpleRecurrentUnit>(11)]
public partial class SimpleRecurrentUnitModel;

[Model(Inputs = 6)]
[Cell<QuasiRecurrent>(11)]
public partial class QuasiRecurrentModel;

[Model(Inputs = 6)]
[Cell<Mogrifier>(11)]
public partial class MogrifierModel;

[Model(Inputs = 6)]
[Cell<Awkward>(11)]
public partial class AwkwardModel;

[Model(Inputs = 6)]
[Cell<Clashing>(11)]
public partial class ClashingModel;
