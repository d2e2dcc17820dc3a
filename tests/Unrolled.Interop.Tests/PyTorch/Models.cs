namespace Unrolled.Interop.Tests.PyTorch;

[Model(Inputs = 3)]
[Lstm(6)]
[Dense(2)]
public partial class Small;

[Model(Inputs = 3)]
[Lstm(4, Direction = Direction.Both)]
[Lstm(4, Direction = Direction.Both)]
[Dense(1)]
public partial class BothDirections;

[Model(Inputs = 2)]
[Gru(5)]
[Gru(5)]
[Dense(3)]
public partial class TwoGrus;

[Model(Inputs = 3)]
[Gru(4, Bias = false, Direction = Direction.Both)]
public partial class GruWithoutBiases;

[Model(Inputs = 3)]
[Lstm(7, Projection = 4)]
[Dense(2)]
public partial class Projected;

[Model(Inputs = 2)]
[Rnn(5, Activation = Activation.Relu)]
[Dense(2)]
public partial class Relu;

[Model(Vocabulary = 9)]
[Embedding(4)]
[Gru(6)]
[Dense(9)]
public partial class Tokens;

[Model(Vocabulary = 9)]
[Embedding(4)]
[Lstm(4)]
[Dense(9, Bias = false)]
public partial class Tied;

[Model(Inputs = 2)]
[Lstm(4)]
[Gru(3)]
[Rnn(5)]
[Dense(1)]
public partial class Cells;

[Model(Inputs = 1)]
[Lstm(5)]
[Dense(1)]
public partial class HeadFirst;

[Model(Inputs = 3)]
[Lstm(4)]
[Dense(1)]
[Residual(Channels = 1)]
public partial class Guitar;

[Model(Inputs = 3)]
[Lstm(5, Direction = Direction.Both)]
[Gru(4)]
[Dense(2)]
public partial class Written;

[Model(Inputs = 3)]
[Lstm(4)]
[Dense(5, Activation = Activation.Relu)]
[Dense(1)]
public partial class WithActivation;
