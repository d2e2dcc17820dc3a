namespace Unrolled;

/// <summary>Adds the model's inputs to its outputs: y = x + layers(x). The last layer, where the width of its input is the model's.</summary>
/// <remarks>No parameters, no state.</remarks>
public sealed class ResidualAttribute : LayerAttribute
{
}
