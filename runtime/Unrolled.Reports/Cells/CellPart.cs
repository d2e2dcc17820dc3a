namespace Unrolled;

/// <summary>What a part of a cell's diagram is.</summary>
internal enum PartKind
{
    /// <summary>The input, or a state as the step before left it.</summary>
    Entry,

    /// <summary>Something with parameters that are learned: a box.</summary>
    Layer,

    /// <summary>An element-wise operation: a circle.</summary>
    Operation,

    /// <summary>Vectors side by side as the inputs of a layer: lines that join.</summary>
    Merge,

    /// <summary>A state as this step leaves it, or the output.</summary>
    Exit,
}

/// <summary>A part of a cell's diagram: one value of the equations, or several that are drawn as one.</summary>
internal sealed class CellPart(PartKind kind, string text)
{
    public PartKind Kind => kind;

    /// <summary>What is written in it; for entries and exits, beside it. Subscripts as in <see cref="EquationPrinter"/>.</summary>
    public string Text => text;

    /// <summary>What the equations call its value; empty where they do not.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether a layer normalises before its function.</summary>
    public bool IsNormalized { get; init; }

    /// <summary>Whether it has a function of its own, besides products.</summary>
    public bool IsActivated { get; init; }

    /// <summary>Whether an operation has a learned vector: it is drawn as a box.</summary>
    public bool IsLearned { get; init; }

    /// <summary>What it is made of: for a layer, what its matrices multiply.</summary>
    public List<CellPart> Inputs { get; init; } = [];

    /// <summary>What a layer adds to its products: peepholes and the like.</summary>
    public List<CellPart> Extras { get; init; } = [];

    /// <summary>What an operation takes as the second of two where their order matters; null where it does not.</summary>
    public CellPart? Second { get; init; }

    /// <summary>The number of its value in the equations; -1 for merges and exits.</summary>
    public int Value { get; init; } = -1;

    /// <summary>The place of the horizontal line that it stands on, from the top; -1 for none.</summary>
    public int Rail { get; set; } = -1;

    /// <summary>The part before it on its rail.</summary>
    public CellPart? RailSource { get; set; }

    /// <summary>The state that an entry or exit belongs to; empty for inputs and for the output.</summary>
    public string State { get; init; } = "";

    /// <summary>Whether it is a state.</summary>
    public bool IsState => State.Length > 0;

    /// <summary>Whether an exit leads up to the layer above, not on to the next step.</summary>
    public bool IsOutput { get; init; }

    /// <summary>All that it is made of.</summary>
    public IEnumerable<CellPart> Sources => Inputs.Concat(Extras);

    public override string ToString() => $"{kind} {text}{(Name.Length > 0 ? " " + Name : "")}";
}
