namespace Unrolled;

/// <summary>Adds the model's inputs to its outputs: y = x + layers(x). Allowed only as the last layer.</summary>
/// <remarks>It has no parameters and no state. K. He et al., Deep residual learning for image recognition, CVPR 2016.</remarks>
public sealed class ResidualAttribute : LayerAttribute
{
    /// <summary>
    /// How many inputs are added: the first input to the first output, and so on. At most as many as there are inputs and outputs.
    /// 0, the default, adds all; the model then needs as many outputs as inputs.
    /// </summary>
    public int Channels { get; set; }
}
