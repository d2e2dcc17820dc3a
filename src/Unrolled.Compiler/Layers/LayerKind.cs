using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Layers;

/// <summary>
/// A kind of layer: its options, its checks and its equations. A new one is one file in this folder and one attribute of the same name;
/// everything else (the backward pass, the kernels, names, files) follows from the equations.
/// </summary>
internal abstract class LayerKind
{
    private const string Suffix = "Layer";

    /// <summary>The attribute's name without <c>Attribute</c>: the class's name without <c>Layer</c>.</summary>
    public string Name => GetType().Name.Substring(0, GetType().Name.Length - Suffix.Length);

    /// <summary>The first part of its parameters' names: <c>lstm</c> in <c>lstm0.W_i</c>.</summary>
    public string LayerName => Name.ToLowerInvariant();

    /// <summary>Where the equations come from, for the head of the generated file.</summary>
    public abstract string Source { get; }

    /// <summary>Every member of the attribute.</summary>
    public abstract IReadOnlyList<Option> Options { get; }

    /// <summary>The option that gives its width; null where the layer is as wide as what it reads.</summary>
    public virtual SizeOption? Size => null;

    /// <summary>Which way a layer runs through the steps.</summary>
    public virtual Direction DirectionOf(LayerOptions options) => Direction.Forward;

    /// <summary>Whether it gives its final output at the last step of a sequence, and 0 at all others.</summary>
    public virtual bool ReturnsLast(LayerOptions options) => false;

    /// <summary>Whether its states start from learned vectors.</summary>
    public virtual bool LearnsInitialStates(LayerOptions options) => false;

    /// <summary>What is wrong with where the layer stands.</summary>
    public virtual IEnumerable<LayerProblem> CheckPlace(LayerPlace place) => [];

    /// <summary>What is wrong in options of which each alone is what <see cref="Options"/> allows, at a place where the layer can stand.</summary>
    public virtual IEnumerable<LayerProblem> Check(LayerOptions options, LayerPlace place) => [];

    /// <summary>What is legal in the options but probably not meant; there are no problems.</summary>
    public virtual IEnumerable<LayerProblem> Hints(LayerOptions options) => [];

    /// <summary>Whether the layer is a product with a learned matrix and nothing more.</summary>
    public virtual bool IsLinear(LayerOptions options) => false;

    /// <summary>Whether the layer gives sigmoids: probabilities, and no logits.</summary>
    public virtual bool IsSigmoid(LayerOptions options) => false;

    /// <summary>The equations of one step, as a graph.</summary>
    public CellGraph Graph(LayerOptions options, LayerPlace place) => Complete(Write(NewEquations(options, place), options), options);

    /// <summary>The vocabulary for the layer's sizes and options.</summary>
    protected virtual Equations NewEquations(LayerOptions options, LayerPlace place) =>
        new(place.Inputs, place.IsToken, Size is { } size ? options.Get(size) : place.Inputs);

    /// <summary>Writes the equations of one step.</summary>
    protected abstract CellGraph Write(Equations e, LayerOptions options);

    /// <summary>What options do to the equations of every kind alike.</summary>
    protected virtual CellGraph Complete(CellGraph graph, LayerOptions options) => graph;
}
