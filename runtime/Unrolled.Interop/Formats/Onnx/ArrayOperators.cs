namespace Unrolled.Formats.Onnx;

/// <summary>Operators on numbers that are known: what exporters leave of the weights' rearrangement and of calculations with shapes.</summary>
internal static class ArrayOperators
{
    public static OnnxArray<T> Transpose<T>(OnnxArray<T> array, int[] axes, ConstantBudget budget)
    {
        int rank = array.Dims.Length;
        int[] dims = [.. axes.Select(axis => array.Dims[axis])];
        long[] strides = Strides(array.Dims);
        return Gather(array, dims, [.. axes.Select(axis => strides[axis])], 0, budget);
    }

    /// <summary>Every <paramref name="step"/>-th element of an axis.</summary>
    public static OnnxArray<T> Slice<T>(OnnxArray<T> array, int axis, int start, int count, int step, ConstantBudget budget)
    {
        if (start == 0 && step == 1 && count == array.Dims[axis])
            return array;
        long[] strides = Strides(array.Dims);
        int[] dims = [.. array.Dims];
        dims[axis] = count;
        long first = start * strides[axis];
        strides[axis] *= step;
        return Gather(array, dims, strides, first, budget);
    }

    public static OnnxArray<T> Concat<T>(IReadOnlyList<OnnxArray<T>> arrays, int axis, ConstantBudget budget)
    {
        int rank = arrays[0].Dims.Length;
        if (arrays.Any(array => array.Dims.Length != rank || Enumerable.Range(0, rank).Any(k => k != axis && array.Dims[k] != arrays[0].Dims[k])))
            throw new Refusal("joins arrays of different sizes");
        int[] dims = [.. arrays[0].Dims];
        dims[axis] = checked((int)arrays.Sum(array => (long)array.Dims[axis]));
        var values = new T[budget.TakeArray<T>(dims)];
        int outer = dims.Take(axis).Aggregate(1, (product, size) => product * size);
        for (int block = 0, at = 0; block < outer; block++)
        {
            foreach (var array in arrays)
            {
                int length = array.Values.Length / outer;
                array.Values.AsSpan(block * length, length).CopyTo(values.AsSpan(at));
                at += length;
            }
        }

        return new(dims, values);
    }

    /// <summary>The slices of an axis at some indices, whose sizes take the axis's place.</summary>
    public static OnnxArray<T> Take<T>(OnnxArray<T> array, int axis, OnnxArray<Dimension> indices, ConstantBudget budget)
    {
        int size = array.Dims[axis];
        int[] dims = [.. array.Dims.Take(axis), .. indices.Dims, .. array.Dims.Skip(axis + 1)];
        var values = new T[budget.TakeArray<T>(dims)];
        int[] chosen = [.. indices.Values.Select(index => OnnxNode.Axis(index.Known("an index"), size))];
        int outer = array.Dims.Take(axis).Aggregate(1, (product, dim) => product * dim);
        int inner = array.Dims.Skip(axis + 1).Aggregate(1, (product, dim) => product * dim);
        for (int block = 0, at = 0; block < outer && inner > 0; block++)
        {
            foreach (int index in chosen)
            {
                array.Values.AsSpan((block * size + index) * inner, inner).CopyTo(values.AsSpan(at));
                at += inner;
            }
        }

        return new(dims, values);
    }

    /// <summary>The same numbers with other sizes.</summary>
    public static OnnxArray<T> Reshape<T>(OnnxArray<T> array, IReadOnlyList<Dimension> shape, bool zeroIsCopied)
    {
        int[] dims = [.. shape.Select((size, axis) => size.Is(0) && zeroIsCopied && axis < array.Dims.Length ? array.Dims[axis] : size.Known("a size"))];
        long known = dims.Where(size => size != -1).Aggregate(1L, (product, size) => checked(product * size));
        int open = Array.IndexOf(dims, -1);
        if (open >= 0 && known > 0)
            dims[open] = (int)(array.Values.Length / known);
        if (dims.Any(size => size < 0) || dims.Aggregate(1L, (product, size) => checked(product * size)) != array.Values.Length)
            throw new Refusal($"reshapes [{string.Join(", ", array.Dims)}] to [{string.Join(", ", shape)}]");
        return new(dims, array.Values);
    }

    /// <summary>Repeats axes of size 1 where the new size is known, and leaves them as they are, for every size, where it is open.</summary>
    public static OnnxArray<T> Expand<T>(OnnxArray<T> array, IReadOnlyList<Dimension> shape, ConstantBudget budget)
    {
        int rank = Math.Max(array.Dims.Length, shape.Count);
        int[] old = [.. Enumerable.Repeat(1, rank - array.Dims.Length), .. array.Dims];
        long[] strides = Strides(old);
        int[] dims = [.. old];
        for (int axis = 0; axis < rank; axis++)
        {
            int asked = axis - (rank - shape.Count);
            if (asked < 0 || !shape[asked].IsKnown || shape[asked].Is(1) || shape[asked].Is(old[axis]))
                continue;
            if (old[axis] != 1)
                throw new Refusal($"expands [{string.Join(", ", array.Dims)}] to [{string.Join(", ", shape)}]");
            (dims[axis], strides[axis]) = (shape[asked].Known("a size"), 0);
        }

        return Gather(array, dims, strides, 0, budget);
    }

    /// <summary>An operation on each pair of elements; an array of size 1 goes with every element of the other.</summary>
    public static OnnxArray<TResult> Combine<T, TResult>(OnnxArray<T> a, OnnxArray<T> b, Func<T, T, TResult> operation, ConstantBudget budget)
    {
        if (!a.Dims.AsSpan().SequenceEqual(b.Dims) && a.Values.Length != 1 && b.Values.Length != 1)
            throw new Refusal($"combines [{string.Join(", ", a.Dims)}] with [{string.Join(", ", b.Dims)}]");
        var longer = a.Values.Length > b.Values.Length || (a.Values.Length == b.Values.Length && a.Dims.Length >= b.Dims.Length) ? a.Dims : b.Dims;
        if (a.Values.Length == 0 || b.Values.Length == 0)
            return new([0], []);
        var values = new TResult[budget.TakeArray<TResult>(longer)];
        for (int k = 0; k < values.Length; k++)
            values[k] = operation(a.Values[a.Values.Length == 1 ? 0 : k], b.Values[b.Values.Length == 1 ? 0 : k]);
        return new(longer, values);
    }

    private static OnnxArray<T> Gather<T>(OnnxArray<T> array, int[] dims, long[] strides, long first, ConstantBudget budget)
    {
        var values = new T[budget.TakeArray<T>(dims)];
        int rank = dims.Length;
        int[] index = new int[rank];
        long at = first;
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = array.Values[at];
            for (int axis = rank - 1; axis >= 0; axis--)
            {
                at += strides[axis];
                if (++index[axis] < dims[axis])
                    break;
                at -= strides[axis] * dims[axis];
                index[axis] = 0;
            }
        }

        return new(dims, values);
    }

    private static long[] Strides(int[] dims)
    {
        long[] strides = new long[dims.Length];
        long stride = 1;
        for (int axis = dims.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= dims[axis];
        }

        return strides;
    }
}
