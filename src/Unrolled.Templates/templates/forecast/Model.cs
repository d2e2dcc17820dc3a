using Unrolled;

namespace Template._1;

/// <summary>Reads the numbers of a day, and forecasts those of a later one.</summary>
[Model(Inputs = 4)]     // numbers a line of your file has after the first
[Standardize]           // your units in …
[Gru(32)]
[Dropout(0.3)]
[Dense(4)]              // as many as inputs
[Rescale]               // … and out
public partial class Template__1Model;
