namespace Unrolled.Compiler.Graph;

/// <summary>
/// Writes derivatives with fewer operations: a + a is 2·a, with a factor that all terms of such a sum have taken out of it, the constants of a product
/// become one, and a sign goes where a subtraction takes it.
/// Powers of two and signs go anywhere, since they round nothing; another constant only goes to one that it meets. Where nothing of that applies,
/// a value stays what it is, with its order of operations.
/// </summary>
/// <param name="builder">Makes the nodes.</param>
/// <param name="isGiven">What is taken as it stands, with all that it is made of: values of the equations, and values with names.</param>
internal sealed class Simplifier(GraphBuilder builder, Func<Node, bool> isGiven)
{
    private const double Greatest = 1024;

    private readonly Dictionary<Node, Node> _known = [];

    /// <summary>The same value.</summary>
    public Node Simplify(Node node)
    {
        if (IsWhole(node))
            return node;
        if (!_known.TryGetValue(node, out var simpler))
            _known.Add(node, simpler = Rewrite(node.Operation, [.. node.Arguments.Select(Simplify)]));
        return simpler;
    }

    /// <summary>The sum of two values.</summary>
    public Node Add(Node a, Node b) => Sum(Simplify(a), Simplify(b), 1);

    private bool IsWhole(Node node) => !(node.IsElementwise || node.IsReduction) || isGiven(node);

    private Node Rewrite(Operation operation, Node[] a) => operation switch
    {
        Operation.Multiply => Product(a[0], a[1]),
        Operation.Add => Sum(a[0], a[1], 1),
        Operation.Subtract => Sum(a[0], a[1], -1),
        Operation.Negate => Scaled(-1, a[0]),
        Operation.Mean => Split(a[0]) is var (factor, rest) && IsExact(factor) ? Scaled(factor, builder.Mean(rest)) : builder.Mean(a[0]),
        Operation.InverseRoot => builder.InverseRoot(a[0]),
        _ => builder.Elementwise(operation, a),
    };

    private Node Product(Node a, Node b)
    {
        var (first, second) = (Split(a), Split(b));
        var meet = first.Factor != 1 && second.Factor != 1;
        var factor = 1.0;
        foreach (var part in new[] { first, second })
            factor *= meet || IsExact(part.Factor) ? part.Factor : 1;
        Node Inside((double Factor, Node Value) part, Node whole) => meet || IsExact(part.Factor) ? part.Value : whole;
        return Scaled(factor, builder.Multiply(Inside(first, a), Inside(second, b)));
    }

    private Node Sum(Node a, Node b, int sign)
    {
        var terms = Terms(a).ToList();
        var isCollected = false;
        foreach (var (factor, rest) in Terms(b))
        {
            var same = terms.FindIndex(term => term.Value == rest && term.Factor + (sign * factor) != 0);
            isCollected |= same >= 0;
            if (same < 0)
                terms.Add((sign * factor, rest));
            else
                terms[same] = (terms[same].Factor + (sign * factor), rest);
        }

        if (!isCollected)
            return Plus(a, sign, b);
        var common = Factors(terms[0].Value).FirstOrDefault(value => terms.Count > 1 && terms.TrueForAll(term => Factors(term.Value).Contains(value)));
        var parts = terms.ConvertAll(term => Scaled(term.Factor, common is null ? term.Value : Without(term.Value, common)));
        var sum = parts.Skip(1).Aggregate(parts[0], (before, part) => Plus(before, 1, part));
        return common is null ? sum : builder.Multiply(sum, common);
    }

    /// <summary>What a product multiplies; a value that is none is its own factor.</summary>
    private IEnumerable<Node> Factors(Node node) =>
        IsWhole(node) || node.Operation != Operation.Multiply ? [node] : node.Arguments.SelectMany(Factors);

    /// <summary>A product that has <paramref name="factor"/>, once less.</summary>
    private Node Without(Node product, Node factor)
    {
        if (product == factor)
            return builder.Constant(1);
        var (a, b) = (product.Arguments[0], product.Arguments[1]);
        var isLast = Factors(b).Contains(factor);
        var rest = Without(isLast ? b : a, factor);
        var other = isLast ? a : b;
        return rest is { Operation: Operation.Constant, Value: 1 } ? other : isLast ? builder.Multiply(other, rest) : builder.Multiply(rest, other);
    }

    /// <summary>a ± b, with the sign of b in the operator.</summary>
    private Node Plus(Node a, int sign, Node b)
    {
        var (factor, rest) = Split(b);
        var (isNegative, size) = factor < 0 ? (sign > 0, Scaled(-factor, rest)) : (sign < 0, b);
        return isNegative ? builder.Subtract(a, size)
            : !IsWhole(a) && a.Operation == Operation.Negate ? builder.Subtract(size, a.Arguments[0])
            : builder.Add(a, size);
    }

    private IEnumerable<(double Factor, Node Value)> Terms(Node node)
    {
        if (IsWhole(node) || node.Operation is not (Operation.Add or Operation.Subtract))
            return [Split(node)];
        var sign = node.Operation == Operation.Add ? 1 : -1;
        return Terms(node.Arguments[0]).Concat(Terms(node.Arguments[1]).Select(term => (sign * term.Factor, term.Value)));
    }

    /// <summary>A value as a constant times another one; a constant is itself times 1.</summary>
    private (double Factor, Node Value) Split(Node node)
    {
        if (node.Operation == Operation.Constant)
            return (node.Value, builder.Constant(1));
        if (IsWhole(node))
            return (1, node);
        var a = node.Arguments;
        return node.Operation switch
        {
            Operation.Negate => Split(a[0]) is var (factor, rest) ? (-factor, rest) : default,
            Operation.Multiply when a[0].Operation == Operation.Constant => (a[0].Value, a[1]),
            Operation.Multiply when a[1].Operation == Operation.Constant => (a[1].Value, a[0]),
            _ => (1, node),
        };
    }

    private Node Scaled(double factor, Node node)
    {
        var (inner, rest) = Split(node);
        return factor == 1 ? node
            : inner != 1 ? Scaled(factor * inner, rest)
            : factor == -1 ? builder.Negate(node)
            : builder.Multiply(builder.Constant(factor), node);
    }

    /// <summary>Whether a product with <paramref name="factor"/> rounds nothing, in the range of floats where it matters.</summary>
    private static bool IsExact(double factor)
    {
        var size = Math.Abs(factor);
        return size is <= Greatest and >= 1 / Greatest && (BitConverter.DoubleToInt64Bits(size) & 0xFFFFFFFFFFFFF) == 0;
    }
}
