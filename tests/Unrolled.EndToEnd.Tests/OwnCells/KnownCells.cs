using Unrolled;
using static Unrolled.Equations;

namespace Unrolled.EndToEnd.Tests.OwnCells;

/// <summary>The LSTM of <c>[Lstm]</c>, as a user would write it.</summary>
public sealed class StandardLstm : ICellEquations
{
    public static (Vec h, Vec c) Step(Vec x, Vec h, Vec c)
    {
        var i = Sigmoid(Affine(x, h));
        var f = Sigmoid(Affine(x, h, initial: 1));
        var g = Tanh(Affine(x, h));
        c = f * c + i * g;
        var o = Sigmoid(Affine(x, h));
        return (o * Tanh(c), c);
    }
}

/// <summary>The GRU of <c>[Gru]</c>: the reset gate multiplies R h + b.</summary>
public sealed class StandardGru : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        var r = Sigmoid(Affine(x, h));
        var z = Sigmoid(Affine(x, h));
        var n = Tanh(Affine(x) + r * Affine(h, name: "Rn"));
        return (1 - z) * n + z * h;
    }
}

/// <summary>The GRU of <c>[Gru(Reset = Reset.Before)]</c>: the reset gate multiplies h.</summary>
public sealed class OriginalGru : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        var r = Sigmoid(Affine(x, h));
        var z = Sigmoid(Affine(x, h));
        var rh = r * h;
        var n = Tanh(Affine(x, rh));
        return (1 - z) * n + z * h;
    }
}

[Model(Inputs = 28)]
[Cell<StandardLstm>(64)]
public partial class StandardLstmModel;

[Model(Inputs = 28)]
[Cell<StandardGru>(64)]
public partial class StandardGruModel;

[Model(Inputs = 28)]
[Cell<OriginalGru>(64)]
public partial class OriginalGruModel;
