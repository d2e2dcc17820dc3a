using Unrolled;

namespace Server;

/// <summary>The model that is served.</summary>
[Model(Inputs = 28)]
[Lstm(64)]
[Dense(10)]
internal sealed partial class Reader;
