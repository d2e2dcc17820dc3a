namespace Unrolled.Conformance;

// The models of Cases.cs, written by ConformanceModelsTests.
[Model(Inputs = 2), Gru(3)] internal sealed partial class Model1;
[Model(Inputs = 3), Gru(5)] internal sealed partial class Model2;
[Model(Inputs = 3), Gru(5), Gru(5)] internal sealed partial class Model3;
[Model(Inputs = 8), Gru(16)] internal sealed partial class Model4;
[Model(Inputs = 20), Gru(64, Reset = Reset.Before)] internal sealed partial class Model5;
[Model(Inputs = 2), Gru(3, Reset = Reset.Before)] internal sealed partial class Model6;
[Model(Inputs = 3), Gru(5, Reset = Reset.Before)] internal sealed partial class Model7;
[Model(Inputs = 3), Gru(5, Reset = Reset.Before), Gru(5, Reset = Reset.Before)] internal sealed partial class Model8;
[Model(Inputs = 8), Gru(16, Reset = Reset.Before)] internal sealed partial class Model9;
[Model(Inputs = 2), Lstm(3, Without = Gates.Forget)] internal sealed partial class Model10;
[Model(Inputs = 3), Lstm(5, Without = Gates.Forget)] internal sealed partial class Model11;
[Model(Inputs = 3), Lstm(5, Without = Gates.Forget), Lstm(5, Without = Gates.Forget)] internal sealed partial class Model12;
[Model(Inputs = 8), Lstm(16, Without = Gates.Forget)] internal sealed partial class Model13;
[Model(Inputs = 17), Lstm(65, Coupling = Coupling.ForgetFromInput)] internal sealed partial class Model14;
[Model(Inputs = 2), Lstm(3, Coupling = Coupling.ForgetFromInput)] internal sealed partial class Model15;
[Model(Inputs = 3), Lstm(5, Coupling = Coupling.ForgetFromInput)] internal sealed partial class Model16;
[Model(Inputs = 3), Lstm(5, Coupling = Coupling.ForgetFromInput), Lstm(5, Coupling = Coupling.ForgetFromInput)] internal sealed partial class Model17;
[Model(Inputs = 8), Lstm(16, Coupling = Coupling.ForgetFromInput)] internal sealed partial class Model18;
[Model(Inputs = 20), Lstm(64, Peepholes = Peepholes.All)] internal sealed partial class Model19;
[Model(Inputs = 2), Lstm(3, Peepholes = Peepholes.All)] internal sealed partial class Model20;
[Model(Inputs = 3), Lstm(5, Peepholes = Peepholes.All)] internal sealed partial class Model21;
[Model(Inputs = 3), Lstm(5, Peepholes = Peepholes.All), Lstm(5, Peepholes = Peepholes.All)] internal sealed partial class Model22;
[Model(Inputs = 8), Lstm(16, Peepholes = Peepholes.All)] internal sealed partial class Model23;
[Model(Inputs = 2), Lstm(3, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput)] internal sealed partial class Model24;
[Model(Inputs = 3), Lstm(5, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput)] internal sealed partial class Model25;
[Model(Inputs = 3)]
[Lstm(5, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput)]
[Lstm(5, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput)]
internal sealed partial class Model26;
[Model(Inputs = 8), Lstm(16, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput)] internal sealed partial class Model27;
[Model(Inputs = 2), Lstm(3, Peepholes = Peepholes.All, FullGateRecurrence = true)] internal sealed partial class Model28;
[Model(Inputs = 3), Lstm(5, Peepholes = Peepholes.All, FullGateRecurrence = true)] internal sealed partial class Model29;
[Model(Inputs = 3)]
[Lstm(5, Peepholes = Peepholes.All, FullGateRecurrence = true)]
[Lstm(5, Peepholes = Peepholes.All, FullGateRecurrence = true)]
internal sealed partial class Model30;
[Model(Inputs = 8), Lstm(16, Peepholes = Peepholes.All, FullGateRecurrence = true)] internal sealed partial class Model31;
[Model(Inputs = 2), Lstm(3, Peepholes = Peepholes.All, Without = Gates.Forget)] internal sealed partial class Model32;
[Model(Inputs = 3), Lstm(5, Peepholes = Peepholes.All, Without = Gates.Forget)] internal sealed partial class Model33;
[Model(Inputs = 3)]
[Lstm(5, Peepholes = Peepholes.All, Without = Gates.Forget)]
[Lstm(5, Peepholes = Peepholes.All, Without = Gates.Forget)]
internal sealed partial class Model34;
[Model(Inputs = 8), Lstm(16, Peepholes = Peepholes.All, Without = Gates.Forget)] internal sealed partial class Model35;
[Model(Inputs = 2), Lstm(3, Peepholes = Peepholes.All, InputActivation = Activation.Identity)] internal sealed partial class Model36;
[Model(Inputs = 3), Lstm(5, Peepholes = Peepholes.All, InputActivation = Activation.Identity)] internal sealed partial class Model37;
[Model(Inputs = 3)]
[Lstm(5, Peepholes = Peepholes.All, InputActivation = Activation.Identity)]
[Lstm(5, Peepholes = Peepholes.All, InputActivation = Activation.Identity)]
internal sealed partial class Model38;
[Model(Inputs = 8), Lstm(16, Peepholes = Peepholes.All, InputActivation = Activation.Identity)] internal sealed partial class Model39;
[Model(Inputs = 2), Lstm(3, Peepholes = Peepholes.All, Without = Gates.Input)] internal sealed partial class Model40;
[Model(Inputs = 3), Lstm(5, Peepholes = Peepholes.All, Without = Gates.Input)] internal sealed partial class Model41;
[Model(Inputs = 3)]
[Lstm(5, Peepholes = Peepholes.All, Without = Gates.Input)]
[Lstm(5, Peepholes = Peepholes.All, Without = Gates.Input)]
internal sealed partial class Model42;
[Model(Inputs = 8), Lstm(16, Peepholes = Peepholes.All, Without = Gates.Input)] internal sealed partial class Model43;
[Model(Inputs = 2), Lstm(3, Peepholes = Peepholes.All, OutputActivation = Activation.Identity)] internal sealed partial class Model44;
[Model(Inputs = 3), Lstm(5, Peepholes = Peepholes.All, OutputActivation = Activation.Identity)] internal sealed partial class Model45;
[Model(Inputs = 3)]
[Lstm(5, Peepholes = Peepholes.All, OutputActivation = Activation.Identity)]
[Lstm(5, Peepholes = Peepholes.All, OutputActivation = Activation.Identity)]
internal sealed partial class Model46;
[Model(Inputs = 8), Lstm(16, Peepholes = Peepholes.All, OutputActivation = Activation.Identity)] internal sealed partial class Model47;
[Model(Inputs = 2), Lstm(3, Peepholes = Peepholes.All, Without = Gates.Output)] internal sealed partial class Model48;
[Model(Inputs = 3), Lstm(5, Peepholes = Peepholes.All, Without = Gates.Output)] internal sealed partial class Model49;
[Model(Inputs = 3)]
[Lstm(5, Peepholes = Peepholes.All, Without = Gates.Output)]
[Lstm(5, Peepholes = Peepholes.All, Without = Gates.Output)]
internal sealed partial class Model50;
[Model(Inputs = 8), Lstm(16, Peepholes = Peepholes.All, Without = Gates.Output)] internal sealed partial class Model51;
[Model(Inputs = 2), Lstm(3)] internal sealed partial class Model52;
[Model(Inputs = 3), Lstm(5)] internal sealed partial class Model53;
[Model(Inputs = 3), Lstm(5), Lstm(5)] internal sealed partial class Model54;
[Model(Inputs = 8), Lstm(16)] internal sealed partial class Model55;
[Model(Inputs = 17), Gru(33)] internal sealed partial class Model56;
[Model(Inputs = 17), Gru(65)] internal sealed partial class Model57;
[Model(Inputs = 1), Gru(1)] internal sealed partial class Model58;
[Model(Inputs = 20), Gru(64)] internal sealed partial class Model59;
[Model(Inputs = 2), Gru(4)] internal sealed partial class Model60;
[Model(Inputs = 4), Gru(6, Direction = Direction.Both)] internal sealed partial class Model61;
[Model(Inputs = 4), Gru(6)] internal sealed partial class Model62;
[Model(Inputs = 4), Gru(6), Gru(6)] internal sealed partial class Model63;
[Model(Inputs = 4), Gru(6, Direction = Direction.Both), Gru(6, Direction = Direction.Both)] internal sealed partial class Model64;
[Model(Inputs = 4), Gru(6, Bias = false)] internal sealed partial class Model65;
[Model(Inputs = 17), Lstm(33)] internal sealed partial class Model66;
[Model(Inputs = 1), Lstm(1)] internal sealed partial class Model67;
[Model(Inputs = 20), Lstm(64)] internal sealed partial class Model68;
[Model(Inputs = 2), Lstm(4)] internal sealed partial class Model69;
[Model(Inputs = 4), Lstm(6, Direction = Direction.Both)] internal sealed partial class Model70;
[Model(Inputs = 4), Lstm(6)] internal sealed partial class Model71;
[Model(Inputs = 4), Lstm(6), Lstm(6)] internal sealed partial class Model72;
[Model(Inputs = 4), Lstm(6, Direction = Direction.Both), Lstm(6, Direction = Direction.Both)] internal sealed partial class Model73;
[Model(Inputs = 4)]
[Lstm(6, Projection = 2, Direction = Direction.Both)]
[Lstm(6, Projection = 2, Direction = Direction.Both)]
internal sealed partial class Model74;
[Model(Inputs = 4), Lstm(6, Bias = false)] internal sealed partial class Model75;
[Model(Inputs = 4), Lstm(6, Projection = 2)] internal sealed partial class Model76;
[Model(Inputs = 17), Rnn(33, Activation = Activation.Relu)] internal sealed partial class Model77;
[Model(Inputs = 1), Rnn(1, Activation = Activation.Relu)] internal sealed partial class Model78;
[Model(Inputs = 2), Rnn(4, Activation = Activation.Relu)] internal sealed partial class Model79;
[Model(Inputs = 3), Rnn(5, Activation = Activation.Relu)] internal sealed partial class Model80;
[Model(Inputs = 4), Rnn(6, Activation = Activation.Relu, Direction = Direction.Both)] internal sealed partial class Model81;
[Model(Inputs = 4), Rnn(6, Activation = Activation.Relu), Rnn(6, Activation = Activation.Relu)] internal sealed partial class Model82;
[Model(Inputs = 4)]
[Rnn(6, Activation = Activation.Relu, Direction = Direction.Both)]
[Rnn(6, Activation = Activation.Relu, Direction = Direction.Both)]
internal sealed partial class Model83;
[Model(Inputs = 4), Rnn(6, Activation = Activation.Relu, Bias = false)] internal sealed partial class Model84;
[Model(Inputs = 4), Rnn(6, Activation = Activation.Relu)] internal sealed partial class Model85;
[Model(Inputs = 17), Rnn(33)] internal sealed partial class Model86;
[Model(Inputs = 17), Rnn(65)] internal sealed partial class Model87;
[Model(Inputs = 1), Rnn(1)] internal sealed partial class Model88;
[Model(Inputs = 20), Rnn(64)] internal sealed partial class Model89;
[Model(Inputs = 2), Rnn(4)] internal sealed partial class Model90;
[Model(Inputs = 3), Rnn(5)] internal sealed partial class Model91;
[Model(Inputs = 4), Rnn(6, Direction = Direction.Both)] internal sealed partial class Model92;
[Model(Inputs = 4), Rnn(6)] internal sealed partial class Model93;
[Model(Inputs = 4), Rnn(6), Rnn(6)] internal sealed partial class Model94;
[Model(Inputs = 4), Rnn(6, Direction = Direction.Both), Rnn(6, Direction = Direction.Both)] internal sealed partial class Model95;
[Model(Inputs = 4), Rnn(6, Bias = false)] internal sealed partial class Model96;
[Model(Inputs = 4), Gru(6), Dense(5)] internal sealed partial class Model97;
[Model(Inputs = 4), Lstm(6), Lstm(6), Dense(5)] internal sealed partial class Model98;
[Model(Inputs = 3), Lstm(5), Dense(2)] internal sealed partial class Model99;
[Model(Inputs = 4), Rnn(6), Dense(5)] internal sealed partial class Model100;
[Model(Inputs = 5), Rnn(17)] internal sealed partial class Model101;
[Model(Inputs = 5), Rnn(17, Activation = Activation.Relu)] internal sealed partial class Model102;
[Model(Inputs = 5), Rnn(17, Bias = false)] internal sealed partial class Model103;
[Model(Inputs = 5), Lstm(17)] internal sealed partial class Model104;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.Input)] internal sealed partial class Model105;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.Forget)] internal sealed partial class Model106;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.Output)] internal sealed partial class Model107;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All)] internal sealed partial class Model108;
[Model(Inputs = 5), Lstm(17, Coupling = Coupling.InputFromForget)] internal sealed partial class Model109;
[Model(Inputs = 5), Lstm(17, Coupling = Coupling.ForgetFromInput)] internal sealed partial class Model110;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All, Coupling = Coupling.InputFromForget)] internal sealed partial class Model111;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput)] internal sealed partial class Model112;
[Model(Inputs = 5), Lstm(17, Without = Gates.Input)] internal sealed partial class Model113;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All, Without = Gates.Forget)] internal sealed partial class Model114;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All, Without = Gates.Output)] internal sealed partial class Model115;
[Model(Inputs = 5), Lstm(17, Without = Gates.Input | Gates.Forget | Gates.Output)] internal sealed partial class Model116;
[Model(Inputs = 5), Lstm(17, InputActivation = Activation.Identity)] internal sealed partial class Model117;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All, OutputActivation = Activation.Identity)] internal sealed partial class Model118;
[Model(Inputs = 5), Lstm(17, Without = Gates.Output, OutputActivation = Activation.Identity)] internal sealed partial class Model119;
[Model(Inputs = 5), Lstm(17, FullGateRecurrence = true)] internal sealed partial class Model120;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput, FullGateRecurrence = true)] internal sealed partial class Model121;
[Model(Inputs = 5), Lstm(17, Without = Gates.Input | Gates.Output, FullGateRecurrence = true)] internal sealed partial class Model122;
[Model(Inputs = 5), Lstm(17, Projection = 6)] internal sealed partial class Model123;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All, FullGateRecurrence = true, Projection = 6)] internal sealed partial class Model124;
[Model(Inputs = 5), Lstm(17, Projection = 17)] internal sealed partial class Model125;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All, FullGateRecurrence = true, Projection = 17, Bias = false)] internal sealed partial class Model126;
[Model(Inputs = 5), Lstm(17, Projection = 20, Bias = false)] internal sealed partial class Model127;
[Model(Inputs = 5), Lstm(17, Without = Gates.Output, OutputActivation = Activation.Identity, Projection = 6)] internal sealed partial class Model128;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All, Bias = false)] internal sealed partial class Model129;
[Model(Inputs = 5), Gru(17)] internal sealed partial class Model130;
[Model(Inputs = 5), Gru(17, Reset = Reset.Before)] internal sealed partial class Model131;
[Model(Inputs = 5), Gru(17, Bias = false)] internal sealed partial class Model132;
[Model(Inputs = 5), Gru(17, Reset = Reset.Before, Bias = false)] internal sealed partial class Model133;
[Model(Inputs = 5), Rnn(17, Normalize = true)] internal sealed partial class Model134;
[Model(Inputs = 5), Lstm(17, Normalize = true)] internal sealed partial class Model135;
[Model(Inputs = 5)]
[Lstm(17, Peepholes = Peepholes.All, FullGateRecurrence = true, Projection = 6, Bias = false, Normalize = true)]
internal sealed partial class Model136;
[Model(Inputs = 5), Gru(17, Normalize = true)] internal sealed partial class Model137;
[Model(Inputs = 5), Gru(17, Reset = Reset.Before, Direction = Direction.Both, Normalize = true)] internal sealed partial class Model138;
[Model(Inputs = 17), Standardize] internal sealed partial class Model139;
[Model(Inputs = 5), Standardize, Lstm(17), Dense(3)] internal sealed partial class Model140;
[Model(Inputs = 5), Standardize, Dropout(0.3), Gru(17, Direction = Direction.Both)] internal sealed partial class Model141;
[Model(Inputs = 5), Standardize, Rnn(17), Dense(5), Residual] internal sealed partial class Model142;
[Model(Inputs = 5), Rnn(17), Rescale] internal sealed partial class Model143;
[Model(Inputs = 5), Standardize, Lstm(17, Direction = Direction.Both), Dense(3), Rescale] internal sealed partial class Model144;
[Model(Inputs = 5), Dense(17)] internal sealed partial class Model145;
[Model(Inputs = 5), Dense(17, Activation = Activation.Tanh)] internal sealed partial class Model146;
[Model(Inputs = 5), Dense(17, Activation = Activation.Sigmoid)] internal sealed partial class Model147;
[Model(Inputs = 5), Dense(17, Activation = Activation.Relu, Bias = false)] internal sealed partial class Model148;
[Model(Vocabulary = 11), Embedding(17)] internal sealed partial class Model149;
[Model(Vocabulary = 11), Embedding(6), Lstm(17), Dense(11)] internal sealed partial class Model150;
[Model(Vocabulary = 11), Lstm(17), Dense(3)] internal sealed partial class Model151;
[Model(Vocabulary = 11), Lstm(17, Peepholes = Peepholes.All, FullGateRecurrence = true, Bias = false)] internal sealed partial class Model152;
[Model(Vocabulary = 11), Gru(17)] internal sealed partial class Model153;
[Model(Vocabulary = 11), Gru(17, Reset = Reset.Before, Direction = Direction.Both)] internal sealed partial class Model154;
[Model(Vocabulary = 11), Rnn(17, Bias = false)] internal sealed partial class Model155;
[Model(Vocabulary = 11), Dense(17, Activation = Activation.Sigmoid)] internal sealed partial class Model156;
[Model(Inputs = 5), Rnn(17, Direction = Direction.Backward)] internal sealed partial class Model157;
[Model(Inputs = 5), Lstm(17, Peepholes = Peepholes.All, Direction = Direction.Backward)] internal sealed partial class Model158;
[Model(Inputs = 5), Gru(17, Direction = Direction.Both), Dense(2)] internal sealed partial class Model159;
[Model(Inputs = 5), Lstm(17, Direction = Direction.Both), Lstm(6, Direction = Direction.Both)] internal sealed partial class Model160;
[Model(Inputs = 5), Lstm(17, Projection = 6, Direction = Direction.Both)] internal sealed partial class Model161;
[Model(Inputs = 5), Lstm(17), Gru(6), Rnn(17), Dense(3)] internal sealed partial class Model162;
[Model(Inputs = 5)]
[Gru(17, Reset = Reset.Before)]
[Dropout(0.3)]
[Lstm(6, Direction = Direction.Both)]
[Dropout(0.5)]
[Dense(5, Activation = Activation.Tanh)]
internal sealed partial class Model163;
[Model(Inputs = 5), Dense(17, Activation = Activation.Relu), Gru(17), Dense(5), Residual] internal sealed partial class Model164;
[Model(Inputs = 17), Lstm(17), Residual] internal sealed partial class Model165;
[Model(Inputs = 7), Gru(17), Dense(6), Residual(Channels = 5)] internal sealed partial class Model166;
[Model(Inputs = 5), Rnn(20), Residual(Channels = 4)] internal sealed partial class Model167;
[Model(Inputs = 34), Rnn(17, Direction = Direction.Both), Dropout(0.25), Dense(34), Residual] internal sealed partial class Model168;
[Model(Inputs = 5), Rnn(17, RecurrentDropout = 0.25)] internal sealed partial class Model169;
[Model(Inputs = 5), Lstm(17, Zoneout = 0.125)] internal sealed partial class Model170;
[Model(Inputs = 5), Lstm(17, RecurrentDropout = 0.25, Zoneout = 0.125)] internal sealed partial class Model171;
[Model(Inputs = 5)]
[Lstm(17, Peepholes = Peepholes.All, FullGateRecurrence = true, Projection = 6, Normalize = true, RecurrentDropout = 0.25, Zoneout = 0.125)]
internal sealed partial class Model172;
[Model(Inputs = 5), Gru(17, Direction = Direction.Backward, RecurrentDropout = 0.25)] internal sealed partial class Model173;
[Model(Inputs = 5), Gru(17, Reset = Reset.Before, Direction = Direction.Both, RecurrentDropout = 0.25, Zoneout = 0.125)] internal sealed partial class Model174;
[Model(Inputs = 5), Gru(17, Normalize = true, RecurrentDropout = 0.25, Zoneout = 0.125)] internal sealed partial class Model175;
[Model(Vocabulary = 11), Lstm(17, Zoneout = 0.125), Dense(3)] internal sealed partial class Model176;
[Model(Inputs = 5), Rnn(17, Returns = Returns.Last)] internal sealed partial class Model177;
[Model(Inputs = 5), Lstm(17, Direction = Direction.Backward, Returns = Returns.Last), Dense(3)] internal sealed partial class Model178;
[Model(Inputs = 5), Gru(17, Direction = Direction.Both, Returns = Returns.Last), Dropout(0.25), Dense(2)] internal sealed partial class Model179;
[Model(Inputs = 5), Lstm(17, Projection = 6, Direction = Direction.Both, Returns = Returns.Last, Zoneout = 0.125)] internal sealed partial class Model180;
[Model(Vocabulary = 11), Gru(17), Lstm(6, Returns = Returns.Last), Dense(3)] internal sealed partial class Model181;
[Model(Vocabulary = 11), Rnn(17, Direction = Direction.Both, Returns = Returns.Last)] internal sealed partial class Model182;
[Model(Inputs = 5)]
[Gru(17, RecurrentDropout = 0.25)]
[Dropout(0.3)]
[Lstm(6, Direction = Direction.Both, Zoneout = 0.125)]
[Rnn(17, RecurrentDropout = 0.25, Zoneout = 0.125)]
[Dense(5)]
[Residual]
internal sealed partial class Model183;
