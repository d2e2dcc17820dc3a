namespace Unrolled.Interop.Tests.Onnx;

// Every layer and option that ONNX can say.

[Model(Inputs = 3), Lstm(4), Dense(2, Activation = Activation.Tanh)]
public partial class WrittenLstm;

[Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.Input | Peepholes.Output, Direction = Direction.Both), Dense(2, Bias = false)]
public partial class WrittenPeepholes;

[Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.All, Coupling = Coupling.InputFromForget),
    Lstm(5, Coupling = Coupling.InputFromForget, Direction = Direction.Both)]
public partial class WrittenInputFromForget;

[Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput),
    Lstm(5, Coupling = Coupling.ForgetFromInput, Direction = Direction.Backward)]
public partial class WrittenForgetFromInput;

[Model(Inputs = 3), Lstm(4, Without = Gates.Forget), Lstm(4, Without = Gates.Input, Bias = false), Lstm(4, Peepholes = Peepholes.Input, Without = Gates.Output)]
[Lstm(4, Without = Gates.Input | Gates.Output, Direction = Direction.Both), Lstm(4, Without = Gates.Input | Gates.Forget | Gates.Output)]
public partial class WrittenWithout;

[Model(Inputs = 3), Lstm(4, InputActivation = Activation.Identity, OutputActivation = Activation.Identity, Direction = Direction.Both)]
[Lstm(4, InputActivation = Activation.Identity)]
public partial class WrittenIdentity;

[Model(Inputs = 3), Lstm(4, Direction = Direction.Backward, Bias = false, LearnInitialState = true),
    Lstm(3, Direction = Direction.Both, LearnInitialState = true)]
public partial class WrittenStates;

[Model(Inputs = 3), Gru(4), Gru(4, Reset = Reset.Before, Direction = Direction.Backward), Gru(4, Direction = Direction.Both, LearnInitialState = true)]
[Gru(4, Bias = false), Gru(4, Reset = Reset.Before, Bias = false, Direction = Direction.Both)]
public partial class WrittenGru;

[Model(Inputs = 3), Rnn(4), Rnn(4, Activation = Activation.Relu, Direction = Direction.Both), Rnn(4, Bias = false, LearnInitialState = true),
    Dense(3, Activation = Activation.Relu)]
[Dense(2, Activation = Activation.Sigmoid)]
public partial class WrittenRnn;

[Model(Vocabulary = 7), Embedding(4), Gru(5), Dense(7)]
public partial class WrittenEmbedding;

[Model(Vocabulary = 7), Lstm(4, LearnInitialState = true), Dense(7)]
public partial class WrittenTokens;

[Model(Inputs = 3), Standardize, Gru(4), Dense(2), Rescale]
public partial class WrittenStandardize;

[Model(Inputs = 3), Standardize, Gru(4), Rescale]
public partial class WrittenRescale;

[Model(Inputs = 3), Gru(4), Dense(3), Residual]
public partial class WrittenResidual;

[Model(Inputs = 3), Gru(4), Dense(2, Activation = Activation.Tanh), Residual(Channels = 2)]
public partial class WrittenNarrowResidual;

[Model(Inputs = 3), Gru(4), Residual(Channels = 1)]
public partial class WrittenWideResidual;

[Model(Inputs = 3), Gru(4), Lstm(4, Returns = Returns.Last), Dense(2)]
public partial class WrittenLast;

[Model(Inputs = 3), Lstm(4, Returns = Returns.Last, Direction = Direction.Both), Dropout(0.1), Dense(3), Residual]
public partial class WrittenLastBoth;

[Model(Inputs = 3), Rnn(4, Returns = Returns.Last, Direction = Direction.Backward)]
public partial class WrittenLastBackward;

[Model(Inputs = 3), Lstm(4, ForgetBias = 2, RecurrentDropout = 0.3), Dropout(0.1), Gru(4, RecurrentDropout = 0.25), Dense(2)]
public partial class WrittenTraining;

[Model(Inputs = 3), Lstm(4, Normalize = true)]
public partial class NotWrittenNormalize;

[Model(Inputs = 3), Gru(4, Zoneout = 0.1)]
public partial class NotWrittenZoneout;

[Model(Inputs = 3), Lstm(4, FullGateRecurrence = true)]
public partial class NotWrittenFullGateRecurrence;

[Model(Inputs = 3), Lstm(4, Projection = 2)]
public partial class NotWrittenProjection;
