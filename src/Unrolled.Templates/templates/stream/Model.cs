using Unrolled;

namespace Template._1;

/// <summary>Reads a number a step, and says what the next one will be.</summary>
[Model(Inputs = 1)]
[Standardize]           // your units in …
[Lstm(24)]
[Dense(1)]
[Rescale]               // … and out
public partial class Template__1Model;
