namespace Unrolled.Formats.Onnx;

/// <summary>All operators that are understood: those that move values, those that are layers, and arithmetic.</summary>
internal sealed class Operators(List<string> notes, bool isFromTf2Onnx)
{
    private readonly RecurrentOperators _recurrent = new(notes, isFromTf2Onnx);

    /// <summary>Whether an operator takes apart or moves what it reads first, and computes nothing.</summary>
    public static bool MovesAxes(string name) =>
        name is "Identity" or "Cast" or "Transpose" or "Squeeze" or "Unsqueeze" or "Reshape" or "Flatten" or "Expand" or "Slice" or "Gather" or "Split";

    /// <summary>The outputs of a node.</summary>
    /// <exception cref="Refusal">No layer does what it does; the message goes on after the node's name.</exception>
    public OnnxValue[] Read(OnnxNode node) => node.Operator switch
    {
        "LSTM" or "GRU" or "RNN" => _recurrent.Read(node),
        "Split" => Split(node),
        _ => [One(node)],
    };

    private static OnnxValue One(OnnxNode node) => node.Operator switch
    {
        "Constant" => Constant(node),
        "Identity" => node[0],
        "Cast" => Cast(node),
        "Dropout" => DenseOperators.Dropout(node),
        "Shape" => Shape(node),
        "ConstantOfShape" => ConstantOfShape(node),
        "ConstantFill" => new OnnxFill(node.Single("value", 0)),
        "Transpose" => Transpose(node),
        "Squeeze" => Squeeze(node),
        "Unsqueeze" => Unsqueeze(node),
        "Reshape" => Reshape(node[0], node.Dimensions(1, "sizes").Values, node.Integer("allowzero", 0) == 0),
        "Flatten" => Flatten(node),
        "Expand" => Expand(node[0], node.Dimensions(1, "sizes").Values, node.Budget),
        "Tile" => Tile(node),
        "Slice" => Slice(node),
        "Gather" => Gather(node),
        "Concat" => Concat(node),
        "ReverseSequence" => ReverseSequence(node),
        "OneHot" => TokenOperators.OneHot(node),
        "Gemm" => DenseOperators.Gemm(node),
        "MatMul" => DenseOperators.MatMul(node),
        "Add" or "Sub" or "Mul" or "Div" or "Equal" or "Where" or "ReduceProd" => ElementOperators.Read(node),
        "Pad" => ElementOperators.Pad(node),
        "Tanh" => DenseOperators.Activate(node, Activation.Tanh),
        "Sigmoid" => DenseOperators.Activate(node, Activation.Sigmoid),
        "Relu" => DenseOperators.Activate(node, Activation.Relu),
        "Softmax" or "LogSoftmax" => throw new Refusal("has no layer: export the model without it, and apply Softmax.Of to the outputs of the class"),
        _ => throw new Refusal("is none that a layer has. Layers are LSTM, GRU, RNN, Gemm, MatMul, Gather (of an embedding), Tanh, Sigmoid and Relu"),
    };

    private static OnnxValue Constant(OnnxNode node) =>
        node.Tensor("value")
        ?? (node.Has("value_float") ? new OnnxArray<float>([], [node.Single("value_float", 0)])
            : node.Has("value_floats") ? new OnnxArray<float>([node.Singles("value_floats").Count], [.. node.Singles("value_floats")])
            : node.Has("value_int") ? new OnnxArray<Dimension>([], [Dimension.Of(node.Integer("value_int", 0))])
            : node.Integers("value_ints") is { } numbers ? new OnnxArray<Dimension>([numbers.Length], Array.ConvertAll(numbers, Dimension.Of))
            : throw new Refusal("has no value that is understood"));

    private static OnnxValue Cast(OnnxNode node)
    {
        bool toFloat = node.Integer("to", 0) is 1 or 10 or 11 or 16;
        return node[0] switch
        {
            OnnxArray<Dimension> whole when toFloat && whole.Values.All(value => value.IsKnown) =>
                new OnnxArray<float>(whole.Dims, Array.ConvertAll(whole.Values, value => (float)value.Factor)),
            OnnxArray<float> floats when !toFloat =>
                new OnnxArray<Dimension>(floats.Dims, Array.ConvertAll(floats.Values, value => Dimension.Of((long)value))),
            Signal { IsInput: false } when !toFloat => throw new Refusal("rounds the outputs of a layer"),
            var value => value,
        };
    }

    private static OnnxArray<Dimension> Shape(OnnxNode node)
    {
        Dimension[] sizes = node[0] switch
        {
            Signal signal => SignalOperators.Shape(signal),
            OnnxArray<float> array => [.. array.Dims.Select(size => Dimension.Of(size))],
            OnnxArray<Dimension> array => [.. array.Dims.Select(size => Dimension.Of(size))],
            _ => throw new Refusal("asks for the sizes of something whose sizes are open"),
        };
        int Bound(long at) => (int)Math.Clamp(at < 0 ? at + sizes.Length : at, 0, sizes.Length);
        var (start, end) = (Bound(node.Integer("start", 0)), Bound(node.Integer("end", sizes.Length)));
        sizes = sizes[start..Math.Max(start, end)];
        return new([sizes.Length], sizes);
    }

    private static OnnxValue ConstantOfShape(OnnxNode node)
    {
        var sizes = node.Dimensions(0, "sizes").Values;
        switch (node.Tensor("value"))
        {
            case OnnxArray<Dimension> { Values: [var number] }:
                int[] dims = [.. sizes.Select(size => size.Known("a size"))];
                var values = new Dimension[node.Budget.TakeArray<Dimension>(dims)];
                Array.Fill(values, number);
                return new OnnxArray<Dimension>(dims, values);
            case OnnxArray<float> { Values: [var number] }:
                return new OnnxFill(number);
            case null:
                return new OnnxFill(0);
            default:
                throw new Refusal("repeats something else than a number");
        }
    }

    private static OnnxValue Transpose(OnnxNode node)
    {
        int[] Axes(int rank)
        {
            int[] axes = node.Integers("perm") is { } given ? [.. given.Select(axis => OnnxNode.Axis(axis, rank))] : [.. Enumerable.Range(0, rank).Reverse()];
            return axes.Length == rank && axes.Distinct().Count() == rank ? axes : throw new Refusal($"orders {axes.Length} axes of {rank}");
        }

        return node[0] switch
        {
            Signal signal => SignalOperators.Transpose(signal, Axes(signal.Axes.Count)),
            OnnxArray<float> array => ArrayOperators.Transpose(array, Axes(array.Dims.Length), node.Budget),
            OnnxArray<Dimension> array => ArrayOperators.Transpose(array, Axes(array.Dims.Length), node.Budget),
            OnnxFill fill => fill,
            _ => throw new Refusal("reads final outputs of several layers"),
        };
    }

    private static OnnxValue Squeeze(OnnxNode node)
    {
        int[]? axes = node.Numbers("axes", 1);
        OnnxArray<T> Of<T>(OnnxArray<T> array)
        {
            int rank = array.Dims.Length;
            var gone = axes is null ? [.. Enumerable.Range(0, rank).Where(axis => array.Dims[axis] == 1)]
                : axes.Select(axis => OnnxNode.Axis(axis, rank)).ToArray();
            return gone.All(axis => array.Dims[axis] == 1)
                ? new(array.Dims.Where((_, axis) => !gone.Contains(axis)).ToArray(), array.Values)
                : throw new Refusal($"removes axes of [{string.Join(", ", array.Dims)}] that are not 1");
        }

        return node[0] switch
        {
            Signal signal => SignalOperators.Squeeze(signal, axes),
            OnnxArray<float> array => Of(array),
            OnnxArray<Dimension> array => Of(array),
            OnnxFill fill => fill,
            _ => throw new Refusal("reads final outputs of several layers"),
        };
    }

    private static OnnxValue Unsqueeze(OnnxNode node)
    {
        int[] axes = node.Numbers("axes", 1) ?? throw new Refusal("has no axes");
        OnnxArray<T> Of<T>(OnnxArray<T> array)
        {
            int rank = array.Dims.Length + axes.Length;
            var added = axes.Select(axis => OnnxNode.Axis(axis, rank)).ToHashSet();
            if (rank > 16 || added.Count != axes.Length)
                throw new Refusal("adds axes twice, or too many");
            var dims = array.Dims.ToList();
            foreach (int axis in added.Order())
                dims.Insert(axis, 1);
            return new([.. dims], array.Values);
        }

        return node[0] switch
        {
            Signal signal => SignalOperators.Unsqueeze(signal, axes),
            OnnxArray<float> array => Of(array),
            OnnxArray<Dimension> array => Of(array),
            OnnxFill fill => fill,
            _ => throw new Refusal("reads final outputs of several layers"),
        };
    }

    private static OnnxValue Reshape(OnnxValue value, IReadOnlyList<Dimension> shape, bool zeroIsCopied) => value switch
    {
        Signal signal => SignalOperators.Reshape(signal, shape, zeroIsCopied),
        OnnxArray<float> array => ArrayOperators.Reshape(array, shape, zeroIsCopied),
        OnnxArray<Dimension> array => ArrayOperators.Reshape(array, shape, zeroIsCopied),
        OnnxFill fill => fill,
        _ => throw new Refusal("reads final outputs of several layers"),
    };

    private static OnnxValue Flatten(OnnxNode node)
    {
        if (node[0] is not Signal signal)
            throw new Refusal("reads something that does not come from the model's input");
        int axis = (int)node.Integer("axis", 1);
        axis = axis == signal.Axes.Count ? axis : OnnxNode.Axis(axis, signal.Axes.Count);
        return signal.With([[.. signal.Axes.Take(axis).SelectMany(atoms => atoms)], [.. signal.Axes.Skip(axis).SelectMany(atoms => atoms)]]);
    }

    private static OnnxValue Expand(OnnxValue value, IReadOnlyList<Dimension> shape, ConstantBudget budget)
    {
        if (shape.Count > 16)
            throw new Refusal($"makes {shape.Count} axes");
        return value switch
        {
            Signal signal when shape.Count <= signal.Axes.Count
                && shape.Select((size, k) => size.Is(1) || size.Is(-1) || size == signal.Size(signal.Axes.Count - shape.Count + k)).All(same => same) => signal,
            OnnxArray<float> array => ArrayOperators.Expand(array, shape, budget),
            OnnxArray<Dimension> array => ArrayOperators.Expand(array, shape, budget),
            OnnxFill fill => fill,
            _ => throw new Refusal("repeats what it reads"),
        };
    }

    private static OnnxValue Tile(OnnxNode node)
    {
        var repeats = node.Dimensions(1, "repeats").Values;
        int[] dims = node[0] switch
        {
            OnnxArray<float> array => array.Dims,
            OnnxArray<Dimension> array => array.Dims,
            OnnxFill => [],
            _ => throw new Refusal("repeats what it reads"),
        };
        if (dims.Length > 0 && (dims.Length != repeats.Length || dims.Zip(repeats).Any(pair => pair.First != 1 && !pair.Second.Is(1))))
            throw new Refusal("repeats axes of other sizes than 1");
        return Expand(node[0], dims.Length == 0 ? [] : [.. dims.Zip(repeats).Select(pair => pair.First == 1 ? pair.Second : Dimension.Of(pair.First))],
            node.Budget);
    }

    private static OnnxValue Slice(OnnxNode node)
    {
        int[] starts = node.Numbers("starts", 1) ?? throw new Refusal("has no starts");
        int[] ends = Ends(node, node[0], starts);
        int[] axes = node.Numbers("axes", 3) ?? [.. Enumerable.Range(0, starts.Length)];
        int[] steps = node.Numbers("steps", 4) ?? [.. Enumerable.Repeat(1, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || starts.Length > 16)
            throw new Refusal("has starts, ends, axes and steps of different numbers");
        var value = node[0];
        for (int k = 0; k < starts.Length; k++)
        {
            value = value switch
            {
                Signal signal => SignalOperators.Slice(signal, OnnxNode.Axis(axes[k], signal.Axes.Count), starts[k], ends[k], steps[k]),
                OnnxArray<float> array => Of(array, k),
                OnnxArray<Dimension> array => Of(array, k),
                OnnxStack stack when axes[k] == 0 && steps[k] == 1 => SignalOperators.Slice(stack, starts[k], ends[k]),
                OnnxFill fill => fill,
                _ => throw new Refusal("takes parts of final outputs of several layers"),
            };
        }

        return value;

        OnnxArray<T> Of<T>(OnnxArray<T> array, int k)
        {
            int axis = OnnxNode.Axis(axes[k], array.Dims.Length);
            long size = array.Dims[axis], step = steps[k];
            if (step == 0)
                throw new Refusal("slices with the step 0");
            long start = starts[k] < 0 ? starts[k] + size : starts[k], end = ends[k] < 0 ? ends[k] + size : ends[k];
            start = step > 0 ? Math.Clamp(start, 0, size) : Math.Clamp(start, 0, size - 1);
            end = step > 0 ? Math.Clamp(end, 0, size) : Math.Clamp(end, -1, size - 1);
            long count = Math.Max(0, step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step);
            return ArrayOperators.Slice(array, axis, (int)start, (int)count, (int)step, node.Budget);
        }
    }

    // An end may be a size that is open: then it is 'to the end' where it is that of the axis.
    private static int[] Ends(OnnxNode node, OnnxValue value, int[] starts)
    {
        if (node.Find(2) is OnnxArray<Dimension> { Values: [{ IsKnown: false } open] } && value is Signal signal && node.Numbers("axes", 3) is [var axis]
            && signal.Size(OnnxNode.Axis(axis, signal.Axes.Count)) == open)
            return [int.MaxValue];
        return node.Numbers("ends", 2) ?? throw new Refusal("has no ends");
    }

    private static OnnxValue Gather(OnnxNode node)
    {
        long axis = node.Integer("axis", 0);
        if (node[1] is Signal tokens)
            return TokenOperators.Embedding(node[0], tokens, axis);
        var indices = node.Dimensions(1, "indices");
        switch (node[0])
        {
            case OnnxArray<float> array:
                return ArrayOperators.Take(array, OnnxNode.Axis(axis, array.Dims.Length), indices, node.Budget);
            case OnnxArray<Dimension> array:
                return ArrayOperators.Take(array, OnnxNode.Axis(axis, array.Dims.Length), indices, node.Budget);
            case OnnxFill fill:
                return fill;
            case Signal signal when indices.Values.Length == 1 && indices.Dims.Length <= 1:
                return SignalOperators.At(signal, OnnxNode.Axis(axis, signal.Axes.Count), indices.Values[0], keepsAxis: indices.Dims.Length == 1);
            case OnnxStack stack when indices.Dims.Length == 0 && axis == 0:
                return stack.Parts[OnnxNode.Axis(indices.Values[0].Known("an index"), stack.Parts.Count)];
            default:
                throw new Refusal("takes some of the steps, sequences or features");
        }
    }

    private static OnnxValue Concat(OnnxNode node)
    {
        OnnxValue[] values = [.. Enumerable.Range(0, node.InputCount).Select(k => node[k])];
        if (values.Length == 0)
            throw new Refusal("joins nothing");
        long axis = node.Integer("axis", 0);
        if (values is [var only])
            return only;
        if (values.All(value => value is OnnxArray<float>))
            return ArrayOperators.Concat([.. values.Cast<OnnxArray<float>>()], OnnxNode.Axis(axis, ((OnnxArray<float>)values[0]).Dims.Length), node.Budget);
        if (values.All(value => value is OnnxArray<Dimension>))
            return ArrayOperators.Concat([.. values.Cast<OnnxArray<Dimension>>()], OnnxNode.Axis(axis, ((OnnxArray<Dimension>)values[0]).Dims.Length),
                node.Budget);
        if (values.All(value => value is OnnxFill fill && fill.Value == ((OnnxFill)values[0]).Value))
            return values[0];
        int rank = values.OfType<Signal>().FirstOrDefault()?.Axes.Count ?? 3;
        return SignalOperators.Concat(values, OnnxNode.Axis(axis, rank), rank);
    }

    private static OnnxValue[] Split(OnnxNode node)
    {
        int outputs = node.OutputCount;
        OnnxValue[] Of<T>(OnnxArray<T> array)
        {
            int axis = OnnxNode.Axis(node.Integer("axis", 0), array.Dims.Length), start = 0;
            return [.. Sizes(array.Dims[axis]).Select(size => ArrayOperators.Slice(array, axis, (start += size) - size, size, 1, node.Budget))];
        }

        int[] Sizes(int whole)
        {
            int each = outputs == 0 ? 0 : (whole + outputs - 1) / outputs;
            int[] sizes = node.Numbers("split", 1) ?? [.. Enumerable.Range(0, outputs).Select(k => Math.Clamp(whole - k * each, 0, each))];
            return sizes.Length == outputs && sizes.All(size => size >= 0) && sizes.Sum(size => (long)size) == whole ? sizes
                : throw new Refusal($"splits {whole} into [{string.Join(", ", sizes)}]");
        }

        switch (node[0])
        {
            case OnnxArray<float> array:
                return Of(array);
            case OnnxArray<Dimension> array:
                return Of(array);
            case OnnxFill fill:
                return [.. Enumerable.Repeat<OnnxValue>(fill, outputs)];
            case Signal signal:
                int axis = OnnxNode.Axis(node.Integer("axis", 0), signal.Axes.Count), start = 0;
                return [.. Sizes(signal.Size(axis).Known("a size")).Select(size => SignalOperators.Slice(signal, axis, start, start += size, 1))];
            default:
                throw new Refusal("divides final outputs of several layers");
        }
    }

    private static OnnxValue ReverseSequence(OnnxNode node) => node[0] is Signal signal
        ? SignalOperators.Reverse(signal, OnnxNode.Axis(node.Integer("time_axis", 0), signal.Axes.Count))
        : throw new Refusal("reverses something that does not come from the model's input");
}
