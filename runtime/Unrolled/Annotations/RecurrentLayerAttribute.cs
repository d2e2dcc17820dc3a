namespace Unrolled;

/// <summary>A layer with a state: what it gives at step t depends on the steps before (or, read backward, after) it.</summary>
public abstract class RecurrentLayerAttribute : LayerAttribute
{
    /// <summary>
    /// The order in which the layer reads a sequence. <see cref="Direction.Both"/> doubles the layer's outputs;
    /// a model with <see cref="Direction.Backward"/> or <see cref="Direction.Both"/> cannot run one step at a time.
    /// </summary>
    public Direction Direction { get; set; } = Direction.Forward;

    /// <summary>Whether each gate has a bias vector <c>b</c>.</summary>
    public bool Bias { get; set; } = true;
}
