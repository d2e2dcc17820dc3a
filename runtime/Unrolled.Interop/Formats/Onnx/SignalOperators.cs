namespace Unrolled.Formats.Onnx;

/// <summary>
/// Operators on values that flow, which move axes and compute nothing. Axes carry what they are made of, so that any sequence of such operators that ends
/// in what a layer reads is understood.
/// </summary>
internal static class SignalOperators
{
    private const int MostParts = 1000;

    public static Signal Transpose(Signal signal, int[] axes) => signal.With([.. axes.Select(axis => signal.Axes[axis])]);

    /// <summary>Without some axes of size 1; without all of them where <paramref name="axes"/> is null.</summary>
    public static Signal Squeeze(Signal signal, int[]? axes)
    {
        int rank = signal.Axes.Count;
        int[] gone = axes is null
            ? [.. Enumerable.Range(0, rank).Where(axis => signal.Size(axis).Is(1))]
            : [.. axes.Select(axis => OnnxNode.Axis(axis, rank))];
        foreach (int axis in gone)
        {
            if (signal.Axes[axis].Any(atom => !atom.Size.Is(1) && (atom.Kind != AtomKind.Outer || atom.Size.IsKnown || atom.Index == signal.Chain.Input.Steps)))
                throw new Refusal($"removes an axis of size {signal.Size(axis)}");
        }

        return signal.With([.. Enumerable.Range(0, rank).Where(axis => !gone.Contains(axis)).Select(axis => signal.Axes[axis])]);
    }

    /// <summary>With axes of size 1 at some places of the result.</summary>
    public static Signal Unsqueeze(Signal signal, int[] axes)
    {
        int rank = signal.Axes.Count + axes.Length;
        var added = axes.Select(axis => OnnxNode.Axis(axis, rank)).ToHashSet();
        if (rank > 16 || added.Count != axes.Length)
            throw new Refusal("adds axes twice, or too many");
        var old = signal.Axes.GetEnumerator();
        var result = new List<Atom[]>();
        for (int axis = 0; axis < rank; axis++)
            result.Add(added.Contains(axis) ? [] : old.MoveNext() ? old.Current : []);
        return signal.With(result);
    }

    /// <summary>Atoms divided otherwise among axes: from the left to the axis of size -1, then from the right to it, which takes the rest.</summary>
    public static Signal Reshape(Signal signal, IReadOnlyList<Dimension> shape, bool zeroIsCopied)
    {
        Refusal Error() => new($"reshapes [{string.Join(", ", Shape(signal))}] to [{string.Join(", ", shape)}]");
        if (shape.Count > 16)
            throw Error();
        Dimension[] sizes = [.. shape.Select((size, axis) => size.Is(0) && zeroIsCopied && axis < signal.Axes.Count ? signal.Size(axis) : size)];
        var atoms = signal.Axes.SelectMany(axis => axis).ToList();
        var result = new Atom[sizes.Length][];
        int left = 0, right = sizes.Length - 1;
        for (; left < sizes.Length && !sizes[left].Is(-1); left++)
            result[left] = Take(fromStart: true, sizes[left]);
        for (; right > left && !sizes[right].Is(-1); right--)
            result[right] = Take(fromStart: false, sizes[right]);
        if (right > left)
            throw Error();
        if (left < sizes.Length)
            result[left] = [.. atoms];
        else if (atoms.Any(atom => !atom.Size.Is(1)))
            throw Error();
        return signal.With(result);

        Atom[] Take(bool fromStart, Dimension size)
        {
            var taken = new List<Atom>();
            var product = Dimension.Of(1);
            while (product != size || (taken.Count == 0 && atoms.Count > 0 && Next().Size.Is(1)))
            {
                if (atoms.Count == 0)
                    throw Error();
                var next = Next();
                atoms.RemoveAt(fromStart ? 0 : atoms.Count - 1);
                taken.Insert(fromStart ? taken.Count : 0, next);
                product *= next.Size;
            }

            return [.. taken];

            Atom Next() => fromStart ? atoms[0] : atoms[^1];
        }
    }

    /// <summary>The sizes of the axes.</summary>
    public static Dimension[] Shape(Signal signal) => [.. Enumerable.Range(0, signal.Axes.Count).Select(signal.Size)];

    /// <summary>One index of an axis.</summary>
    public static Signal At(Signal signal, int axis, Dimension index, bool keepsAxis)
    {
        Atom[] atoms = [.. signal.Axes[axis].Where(atom => !atom.Size.Is(1))];
        var axes = signal.Axes.ToList();
        if (keepsAxis)
            axes[axis] = [];
        else
            axes.RemoveAt(axis);
        if (atoms.Length == 0)
            return index.Is(0) || index.Is(-1) ? signal.With(axes) : throw new Refusal($"takes the index {index} of an axis of size 1");
        if (atoms is not [var atom])
            throw new Refusal("takes an index of an axis that is made of several");
        switch (atom.Kind)
        {
            case AtomKind.Direction:
                return Half(signal.With(axes), OnnxNode.Axis(index.Known("a direction"), 2));
            case AtomKind.Outer when atom.Index == signal.Chain.Input.Steps && signal.Pick == Pick.All:
                bool isFirst = index.Is(0);
                if (!isFirst && !index.Is(-1) && index != atom.Size - Dimension.Of(1))
                    throw new Refusal($"takes the step {index}; expected the last one");
                var result = signal.With(axes);
                return new(result.Chain, axes) { Pick = isFirst != signal.IsReversed ? Pick.First : Pick.Last, Half = signal.Half, Channels = signal.Channels };
            default:
                throw new Refusal($"takes the index {index} of {(atom.Kind == AtomKind.Features ? "the features" : "steps or sequences")}");
        }
    }

    /// <summary>A range of an axis: all of it, the last or first step, one direction, the first features of the model's inputs, or all steps from last to
    /// first.</summary>
    public static Signal Slice(Signal signal, int axis, int start, int end, int step)
    {
        var size = signal.Size(axis);
        if (Math.Abs((long)end) > 1_000_000_000)
            end = end < 0 ? int.MinValue : int.MaxValue;
        if (step == -1 && (start == -1 || (size.IsKnown && start >= size.Factor - 1)) && (end == int.MinValue || (size.IsKnown && end < -size.Factor)))
            return Reverse(signal, axis);
        if (step != 1)
            throw new Refusal($"slices with the step {step}");
        if (start == 0 && (end == int.MaxValue || (size.IsKnown && end >= size.Factor)))
            return signal;
        if (!size.IsKnown || (signal.Axes[axis] is [{ Kind: AtomKind.Outer } atom] && atom.Index == signal.Chain.Input.Steps))
        {
            bool isLast = start == -1 && end == int.MaxValue;
            bool isLastOfKnown = size.IsKnown && (start == size.Factor - 1 || start == -1) && end >= size.Factor;
            if (isLast || isLastOfKnown || (start == 0 && end == 1))
                return At(signal, axis, Dimension.Of(isLast || isLastOfKnown ? -1 : 0), keepsAxis: true);
            throw new Refusal("takes some of the steps or sequences");
        }

        int count = size.Known("a size");
        start = Math.Clamp(start < 0 ? start + count : start, 0, count);
        end = Math.Clamp(end < 0 ? end + count : end, 0, count);
        Atom[] atoms = [.. signal.Axes[axis].Where(part => !part.Size.Is(1))];
        if (start == 0 && end == count)
            return signal;
        if (atoms is [{ Kind: AtomKind.Direction }] && end == start + 1)
            return At(signal, axis, Dimension.Of(start), keepsAxis: true);
        if (atoms is [{ Kind: AtomKind.Direction }, { Kind: AtomKind.Features } features]
            && (start == 0 ? end == count / 2 : start == count / 2 && end == count))
        {
            var axes = signal.Axes.ToList();
            axes[axis] = [features];
            return Half(signal.With(axes), start == 0 ? 0 : 1);
        }

        if (signal.IsInput && start == 0 && end > 0 && axis == signal.Axes.Count - 1 && signal.Channels is null && atoms is [{ Kind: AtomKind.Outer } input])
        {
            var axes = signal.Axes.ToList();
            axes[axis] = [input with { Size = Dimension.Of(end) }];
            return new(signal.Chain, axes) { Pick = signal.Pick, IsReversed = signal.IsReversed, Channels = end };
        }

        throw new Refusal("takes some of the features");
    }

    /// <summary>The steps from last to first.</summary>
    public static Signal Reverse(Signal signal, int axis)
    {
        if (signal.Axes[axis] is not [{ Kind: AtomKind.Outer } atom] || signal.Chain.Input.Steps is { } steps && steps != atom.Index || signal.Pick != Pick.All)
            throw new Refusal("reverses an axis that is not the steps");
        signal.Chain.Input.Steps = atom.Index;
        return new(signal.Chain, signal.Axes) { Half = signal.Half, Channels = signal.Channels, IsReversed = !signal.IsReversed };
    }

    /// <summary>Several values side by side on an axis: the two directions of a layer, or final outputs of several layers.</summary>
    public static OnnxValue Concat(IReadOnlyList<OnnxValue> values, int axis, int rank)
    {
        if (axis == 0 && values.All(value => value is OnnxStack or Signal { Pick: Pick.Final }) && values[0] is not Signal { Axes.Count: <= 2 })
        {
            Signal[] parts = [.. values.SelectMany(value => value is OnnxStack stack ? stack.Parts : Parts((Signal)value)).Take(MostParts + 1)];
            return parts.Length <= MostParts ? new OnnxStack(parts) : throw new Refusal($"joins the final outputs of more than {MostParts} layers");
        }

        if (values is not [Signal a, Signal b] || a.Axes.Count != b.Axes.Count)
            throw new Refusal("joins the outputs of layers");
        var axes = a.Axes.ToList();
        var joined = Directions.Join(a, b);
        if (a.Axes[axis] is not [{ Kind: AtomKind.Features } features] || b.Axes[axis] is not [{ Kind: AtomKind.Features }]
            || Enumerable.Range(0, rank).Any(k => k != axis && a.Size(k) != b.Size(k)))
            throw new Refusal("joins the outputs of layers on another axis than the features");
        axes[axis] = [new(AtomKind.Direction, 0, Dimension.Of(2)), features];
        return new Signal(joined.Chain, axes) { Pick = joined.Pick, IsReversed = a.IsReversed };
    }

    /// <summary>Some of several final outputs.</summary>
    public static OnnxValue Slice(OnnxStack stack, int start, int end)
    {
        int count = stack.Parts.Count;
        start = Math.Clamp(start < 0 ? start + count : start, 0, count);
        end = Math.Clamp(end < 0 ? end + count : end, 0, count);
        if (end <= start)
            throw new Refusal("takes nothing");
        Signal[] parts = [.. stack.Parts.Skip(start).Take(end - start)];
        if (parts is [var one])
            return one.With([[], .. one.Axes]);
        if (parts is [{ Half: 0 } a, { Half: 1 } b] && ReferenceEquals(a.Chain, b.Chain))
            return new Signal(a.Chain, [[new(AtomKind.Direction, 0, Dimension.Of(2))], .. a.Axes]) { Pick = Pick.Final };
        return new OnnxStack(parts);
    }

    private static IEnumerable<Signal> Parts(Signal signal)
    {
        if (signal.Size(0).Is(1))
            return [At(signal, 0, Dimension.Of(0), keepsAxis: false)];
        if (signal.Axes[0] is [{ Kind: AtomKind.Direction }])
            return [At(signal, 0, Dimension.Of(0), keepsAxis: false), At(signal, 0, Dimension.Of(1), keepsAxis: false)];
        throw new Refusal("joins final outputs on another axis than the layers");
    }

    private static Signal Half(Signal signal, int half) =>
        signal.Half is null ? new(signal.Chain, signal.Axes) { Pick = signal.Pick, IsReversed = signal.IsReversed, Half = half }
            : throw new Refusal("takes a direction twice");
}
