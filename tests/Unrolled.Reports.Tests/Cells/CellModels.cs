using static Unrolled.Equations;

namespace Unrolled.Reports.Tests.Cells;

[Model(Inputs = 3)]
[Lstm(4)]
[Dense(2)]
public partial class PlainLstm;

[Model(Inputs = 3)]
[Lstm(4, Peepholes = Peepholes.All)]
public partial class PeepholeLstm;

[Model(Inputs = 3)]
[Lstm(4, Coupling = Coupling.InputFromForget)]
public partial class CoupledLstm;

[Model(Inputs = 3)]
[Lstm(4, Coupling = Coupling.ForgetFromInput)]
public partial class OtherCoupledLstm;

[Model(Inputs = 3)]
[Lstm(4, Without = Gates.Forget, OutputActivation = Activation.Identity)]
public partial class LstmWithoutForget;

[Model(Inputs = 3)]
[Lstm(4, FullGateRecurrence = true, Peepholes = Peepholes.All)]
public partial class FullRecurrenceLstm;

[Model(Inputs = 3)]
[Lstm(4, Projection = 2, InputActivation = Activation.Identity)]
public partial class ProjectedLstm;

[Model(Inputs = 3)]
[Lstm(4, Normalize = true, Peepholes = Peepholes.All)]
public partial class NormalizedLstm;

[Model(Inputs = 3)]
[Lstm(4, RecurrentDropout = 0.25, Zoneout = 0.1)]
public partial class MaskedLstm;

[Model(Vocabulary = 5)]
[Gru(4, Reset = Reset.Before)]
[Lstm(3, Direction = Direction.Both, Returns = Returns.Last)]
public partial class OriginalGru;

[Model(Inputs = 3)]
[Gru(4, Reset = Reset.Before)]
public partial class ClassicGru;

[Model(Inputs = 3)]
[Gru(4)]
public partial class LaterGru;

[Model(Inputs = 3)]
[Gru(4, Normalize = true, Zoneout = 0.1)]
public partial class NormalizedGru;

[Model(Inputs = 3)]
[Rnn(4, Activation = Activation.Relu)]
public partial class SimpleRnn;

[Model(Inputs = 3, Training = false)]
[Rnn(4)]
public partial class WithoutEquations;

[Model(Inputs = 3)]
[Dense(4)]
public partial class WithoutCell;

/// <summary>A minimal gated unit whose last input is a clock that goes past the gates.</summary>
public sealed class Clocked : ICellEquations
{
    public static (Vec y, Vec h, Vec trace) Step(Vec x, Vec h, Vec trace)
    {
        var f = Sigmoid(Affine(x[0..3], h) + Scale(trace));
        var n = Tanh(Normalize(Affine(x, f * h)));
        var next = (1 - f) * h + f * n;
        var late = Linear(x[3..4], name: "late");
        var decayed = 0.9 * trace + StopGradient(next) / (1 + Exp(late));
        return (next - Scale(decayed, name: "y") + Bias(name: "y"), next, decayed);
    }
}

[Model(Inputs = 4)]
[Cell<Clocked>(5)]
public partial class ClockedModel;
