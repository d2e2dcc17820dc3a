using OwnCell;
using Unrolled;

namespace Variants;

// The networks that read chords. They differ in their cell, and in its size where that makes the numbers of parameters equal.

[Model(Inputs = 88), Lstm(38, Peepholes = Peepholes.All), Dense(88)]
internal partial class ChoraleVanilla;

[Model(Inputs = 88), Lstm(46, Peepholes = Peepholes.All, Without = Gates.Input), Dense(88)]
internal partial class ChoraleNoInputGate;

[Model(Inputs = 88), Lstm(46, Peepholes = Peepholes.All, Without = Gates.Forget), Dense(88)]
internal partial class ChoraleNoForgetGate;

[Model(Inputs = 88), Lstm(46, Peepholes = Peepholes.All, Without = Gates.Output), Dense(88)]
internal partial class ChoraleNoOutputGate;

[Model(Inputs = 88), Lstm(38, Peepholes = Peepholes.All, InputActivation = Activation.Identity), Dense(88)]
internal partial class ChoraleNoInputActivation;

[Model(Inputs = 88), Lstm(38, Peepholes = Peepholes.All, OutputActivation = Activation.Identity), Dense(88)]
internal partial class ChoraleNoOutputActivation;

[Model(Inputs = 88), Lstm(46, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput), Dense(88)]
internal partial class ChoraleCoupledForget;

[Model(Inputs = 88), Lstm(46, Peepholes = Peepholes.All, Coupling = Coupling.InputFromForget), Dense(88)]
internal partial class ChoraleCoupledInput;

[Model(Inputs = 88), Lstm(38), Dense(88)]
internal partial class ChoraleNoPeepholes;

[Model(Inputs = 88), Lstm(28, Peepholes = Peepholes.All, FullGateRecurrence = true), Dense(88)]
internal partial class ChoraleFullGateRecurrence;

[Model(Inputs = 88), Gru(46), Dense(88)]
internal partial class ChoraleGruAfter;

[Model(Inputs = 88), Gru(46, Reset = Reset.Before), Dense(88)]
internal partial class ChoraleGruBefore;

[Model(Inputs = 88), Cell<MinimalGatedUnit>(59), Dense(88)]
internal partial class ChoraleMinimalGated;
