using OwnCell;
using Unrolled;

namespace Variants;

// The networks that read days of weather. They differ in their cell, and in its size where that makes the numbers of parameters equal.

[Model(Inputs = 4), Standardize, Lstm(29, Peepholes = Peepholes.All), Dense(4), Rescale]
internal partial class WeatherVanilla;

[Model(Inputs = 4), Standardize, Lstm(34, Peepholes = Peepholes.All, Without = Gates.Input), Dense(4), Rescale]
internal partial class WeatherNoInputGate;

[Model(Inputs = 4), Standardize, Lstm(34, Peepholes = Peepholes.All, Without = Gates.Forget), Dense(4), Rescale]
internal partial class WeatherNoForgetGate;

[Model(Inputs = 4), Standardize, Lstm(34, Peepholes = Peepholes.All, Without = Gates.Output), Dense(4), Rescale]
internal partial class WeatherNoOutputGate;

[Model(Inputs = 4), Standardize, Lstm(29, Peepholes = Peepholes.All, InputActivation = Activation.Identity), Dense(4), Rescale]
internal partial class WeatherNoInputActivation;

[Model(Inputs = 4), Standardize, Lstm(29, Peepholes = Peepholes.All, OutputActivation = Activation.Identity), Dense(4), Rescale]
internal partial class WeatherNoOutputActivation;

[Model(Inputs = 4), Standardize, Lstm(34, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput), Dense(4), Rescale]
internal partial class WeatherCoupledForget;

[Model(Inputs = 4), Standardize, Lstm(34, Peepholes = Peepholes.All, Coupling = Coupling.InputFromForget), Dense(4), Rescale]
internal partial class WeatherCoupledInput;

[Model(Inputs = 4), Standardize, Lstm(29), Dense(4), Rescale]
internal partial class WeatherNoPeepholes;

[Model(Inputs = 4), Standardize, Lstm(17, Peepholes = Peepholes.All, FullGateRecurrence = true), Dense(4), Rescale]
internal partial class WeatherFullGateRecurrence;

[Model(Inputs = 4), Standardize, Gru(34), Dense(4), Rescale]
internal partial class WeatherGruAfter;

[Model(Inputs = 4), Standardize, Gru(34, Reset = Reset.Before), Dense(4), Rescale]
internal partial class WeatherGruBefore;

[Model(Inputs = 4), Standardize, Cell<MinimalGatedUnit>(42), Dense(4), Rescale]
internal partial class WeatherMinimalGated;
