using static Unrolled.Equations;

namespace Unrolled.Interop.Tests.Keras;

// The classes that fit the fixtures, as ModelFile.WriteDeclaration writes them.

[Model(Inputs = 3)]
[Lstm(5, Returns = Returns.Last)]
[Dense(2)]
public partial class KerasApart;

[Model(Inputs = 3)]
[Lstm(4, Direction = Direction.Both)]
[Gru(3, Direction = Direction.Both, Returns = Returns.Last)]
[Dense(2)]
public partial class KerasBidirectional;

[Model(Inputs = 2)]
[Cell<KerasCells2Cell0>(4)]
[Cell<KerasCells2Cell1>(3)]
[Cell<KerasCells2Cell2>(2)]
public partial class KerasCells2;

/// <summary>A long short-term memory with hard_sigmoid gates and the activation relu, as in Keras.</summary>
public sealed class KerasCells2Cell0 : ICellEquations
{
    public static (Vec h, Vec c) Step(Vec x, Vec h, Vec c)
    {
        var i = HardSigmoid(Affine(x, h));
        var f = HardSigmoid(Affine(x, h));
        var g = Relu(Affine(x, h));
        c = f * c + i * g;
        var o = HardSigmoid(Affine(x, h));
        return (o * Relu(c), c);
    }

    private static Vec HardSigmoid(Vec v) => Max(0, Min(1, 0.2 * v + 0.5));
}

/// <summary>A gated recurrent unit with hard_sigmoid gates and the candidate activation elu, as in Keras.</summary>
public sealed class KerasCells2Cell1 : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        var z = HardSigmoid(Affine(x, h));
        var r = HardSigmoid(Affine(x, h));
        var n = Elu(Affine(x, r * h));
        return z * h + (1 - z) * n;
    }

    private static Vec HardSigmoid(Vec v) => Max(0, Min(1, 0.2 * v + 0.5));

    private static Vec Elu(Vec v) => Relu(v) + 1 * (Exp(Min(v, 0)) - 1);
}

/// <summary>A dense layer with the activation softplus, as in Keras: its state takes no part.</summary>
public sealed class KerasCells2Cell2 : ICellEquations
{
    public static (Vec y, Vec h) Step(Vec x, Vec h)
    {
        var y = Softplus(Affine(x));
        return (y, h);
    }
}

[Model(Inputs = 2)]
[Cell<KerasCells3Cell0>(3, Direction = Direction.Both)]
[Cell<KerasCells3Cell1>(3)]
[Cell<KerasCells3Cell2>(2)]
public partial class KerasCells3;

/// <summary>A gated recurrent unit with hard_sigmoid gates and the candidate activation tanh, as in Keras.</summary>
public sealed class KerasCells3Cell0 : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        var z = HardSigmoid(Affine(x, h));
        var r = HardSigmoid(Affine(x, h));
        var n = Tanh(Affine(x) + r * (Linear(h) + Bias(name: "nh")));
        return z * h + (1 - z) * n;
    }

    private static Vec HardSigmoid(Vec v) => Max(0, Min(1, v / 6 + 0.5));
}

/// <summary>A simple recurrent layer with the activation silu, as in Keras.</summary>
public sealed class KerasCells3Cell1 : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        return Silu(Linear(x, h));
    }

    private static Vec Silu(Vec v) => v * Sigmoid(v);
}

/// <summary>A dense layer with the activation elu, as in Keras: its state takes no part.</summary>
public sealed class KerasCells3Cell2 : ICellEquations
{
    public static (Vec y, Vec h) Step(Vec x, Vec h)
    {
        var y = Elu(Affine(x));
        return (y, h);
    }

    private static Vec Elu(Vec v) => Relu(v) + 1 * (Exp(Min(v, 0)) - 1);
}

[Model(Vocabulary = 11)]
[Embedding(4)]
[Gru(5)]
[Dense(11)]
public partial class KerasEmbedding;

[Model(Inputs = 3)]
[Lstm(5, InputActivation = Activation.Identity, OutputActivation = Activation.Identity, Bias = false)]
[Dropout(0.1)]
[Dense(4, Activation = Activation.Tanh)]
[Dense(1)]
public partial class KerasFunctional;

[Model(Inputs = 4)]
[Gru(5)]
[Dense(3, Activation = Activation.Relu)]
[Dense(1, Activation = Activation.Sigmoid, Bias = false)]
public partial class KerasGru;

[Model(Inputs = 2)]
[Gru(4, Reset = Reset.Before)]
[Gru(3, Reset = Reset.Before, Bias = false)]
[Dense(1)]
public partial class KerasGruBefore;

[Model(Inputs = 3)]
[Lstm(6, RecurrentDropout = 0.25)]
[Dropout(0.2)]
[Dense(2, Activation = Activation.Tanh)]
public partial class KerasLstm;

[Model(Inputs = 2)]
[Lstm(4)]
[Dense(1)]
public partial class KerasSmall;

[Model(Inputs = 2)]
[Rnn(3, Activation = Activation.Relu, Direction = Direction.Both, Bias = false)]
[Rnn(4, Returns = Returns.Last)]
[Dense(2)]
public partial class KerasRnn;

[Model(Inputs = 3)]
[Standardize]
[Rnn(4)]
[Dense(2)]
[Rescale]
public partial class KerasScaled;

[Model(Inputs = 2)]
[Standardize]
[Rnn(4)]
[Dense(1)]
[Rescale]
public partial class KerasRescaled;
