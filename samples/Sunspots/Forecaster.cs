using Unrolled;

namespace Sunspots;

/// <summary>
/// Reads one year's number and forecasts the next year's, both as square roots: the larger a number the more it scatters, and roots scatter evenly. What the
/// layers put out is the change from this year to the next. This is the whole network; the source generator writes the rest of the class.
/// </summary>
[Model(Inputs = 1)]
[Standardize]
[Gru(16)]
[Dense(1)]
[Residual]
public partial class Forecaster;
