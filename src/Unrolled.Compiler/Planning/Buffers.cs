using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>What a buffer holds.</summary>
internal enum BufferKind
{
    /// <summary>Sums of products, overwritten by the gates that are made of them: <c>[block][row][slot][lane]</c>.</summary>
    Sums,

    /// <summary>dLoss/d(sums), laid out like <see cref="Sums"/>, whose memory it reuses unless gates are kept.</summary>
    SumAdjoints,

    /// <summary>Further values that the backward pass reads, laid out like <see cref="Sums"/>.</summary>
    Kept,

    /// <summary>A state, one time index more than steps: <c>[row][unit]</c>.</summary>
    State,

    /// <summary>dLoss/d(a state), for one step: <c>[row][unit]</c>.</summary>
    StateAdjoint,

    /// <summary>The right-hand side of a product, computed by a kernel: <c>[row][unit]</c>.</summary>
    Operand,

    /// <summary>dLoss/d(such a right-hand side): <c>[row][unit]</c>.</summary>
    OperandAdjoint,

    /// <summary>The input or a slice of it, padded, for element-wise operations: <c>[row][unit]</c>.</summary>
    InputCopy,

    /// <summary>dLoss/d(a slice of the input): <c>[row][unit]</c>.</summary>
    SliceAdjoint,

    /// <summary>Random numbers, drawn before the steps: <c>[row][unit]</c>.</summary>
    Mask,

    /// <summary>Means over all units, the same in every lane: <c>[row][slot][lane]</c>.</summary>
    Means,

    /// <summary>What the layer above sees, where it is no state: <c>[row][unit]</c>.</summary>
    Output,

    /// <summary>dLoss/d(output), given by the layer above: <c>[row][unit]</c>.</summary>
    OutputAdjoint,

    /// <summary>The layer's input, given by the layer below: <c>[row][unit]</c>.</summary>
    Input,

    /// <summary>dLoss/d(input), for the layer below: <c>[row][unit]</c>.</summary>
    InputAdjoint,

    /// <summary>A right-hand side that lies in [-1, 1], as bytes, four a float, for the products with weights of one byte.</summary>
    Bytes,

    /// <summary>A stream's note of which way its last step walked the blocks: its first element is 0 or 1.</summary>
    Turn,

    /// <summary>Learned vectors, or their gradients: <c>[block][slot][lane]</c>.</summary>
    Vectors,
}

/// <summary>How many rows a buffer on the tape has.</summary>
internal enum RowCount
{
    /// <summary>One a sequence of the batch.</summary>
    Batch,

    /// <summary>One a step and sequence.</summary>
    Steps,

    /// <summary>One a time index and sequence; there is one index more than steps.</summary>
    StepsAndOne,

    /// <summary>One.</summary>
    Once,
}

/// <summary>Which rows of a buffer a kernel works on, at a step of the loop over time.</summary>
internal enum When
{
    /// <summary>The rows of this step.</summary>
    Now,

    /// <summary>A state as the step before left it.</summary>
    Previous,

    /// <summary>A state as this step leaves it.</summary>
    Next,
}

/// <summary>A piece of memory that kernels read and write.</summary>
/// <param name="Name">Its name in the generated code.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Width">Units a slot, before padding.</param>
/// <param name="Rows">Rows on the tape; a stream has one.</param>
internal sealed record Buffer(string Name, BufferKind Kind, int Width, RowCount Rows)
{
    /// <summary>Vectors a row holds side by side.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>The state whose values or adjoints it holds: its name may be another one, where something else has the state's.</summary>
    public string? State { get; init; }

    /// <summary>How the numbers of a <see cref="BufferKind.Mask"/> are drawn.</summary>
    public RandomMask? Mask { get; init; }

    /// <summary>Units that the means of <see cref="BufferKind.Means"/> are taken over.</summary>
    public int MeanOver { get; init; }

    /// <summary>What <see cref="BufferKind.Bytes"/> are made of.</summary>
    public Node? BytesOf { get; init; }

    /// <summary>Where an <see cref="BufferKind.InputCopy"/> or <see cref="BufferKind.SliceAdjoint"/> starts in the input.</summary>
    public int Start { get; init; }

    /// <summary>Whether units are cut in blocks, each with all its rows.</summary>
    public bool IsBlocked => Kind is BufferKind.Sums or BufferKind.SumAdjoints or BufferKind.Kept;

    /// <summary>Whether it belongs to the layer, on the tape or in a stream's memory.</summary>
    public bool IsOwn => Kind is not (BufferKind.Input or BufferKind.InputAdjoint or BufferKind.OutputAdjoint or BufferKind.Vectors);
}

/// <summary>A buffer as a kernel sees it.</summary>
internal sealed record View(Buffer Buffer, When When)
{
    /// <summary>Its name in the generated code.</summary>
    public string Name => When == When.Previous ? Buffer.Name + "_prev" : Buffer.Name;
}

/// <summary>One vector of a row of a view.</summary>
internal sealed record Location(View View, int Slot = 0);

/// <summary>All values of one width: the sums of products side by side, and the learned vectors.</summary>
internal sealed class Space
{
    /// <param name="width">Units.</param>
    /// <param name="suffix">See <see cref="Suffix"/>.</param>
    /// <param name="sums">See <see cref="Sums"/>.</param>
    /// <param name="vectors">See <see cref="Vectors"/>.</param>
    /// <param name="panels">The matrices, which name their space.</param>
    public Space(int width, string suffix, IEnumerable<Sum> sums, IEnumerable<Parameter> vectors, Func<Space, IEnumerable<Panel>> panels)
    {
        (Width, Suffix, Sums, Vectors) = (width, suffix, [.. sums], [.. vectors]);
        Panels = [.. panels(this)];
    }

    public int Width { get; }

    /// <summary>Ends the names of the generated variables that belong to this width.</summary>
    public string Suffix { get; }

    /// <summary>The sums, in the order of their slots.</summary>
    public IReadOnlyList<Sum> Sums { get; }

    /// <summary>The learned vectors of element-wise operations.</summary>
    public IReadOnlyList<Parameter> Vectors { get; }

    /// <summary>The matrices, by right-hand side.</summary>
    public IReadOnlyList<Panel> Panels { get; }

    public bool HasBias => Sums.Any(sum => sum.Node.Parameter is not null);
}

/// <summary>A sum of products, the unit in which a layer multiplies.</summary>
/// <param name="Node">Its node.</param>
/// <param name="Name">Its name in the generated code: <c>a_i</c> is what <c>i</c> squashes.</param>
/// <param name="Slot">Its place among the sums of its width.</param>
internal sealed record Sum(Node Node, string Name, int Slot);

/// <summary>Matrices side by side that multiply the same vector: <c>[block][k][column][lane]</c>.</summary>
/// <param name="Name">Its name in the generated code.</param>
/// <param name="Space">The width of what it produces.</param>
/// <param name="Operand">What it multiplies.</param>
/// <param name="FirstSlot">The slot of its first column; the others follow.</param>
/// <param name="Columns">The matrices.</param>
internal sealed record Panel(string Name, Space Space, Node Operand, int FirstSlot, IReadOnlyList<Parameter> Columns)
{
    /// <summary>Length of the vector that it multiplies.</summary>
    public int Inner => Columns[0].Columns;

    /// <summary>The weights of one unit: so many, times its lanes, a block is long.</summary>
    public long WeightsOfUnit => (long)Inner * Columns.Count;

    /// <summary>The same where two weights share a word; the last word of an odd number has one.</summary>
    public long PairsOfUnit => (long)((Inner + 1) / 2) * Columns.Count;

    /// <summary>The same where four weights share a word: offsets and scales come to them.</summary>
    public long WordsOfUnit => (QuadsOf(Inner) + 2L) * Columns.Count;

    /// <summary>Words of four bytes for so many.</summary>
    public static int QuadsOf(int count) => (count + 3) / 4;

    public bool IsLookUp => Operand.Operation == Operation.Token;

    public IEnumerable<Sum> Sums => Space.Sums.Skip(FirstSlot).Take(Columns.Count);
}
