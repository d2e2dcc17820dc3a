namespace Unrolled.Interop.Tests.Audio;

[Model(Inputs = 1)]
[Dense(3, Activation = Activation.Tanh)]
[Lstm(4)]
[Dense(1)]
public partial class DenseLstm;

[Model(Inputs = 2)]
[Gru(5)]
[Dense(3, Activation = Activation.Sigmoid)]
[Dense(2)]
public partial class GruDense;

[Model(Inputs = 1)]
[Lstm(4)]
[Dense(1)]
[Residual(Channels = 1)]
public partial class Skip;

[Model(Inputs = 1)]
[Lstm(3, LearnInitialState = true)]
[Lstm(3, LearnInitialState = true)]
[Dense(1)]
public partial class Amp;
