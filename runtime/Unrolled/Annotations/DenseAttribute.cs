namespace Unrolled;

/// <summary>A fully connected layer, the same at every step: y = act(W x + b).</summary>
/// <remarks>Parameters <c>W</c> [outputs, inputs] and <c>b</c> [outputs]; no state.</remarks>
/// <param name="outputs">Length of y, at least 1.</param>
public sealed class DenseAttribute(int outputs) : LayerAttribute
{
    /// <summary>Length of y.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>The activation act: any of <see cref="Unrolled.Activation"/>.</summary>
    public Activation Activation { get; set; } = Activation.Identity;

    /// <summary>Whether there is a bias vector <c>b</c>.</summary>
    public bool Bias { get; set; } = true;
}
