using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Layers;

/// <summary>A mistake in a cell's options.</summary>
internal sealed record OptionProblem(string Code, string Option, string Message);

/// <summary>
/// A kind of layer: its equations and its options. A new one is one file in this folder and one attribute of the same name;
/// everything else (the backward pass, the kernels, names, files) follows from the equations.
/// </summary>
internal abstract class Cell
{
    /// <summary>The attribute's name without <c>Attribute</c>.</summary>
    public string Kind => GetType().Name.Substring(0, GetType().Name.Length - nameof(Cell).Length);

    /// <summary>The first part of its parameters' names: <c>lstm</c> in <c>lstm0.W_i</c>.</summary>
    public string LayerName => Kind.ToLowerInvariant();

    /// <summary>The constructor parameter of the attribute that gives its width.</summary>
    public virtual string SizeOption => "hidden";

    /// <summary>Where the equations come from, for the head of the generated file.</summary>
    public abstract string Source { get; }

    /// <summary>Whether the cell has states, and so a direction.</summary>
    public virtual bool IsRecurrent => true;

    /// <summary>Whether the cell can only read tokens.</summary>
    public virtual bool NeedsToken => false;

    /// <summary>What is wrong in the options, beyond a size below 1 and values outside their enums.</summary>
    /// <param name="options">What the user chose.</param>
    /// <param name="inputs">Width of the input, or the number of tokens.</param>
    /// <param name="isToken">Whether the input is a token.</param>
    public virtual IEnumerable<OptionProblem> Check(CellOptions options, int inputs, bool isToken) => [];

    /// <summary>What is legal in the options but probably not meant.</summary>
    /// <param name="options">What the user chose, without problems.</param>
    public virtual IEnumerable<OptionProblem> Hints(CellOptions options) => [];

    /// <summary>Whether the layer is a linear function of its input.</summary>
    public virtual bool IsLinear(CellOptions options) => false;

    /// <summary>The enum of each option that is one.</summary>
    public virtual IReadOnlyDictionary<string, Type> Choices { get; } = new Dictionary<string, Type>();

    /// <summary>The equations of one step, as a graph.</summary>
    /// <param name="inputs">Width of the input, or the number of tokens.</param>
    /// <param name="isToken">Whether the input is a token.</param>
    /// <param name="options">What the user chose.</param>
    public CellGraph Graph(int inputs, bool isToken, CellOptions options) =>
        Write(NewEquations(inputs, isToken, options), options);

    /// <summary>The vocabulary for the layer's sizes and options.</summary>
    protected Equations NewEquations(int inputs, bool isToken, CellOptions options) =>
        new(inputs, isToken, options.Integer(SizeOption), options.Flag("Bias", otherwise: true), options.Flag("Normalize"));

    /// <summary>Writes the equations of one step.</summary>
    protected abstract CellGraph Write(Equations e, CellOptions options);
}
