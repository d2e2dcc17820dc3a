namespace Unrolled;

/// <summary>Adds the model's inputs to its outputs: y = x + layers(x). Allowed only as the last layer, after a layer with as many outputs as the model has inputs.</summary>
/// <remarks>It has no parameters and no state.</remarks>
public sealed class ResidualAttribute : LayerAttribute
{
}
