using Unrolled;

namespace OwnCell;

// Four networks that differ in their cell alone. They read one of the grammar's seven symbols a step and say which may come next.

/// <summary>With the minimal gated unit.</summary>
[Model(Inputs = 7)]
[Cell<MinimalGatedUnit>(16)]
[Dense(7)]
public partial class MinimalGatedReader;

/// <summary>With the invented variant.</summary>
[Model(Inputs = 7)]
[Cell<TracingUnit>(16)]
[Dense(7)]
public partial class TracingReader;

/// <summary>With the built-in LSTM.</summary>
[Model(Inputs = 7)]
[Lstm(16)]
[Dense(7)]
public partial class LstmReader;

/// <summary>With the built-in GRU.</summary>
[Model(Inputs = 7)]
[Gru(16)]
[Dense(7)]
public partial class GruReader;
