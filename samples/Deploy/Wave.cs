using Unrolled;

namespace Deploy;

/// <summary>Reads a signal a sample at a time and says what the next one will be.</summary>
[Model(Inputs = 1)]
[Lstm(16)]
[Dense(1)]
internal sealed partial class Wave;
