namespace Unrolled.Formats.Onnx;

/// <summary>Sums, differences, products and quotients: of sizes, of constants, of features with constants, and of the outputs with the inputs.</summary>
internal static class ElementOperators
{
    public static OnnxValue Read(OnnxNode node)
    {
        if (node.Operator == "ReduceProd")
            return Product(node);
        if (node.Operator == "Where")
            return Where(node);
        switch (node[0], node[1])
        {
            case (OnnxArray<Dimension> a, OnnxArray<Dimension> b):
                return ArrayOperators.Combine(a, b, Whole(node.Operator), node.Budget);
            case (OnnxArray<float> a, OnnxArray<float> b) when node.Operator != "Equal":
                return ArrayOperators.Combine(a, b, Single(node.Operator), node.Budget);
            case (Signal a, Signal b) when node.Operator == "Add":
                return Add(a, b);
            case (Signal a, OnnxArray<float> b):
                return With(node.Operator, a, b, isSignalFirst: true);
            case (OnnxArray<float> a, Signal b):
                return With(node.Operator, b, a, isSignalFirst: false);
            default:
                throw new Refusal("combines values as no layer does");
        }
    }

    /// <summary>Zeros after the first features of the model's inputs.</summary>
    public static OnnxValue Pad(OnnxNode node)
    {
        if (node[0] is not Signal { IsInput: true, Channels: not null } signal || node.Text("mode", "constant") != "constant"
            || node.Find(2) is not (null or OnnxArray<float> { Values: [0] }) || node.Single("value", 0) != 0 || node.Find(3) is not null)
            throw new Refusal("pads something else than the first features of the model's inputs with zeros");
        int rank = signal.Axes.Count;
        int[] pads = node.Numbers("pads", 1) ?? [];
        if (pads.Length != 2 * rank || pads.Take(2 * rank - 1).Any(pad => pad != 0) || pads[^1] < 0 || signal.Axes[^1] is not [var atom])
            throw new Refusal("pads something else than the end of the features");
        return signal.With([.. signal.Axes.Take(rank - 1), [atom with { Size = atom.Size + Dimension.Of(pads[^1]) }]]);
    }

    private static OnnxValue Add(Signal a, Signal b)
    {
        if (a.IsInput)
            (a, b) = (b, a);
        if (a.IsInput || !b.IsInput || !ReferenceEquals(a.Chain.Input, b.Chain.Input) || a.Half is not null || a.IsReversed || b.IsReversed)
            throw new Refusal("adds the outputs of two layers: only the model's inputs can be added to its outputs");
        bool picksLast = a.Pick is Pick.Last or Pick.Final && b.Pick == Pick.Last;
        if (a.Axes.Count != b.Axes.Count || (a.Pick != b.Pick && !picksLast) || !a.Size(a.Axes.Count - 1).Equals(b.Size(b.Axes.Count - 1))
            || Enumerable.Range(0, a.Axes.Count - 1).Any(axis => !a.Axes[axis].Where(NotOne).SequenceEqual(b.Axes[axis].Where(NotOne))))
            throw new Refusal("adds the model's inputs to outputs of other sizes or on other axes");
        return a.Through(new ResidualPart(b.Channels));
    }

    private static bool NotOne(Atom atom) => !atom.Size.Is(1);

    private static Signal With(string name, Signal signal, OnnxArray<float> array, bool isSignalFirst)
    {
        int count = array.Values.Length;
        if (count == 0 || (count > 1 && (array.Dims[^1] != count || array.Dims.Length > signal.Axes.Count)))
            throw new Refusal($"combines what it reads with [{string.Join(", ", array.Dims)}]; expected a number a feature");
        if (count > 1)
            signal.RequireFeatures(count, "a constant");
        if (signal.Half is not null || signal.Channels is not null)
            throw new Refusal("reads some of the features");
        char operation = (name, isSignalFirst) switch
        {
            ("Add", _) => '+',
            ("Mul", _) => '*',
            ("Sub", true) => '-',
            ("Sub", false) => 'r',
            ("Div", true) => '/',
            _ => throw new Refusal("divides a number by what it reads"),
        };
        return signal.Through(new ElementPart(operation, array.Values));
    }

    private static Func<Dimension, Dimension, Dimension> Whole(string name) => name switch
    {
        "Add" => (a, b) => a + b,
        "Sub" => (a, b) => a - b,
        "Mul" => (a, b) => a * b,
        "Div" => (a, b) => a / b,
        _ => (a, b) => a == b || (a.IsKnown && b.IsKnown) ? Dimension.Of(a == b ? 1 : 0)
            : a.Is(-1) || b.Is(-1) || a.Is(0) || b.Is(0) ? Dimension.Of(0) : throw new Refusal("compares sizes that the file leaves open"),
    };

    private static Func<float, float, float> Single(string name) => name switch
    {
        "Add" => (a, b) => a + b,
        "Sub" => (a, b) => a - b,
        "Mul" => (a, b) => a * b,
        _ => (a, b) => a / b,
    };

    private static OnnxValue Where(OnnxNode node)
    {
        var condition = node.Dimensions(0, "a condition");
        var (yes, no) = (node.Dimensions(1, "a value"), node.Dimensions(2, "a value"));
        int count = condition.Values.Length;
        if ((yes.Values.Length != count && yes.Values.Length != 1) || (no.Values.Length != count && no.Values.Length != 1))
            throw new Refusal("chooses between arrays of different sizes");
        return new OnnxArray<Dimension>(condition.Dims,
            [.. condition.Values.Select((chosen, k) => (chosen.Is(0) ? no : yes) is var from && from.Values.Length == 1 ? from.Values[0] : from.Values[k])]);
    }

    private static OnnxValue Product(OnnxNode node)
    {
        var sizes = node.Dimensions(0, "sizes");
        if (node.Numbers("axes", 1) is { } axes && axes is not ([0] or [-1]) || sizes.Dims.Length > 1)
            throw new Refusal("multiplies along other axes than the only one");
        var product = sizes.Values.Aggregate(Dimension.Of(1), (a, b) => a * b);
        return new OnnxArray<Dimension>(node.Integer("keepdims", 1) != 0 ? [1] : [], [product]);
    }
}
