namespace Unrolled.Compiler.Layers;

/// <summary>What a call of the runtime can be given by name.</summary>
internal enum Symbol
{
    /// <summary>The rows that the call reads: forward those of the layer below, backward the gradients from the layer above.</summary>
    From,

    /// <summary>The rows that it writes, of the same width.</summary>
    To,

    /// <summary>Floats of one of these rows, padding included.</summary>
    PaddedWidth,

    /// <summary>The model's inputs.</summary>
    ModelInputs,

    /// <summary>The model's outputs.</summary>
    ModelOutputs,

    /// <summary>dLoss/d(the model's inputs).</summary>
    ModelInputGradients,

    /// <summary>dLoss/d(the model's outputs).</summary>
    ModelOutputGradients,

    /// <summary>Which rows the caller works on.</summary>
    Rows,

    /// <summary>Sequences of the batch.</summary>
    Batch,

    /// <summary>The model's seed.</summary>
    Seed,

    /// <summary>The pass: whether it trains, the number of updates so far, and where its batch lies in a larger one.</summary>
    Pass,

    /// <summary>The layer's index.</summary>
    Layer,
}

/// <summary>An argument of a call: a symbol, or a number where there is none.</summary>
internal readonly record struct Operand(Symbol? Symbol, double Number)
{
    public static implicit operator Operand(Symbol symbol) => new(symbol, 0);

    public static implicit operator Operand(double number) => new(null, number);
}

/// <summary>A call of a static method of <c>Unrolled.CompilerServices</c>.</summary>
internal sealed record RuntimeCall(string Method, params Operand[] Arguments);

/// <summary>
/// How a layer takes part in a network without code of its own. Its rows are those of the layer below, but where it says otherwise; its equations say what it
/// does, and its calls how.
/// </summary>
/// <param name="Title">What it is, in a list of layers.</param>
/// <param name="Remark">The same, with what a reader has to know.</param>
internal sealed record Connection(string Title, string Remark)
{
    /// <summary>In passes that train: makes rows of its own, of those below.</summary>
    public RuntimeCall? Forward { get; init; }

    /// <summary>In passes that train: makes the gradients for the layer below, of those from above.</summary>
    public RuntimeCall? Backward { get; init; }

    /// <summary>What is done to the model's outputs, in every pass and in streams.</summary>
    public RuntimeCall? OfOutputs { get; init; }

    /// <summary>What is done to the gradients of the model's inputs.</summary>
    public RuntimeCall? OfInputGradients { get; init; }
}
