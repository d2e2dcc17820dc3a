namespace Unrolled.Tool.Data;

/// <summary>A sequence of steps.</summary>
/// <param name="Values">[steps, width].</param>
/// <param name="Width">Values a step.</param>
/// <param name="SampleRate">Steps a second, where it is known.</param>
internal sealed record Sequence(float[] Values, int Width, double? SampleRate);
