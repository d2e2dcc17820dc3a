using OwnCell;
using Unrolled;

namespace Playground;

// Each cell at each task: classes that differ in one attribute.

[Model(Inputs = 7), Rnn(8), Dense(7)]
internal partial class RnnReader;

[Model(Inputs = 7), Lstm(8), Dense(7)]
internal partial class LstmReader;

[Model(Inputs = 7), Lstm(8, Peepholes = Peepholes.All), Dense(7)]
internal partial class PeepholeReader;

[Model(Inputs = 7), Lstm(8, Coupling = Coupling.InputFromForget), Dense(7)]
internal partial class CoupledReader;

[Model(Inputs = 7), Gru(8), Dense(7)]
internal partial class GruReader;

[Model(Inputs = 7), Cell<MinimalGatedUnit>(8), Dense(7)]
internal partial class MinimalGatedReader;

[Model(Inputs = 3), Rnn(8), Dense(3)]
internal partial class RnnCounter;

[Model(Inputs = 3), Lstm(8), Dense(3)]
internal partial class LstmCounter;

[Model(Inputs = 3), Lstm(8, Peepholes = Peepholes.All), Dense(3)]
internal partial class PeepholeCounter;

[Model(Inputs = 3), Lstm(8, Coupling = Coupling.InputFromForget), Dense(3)]
internal partial class CoupledCounter;

[Model(Inputs = 3), Gru(8), Dense(3)]
internal partial class GruCounter;

[Model(Inputs = 3), Cell<MinimalGatedUnit>(8), Dense(3)]
internal partial class MinimalGatedCounter;

[Model(Inputs = 2), Rnn(8), Dense(1)]
internal partial class RnnRecaller;

[Model(Inputs = 2), Lstm(8), Dense(1)]
internal partial class LstmRecaller;

[Model(Inputs = 2), Lstm(8, Peepholes = Peepholes.All), Dense(1)]
internal partial class PeepholeRecaller;

[Model(Inputs = 2), Lstm(8, Coupling = Coupling.InputFromForget), Dense(1)]
internal partial class CoupledRecaller;

[Model(Inputs = 2), Gru(8), Dense(1)]
internal partial class GruRecaller;

[Model(Inputs = 2), Cell<MinimalGatedUnit>(8), Dense(1)]
internal partial class MinimalGatedRecaller;
