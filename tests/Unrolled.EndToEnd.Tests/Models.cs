namespace Unrolled.EndToEnd.Tests;

// Models as a user writes them, compiled by the generator with this project.

[Model(Inputs = 28)]
[Lstm(64)]
[Dense(10)]
public partial class RowReader;

[Model(Inputs = 5)]
[Lstm(17, Peepholes = Peepholes.All, FullGateRecurrence = true, Projection = 6)]
[Gru(9, Reset = Reset.Before)]
[Dense(3, Activation = Activation.Tanh)]
public partial class Stacked;

[Model(Vocabulary = 11)]
[Embedding(6)]
[Gru(9)]
[Dropout(0.2)]
[Dense(11)]
public partial class Letters;

[Model(Vocabulary = 11)]
[Lstm(16)]
[Dense(11)]
public partial class LookedUp;

[Model(Inputs = 4)]
[Lstm(8, Direction = Direction.Both)]
[Dropout(0.3)]
[Rnn(7, Direction = Direction.Backward)]
[Dense(4)]
[Residual]
public partial class BothWays;

[Model(Inputs = 3)]
[Gru(9, LearnInitialState = true)]
public partial class LearnedStart;

[Model(Inputs = 7)]
[Lstm(16)]
[Dense(7)]
public partial class ReberLstm;

[Model(Inputs = 7)]
[Gru(16)]
[Dense(7)]
public partial class ReberGru;

[Model(Inputs = 7)]
[Rnn(16)]
[Dense(7)]
public partial class ReberRnn;

[Model(Inputs = 2)]
[Lstm(32)]
[Dense(1)]
public partial class AddingLstm;

[Model(Inputs = 2)]
[Gru(32)]
[Dense(1)]
public partial class AddingGru;

[Model(Inputs = 2)]
[Rnn(32)]
[Dense(1)]
public partial class AddingRnn;
