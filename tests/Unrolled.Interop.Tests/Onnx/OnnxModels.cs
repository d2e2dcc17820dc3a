using static Unrolled.Equations;

namespace Unrolled.Interop.Tests.Onnx;

// Classes that fit the fixtures: what WriteDeclaration writes for them.

[Model(Inputs = 3), Lstm(5), Dense(2)]
public partial class LstmDense;

[Model(Inputs = 3), Lstm(5, Direction = Direction.Both), Dense(2)]
public partial class LstmBothDense;

[Model(Inputs = 3), Lstm(5, Direction = Direction.Both), Lstm(5, Direction = Direction.Both), Dense(2, Activation = Activation.Sigmoid)]
public partial class LstmStack;

[Model(Inputs = 3), Rnn(5, Activation = Activation.Relu, Bias = false), Dense(2, Activation = Activation.Relu, Bias = false)]
public partial class RnnReluDense;

[Model(Vocabulary = 7), Embedding(4), Gru(5), Dense(7)]
public partial class EmbeddingGru;

[Model(Inputs = 3), Gru(5), Dense(2)]
public partial class GruDense;

[Model(Inputs = 3), Gru(5, Returns = Returns.Last), Dense(2)]
public partial class GruLastDense;

[Model(Inputs = 3), Gru(5, Direction = Direction.Both), Dense(2)]
public partial class GruBothDense;

[Model(Inputs = 3), Gru(5), Gru(5, Returns = Returns.Last), Dense(2)]
public partial class GruStackLast;

[Model(Inputs = 3), Gru(5, Direction = Direction.Both), Gru(5, Direction = Direction.Both, Returns = Returns.Last), Dense(2)]
public partial class GruStackBothLast;

[Model(Inputs = 3), Gru(5, LearnInitialState = true), Gru(5, LearnInitialState = true), Dense(2)]
public partial class GruLearned;

[Model(Inputs = 3), Gru(5), Gru(5), Dense(2)]
public partial class GruStackDense;

[Model(Inputs = 3), Gru(5, Direction = Direction.Both, Returns = Returns.Last), Dense(2)]
public partial class GruBothLastDense;

[Model(Inputs = 3), Gru(4, Reset = Reset.Before, Direction = Direction.Backward)]
public partial class GruBackward;

[Model(Inputs = 3), Gru(4, Reset = Reset.Before), Dense(2, Bias = false)]
public partial class GruStream;

[Model(Inputs = 3), Lstm(4)]
public partial class LstmAlone;

[Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.All)]
public partial class LstmPeepholes;

[Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput)]
public partial class LstmCoupled;

[Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.All, OutputActivation = Activation.Identity)]
public partial class LstmIdentity;

[Model(Inputs = 3), Gru(4, Direction = Direction.Both)]
public partial class GruAfter;

[Model(Inputs = 3), Gru(4, Reset = Reset.Before, Direction = Direction.Both)]
public partial class GruBefore;

[Model(Inputs = 3), Gru(4, Reset = Reset.Before, Direction = Direction.Both, Returns = Returns.Last)]
public partial class GruBeforeLast;

[Model(Inputs = 3), Rnn(4, Direction = Direction.Backward)]
public partial class RnnBackward;

[Model(Inputs = 3), Standardize, Lstm(4), Dense(3), Rescale]
public partial class LstmScaled;

[Model(Inputs = 3), Standardize, Lstm(4), Dense(3, Activation = Activation.Relu), Rescale]
public partial class LstmReluScaled;

[Model(Inputs = 3), Lstm(4), Dense(3), Residual]
public partial class LstmResidual;

[Model(Inputs = 3), Lstm(4), Dense(4, Activation = Activation.Relu, Bias = false), Dense(3, Bias = false)]
public partial class LstmActivation;

[Model(Inputs = 3), Lstm(4), Dropout(0.25), Gru(4, Reset = Reset.Before)]
public partial class LstmDropoutGru;

[Model(Inputs = 3), Lstm(4), Dense(2)]
public partial class SmallLstmDense;

[Model(Inputs = 3), Cell<HardSigmoidCell>(4)]
public partial class HardSigmoidLstm;

[Model(Inputs = 3), Cell<SoftsignAfterCell>(4)]
public partial class SoftsignAfterGru;

[Model(Inputs = 3), Cell<SoftsignBeforeCell>(4)]
public partial class SoftsignBeforeGru;

[Model(Inputs = 3), Cell<LeakyCell>(4)]
public partial class LeakyRnn;

public sealed class HardSigmoidCell : ICellEquations
{
    public static (Vec h, Vec c) Step(Vec x, Vec h, Vec c)
    {
        var ai = Affine(x, h, name: "i") + Scale(c, name: "i");
        var i = Min(1, Max(0, 0.25 * ai + 0.5));
        var af = Affine(x, h, name: "f") + Scale(c, name: "f");
        var f = Min(1, Max(0, 0.25 * af + 0.5));
        var ag = Affine(x, h, name: "g");
        var g = Relu(ag);
        c = f * c + i * g;
        var ao = Affine(x, h, name: "o") + Scale(c, name: "o");
        var o = Min(1, Max(0, 0.25 * ao + 0.5));
        var m = Tanh(c);
        return (o * m, c);
    }
}

public sealed class SoftsignAfterCell : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        var ar = Affine(x, h, name: "r");
        var az = Affine(x, h, name: "z");
        var r = Sigmoid(ar);
        var z = Sigmoid(az);
        var an = Linear(x, name: "n") + Bias(name: "n") + r * (Linear(h, name: "n") + Bias(name: "Rn"));
        var n = an / (1 + Abs(an));
        return (1 - z) * n + z * h;
    }
}

public sealed class SoftsignBeforeCell : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        var ar = Affine(x, h, name: "r");
        var az = Affine(x, h, name: "z");
        var r = Sigmoid(ar);
        var z = Sigmoid(az);
        var an = Affine(x, r * h, name: "n");
        var n = an / (1 + Abs(an));
        return (1 - z) * n + z * h;
    }
}

public sealed class LeakyCell : ICellEquations
{
    public static Vec Step(Vec x, Vec h)
    {
        var a = Affine(x, h, name: "h");
        return Relu(a) - 0.3 * Relu(-a);
    }
}
