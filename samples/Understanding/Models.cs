using Unrolled;

/// <summary>Reads a value and whether it is to be kept; says at each step which value was kept last.</summary>
[Model(Inputs = 2), Lstm(1), Dense(1)]
public partial class Keeper;

/// <summary>The same with a simple recurrent layer of four units.</summary>
[Model(Inputs = 2), Rnn(4), Dense(1)]
public partial class SimpleKeeper;

/// <summary>The same with gates that see the cell state.</summary>
[Model(Inputs = 2), Lstm(1, Peepholes = Peepholes.All), Dense(1)]
public partial class PeepholeKeeper;

/// <summary>The same with one gate in place of two, and two units.</summary>
[Model(Inputs = 2), Lstm(2, Coupling = Coupling.InputFromForget), Dense(1)]
public partial class CoupledKeeper;

/// <summary>The same with a gated recurrent unit.</summary>
[Model(Inputs = 2), Gru(1), Dense(1)]
public partial class GruKeeper;
