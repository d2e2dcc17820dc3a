namespace Unrolled.Compiler.Layers;

/// <summary>
/// A kind of layer that is carried out by calls of the runtime, without kernels and states of its own. Its equations are what gradient checks and the
/// interpreter evaluate; in streams, which never train, it hands on
/// what it reads, or changes the model's outputs.
/// </summary>
internal abstract class StructuralLayer : LayerKind
{
    public sealed override string Source => "";

    /// <summary>How it takes part in a network.</summary>
    public abstract Connection Connect(LayerOptions options, LayerPlace place);
}
