using Unrolled;

namespace NativeLibrary;

/// <summary>Reads a signal a sample at a time and says what the next one will be; <c>wave.h</c> in C.</summary>
[Model(Inputs = 1, Training = false, NativeName = "wave")]
[Lstm(16)]
[Dense(1)]
public sealed partial class Wave;
