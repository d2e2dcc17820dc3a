using OwnCell;
using Unrolled;

namespace Variants;

// The networks that read letters of DNA. They differ in their cell, and in its size where that makes the numbers of parameters equal.

[Model(Vocabulary = 4), Lstm(24, Peepholes = Peepholes.All), Dense(3)]
internal partial class SpliceVanilla;

[Model(Vocabulary = 4), Lstm(28, Peepholes = Peepholes.All, Without = Gates.Input), Dense(3)]
internal partial class SpliceNoInputGate;

[Model(Vocabulary = 4), Lstm(28, Peepholes = Peepholes.All, Without = Gates.Forget), Dense(3)]
internal partial class SpliceNoForgetGate;

[Model(Vocabulary = 4), Lstm(28, Peepholes = Peepholes.All, Without = Gates.Output), Dense(3)]
internal partial class SpliceNoOutputGate;

[Model(Vocabulary = 4), Lstm(24, Peepholes = Peepholes.All, InputActivation = Activation.Identity), Dense(3)]
internal partial class SpliceNoInputActivation;

[Model(Vocabulary = 4), Lstm(24, Peepholes = Peepholes.All, OutputActivation = Activation.Identity), Dense(3)]
internal partial class SpliceNoOutputActivation;

[Model(Vocabulary = 4), Lstm(28, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput), Dense(3)]
internal partial class SpliceCoupledForget;

[Model(Vocabulary = 4), Lstm(28, Peepholes = Peepholes.All, Coupling = Coupling.InputFromForget), Dense(3)]
internal partial class SpliceCoupledInput;

[Model(Vocabulary = 4), Lstm(24), Dense(3)]
internal partial class SpliceNoPeepholes;

[Model(Vocabulary = 4), Lstm(14, Peepholes = Peepholes.All, FullGateRecurrence = true), Dense(3)]
internal partial class SpliceFullGateRecurrence;

[Model(Vocabulary = 4), Gru(28), Dense(3)]
internal partial class SpliceGruAfter;

[Model(Vocabulary = 4), Gru(28, Reset = Reset.Before), Dense(3)]
internal partial class SpliceGruBefore;

[Model(Vocabulary = 4), Cell<MinimalGatedUnit>(35), Dense(3)]
internal partial class SpliceMinimalGated;
