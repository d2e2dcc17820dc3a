namespace Unrolled.Formats.Onnx;

/// <summary>What is known of a value of the graph before anything runs.</summary>
internal abstract class OnnxValue;

/// <summary>Numbers that the file has, or that follow from it and from sizes: floats, or whole numbers as <see cref="Dimension"/>.</summary>
internal sealed class OnnxArray<T>(int[] dims, T[] values) : OnnxValue
{
    /// <summary>Empty for a scalar.</summary>
    public int[] Dims { get; } = dims;

    /// <summary>Row-major.</summary>
    public T[] Values { get; } = values;
}

/// <summary>One number in an array whose sizes need not be known.</summary>
internal sealed class OnnxFill(float value) : OnnxValue
{
    public float Value { get; } = value;
}

/// <summary>A value that is not understood; <paramref name="message"/> says which node is to blame.</summary>
/// <param name="message">A sentence without its end.</param>
/// <param name="input">The graph's input that it is a part of, or whose axes were moved in another way: it can still be a state; null for none.</param>
internal sealed class OnnxUnknown(string message, GraphInput? input = null) : OnnxValue
{
    public string Message { get; } = message;

    public GraphInput? Input { get; } = input;
}

/// <summary>The final outputs of several layers, one below the other on the first axis, as PyTorch gives h_n.</summary>
internal sealed class OnnxStack(IReadOnlyList<Signal> parts) : OnnxValue
{
    public IReadOnlyList<Signal> Parts { get; } = parts;
}

/// <summary>What an axis is made of.</summary>
internal enum AtomKind
{
    /// <summary>An axis of the graph's input: steps, batch or features, which the operators tell.</summary>
    Outer,

    /// <summary>The directions of a layer that runs in both.</summary>
    Direction,

    /// <summary>The outputs of a layer.</summary>
    Features,
}

/// <summary>A part of an axis that no operator divides.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">The axis of the graph's input.</param>
/// <param name="Size">Its size.</param>
internal readonly record struct Atom(AtomKind Kind, int Index, Dimension Size);

/// <summary>Which step of a sequence a value has.</summary>
internal enum Pick
{
    /// <summary>All.</summary>
    All,

    /// <summary>The last one.</summary>
    Last,

    /// <summary>The first one.</summary>
    First,

    /// <summary>The final output of each direction.</summary>
    Final,
}

/// <summary>An input of the graph, and what its axes have turned out to be.</summary>
internal sealed class GraphInput(string name)
{
    public string Name { get; } = name;

    /// <summary>The axis with the steps; null until a recurrent layer tells.</summary>
    public int? Steps { get; set; }
}

/// <summary>A layer, or a step of the calculation that becomes part of one, with what it reads.</summary>
/// <param name="Before">What stands before it; null for the first.</param>
/// <param name="Input">The graph's input at the beginning.</param>
/// <param name="Part">The layer; null for the input itself.</param>
/// <param name="Read">Which steps it reads.</param>
internal sealed record Link(Link? Before, GraphInput Input, LayerPart? Part, Pick Read)
{
    public int Depth { get; } = Before is null ? 0 : Before.Depth + 1;
}

/// <summary>A value that flows from the graph's input through layers.</summary>
/// <param name="chain">The layers so far.</param>
/// <param name="axes">The axes, each of its atoms; without atoms, an axis of size 1.</param>
internal sealed class Signal(Link chain, IReadOnlyList<Atom[]> axes) : OnnxValue
{
    public Link Chain { get; } = chain;

    public IReadOnlyList<Atom[]> Axes { get; } = axes;

    /// <summary>Which step it has.</summary>
    public Pick Pick { get; init; }

    /// <summary>The direction whose outputs it has alone; null where it has them all.</summary>
    public int? Half { get; init; }

    /// <summary>Whether its steps run from last to first.</summary>
    public bool IsReversed { get; init; }

    /// <summary>How many of the features it has, the others being cut off or 0; null for all.</summary>
    public int? Channels { get; init; }

    public bool IsInput => Chain.Part is null;

    /// <summary>Whether no layer has given it features of its own: its axes are those of the input.</summary>
    private bool IsRaw => !Axes.Any(axis => axis.Any(atom => atom.Kind == AtomKind.Features));

    /// <summary>The same with other axes.</summary>
    public Signal With(IReadOnlyList<Atom[]> axes) => new(Chain, axes) { Pick = Pick, Half = Half, IsReversed = IsReversed, Channels = Channels };

    /// <summary>The size of an axis.</summary>
    public Dimension Size(int axis) => Axes[axis].Aggregate(Dimension.Of(1), (size, atom) => size * atom.Size);

    /// <summary>What a layer reads: all outputs of what stands before it, on the last axis.</summary>
    /// <exception cref="Refusal">It has something else there.</exception>
    public void RequireFeatures(int expected, string what)
    {
        if (Axes.Count == 0)
            throw new Refusal("reads a value without axes");
        if (Half is not null || Channels is not null)
            throw new Refusal(Half is null ? "reads some of the features" : "reads one direction of a layer of both");
        Atom[] last = [.. Axes[^1].Where(atom => !atom.Size.Is(1))];
        if (!IsRaw && last.Any(atom => atom.Kind == AtomKind.Outer))
            throw new Refusal("mixes steps or sequences with features");
        if (IsRaw && last.Zip(last.Skip(1)).Any(pair => pair.First.Index >= pair.Second.Index))
            throw new Refusal("reads the features in another order");
        if (!IsRaw && (Axes.Take(Axes.Count - 1).Any(axis => axis.Any(atom => atom.Kind != AtomKind.Outer))
            || last.Select(atom => atom.Kind).ToArray() is [AtomKind.Features, AtomKind.Direction]))
            throw new Refusal("reads the two directions of a layer apart or in another order");
        var size = Size(Axes.Count - 1);
        if (size.IsKnown && !size.Is(expected))
            throw new Refusal($"has {what} for {expected} features, and reads {size}");
    }

    /// <summary>What a layer gives that reads this at every step.</summary>
    public Signal Through(LayerPart part, int outputs) =>
        new(new Link(Chain, Chain.Input, part, Pick), [.. Axes.Take(Axes.Count - 1), [new Atom(AtomKind.Features, 0, Dimension.Of(outputs))]])
        {
            Pick = Pick,
            IsReversed = IsReversed,
        };

    /// <summary>What a layer gives that leaves the sizes as they are.</summary>
    public Signal Through(LayerPart part) =>
        new(new Link(Chain, Chain.Input, part, Pick), Axes) { Pick = Pick, Half = Half, IsReversed = IsReversed, Channels = Channels };
}
