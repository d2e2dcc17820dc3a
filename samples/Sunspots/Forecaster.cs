using Unrolled;

namespace Sunspots;

/// <summary>
/// Reads one year's number and forecasts the next year's. This is the whole network: the source generator writes the rest of the class, with the memory, the
/// forward pass, and the backward pass that training needs.
/// </summary>
[Model(Inputs = 1)]
[Lstm(8)]
[Dense(1)]
public partial class Forecaster;
