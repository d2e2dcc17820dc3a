using OwnCell;
using Unrolled;

namespace Variants;

// The networks that read rows of images. They differ in their cell, and in its size where that makes the numbers of parameters equal.

[Model(Inputs = 8), Lstm(28, Peepholes = Peepholes.All), Dense(10)]
internal partial class DigitVanilla;

[Model(Inputs = 8), Lstm(33, Peepholes = Peepholes.All, Without = Gates.Input), Dense(10)]
internal partial class DigitNoInputGate;

[Model(Inputs = 8), Lstm(33, Peepholes = Peepholes.All, Without = Gates.Forget), Dense(10)]
internal partial class DigitNoForgetGate;

[Model(Inputs = 8), Lstm(33, Peepholes = Peepholes.All, Without = Gates.Output), Dense(10)]
internal partial class DigitNoOutputGate;

[Model(Inputs = 8), Lstm(28, Peepholes = Peepholes.All, InputActivation = Activation.Identity), Dense(10)]
internal partial class DigitNoInputActivation;

[Model(Inputs = 8), Lstm(28, Peepholes = Peepholes.All, OutputActivation = Activation.Identity), Dense(10)]
internal partial class DigitNoOutputActivation;

[Model(Inputs = 8), Lstm(33, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput), Dense(10)]
internal partial class DigitCoupledForget;

[Model(Inputs = 8), Lstm(33, Peepholes = Peepholes.All, Coupling = Coupling.InputFromForget), Dense(10)]
internal partial class DigitCoupledInput;

[Model(Inputs = 8), Lstm(28), Dense(10)]
internal partial class DigitNoPeepholes;

[Model(Inputs = 8), Lstm(17, Peepholes = Peepholes.All, FullGateRecurrence = true), Dense(10)]
internal partial class DigitFullGateRecurrence;

[Model(Inputs = 8), Gru(33), Dense(10)]
internal partial class DigitGruAfter;

[Model(Inputs = 8), Gru(33, Reset = Reset.Before), Dense(10)]
internal partial class DigitGruBefore;

[Model(Inputs = 8), Cell<MinimalGatedUnit>(41), Dense(10)]
internal partial class DigitMinimalGated;
