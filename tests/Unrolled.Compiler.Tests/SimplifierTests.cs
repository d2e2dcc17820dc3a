using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Tests;

/// <summary>A simplified value is the same value, with no more operations.</summary>
public sealed class SimplifierTests
{
    private const int Width = 3;

    [Theory]
    [InlineData("a + a", "2 * a")]
    [InlineData("a - -b", "a + b")]
    [InlineData("-a + b", "b - a")]
    [InlineData("a + -0.5 * b", "a - 0.5 * b")]
    [InlineData("b + -0.5 * a * a + -0.5 * a * a", "b - a * a")]
    [InlineData("a * b + -0.5 * b * b + -0.5 * b * b", "(a - b) * b")]
    [InlineData("a * 2 * (b * 3)", "6 * a * b")]
    [InlineData("0.3 * a * b", "0.3 * a * b")]
    [InlineData("0.25 * a * 0.3 * b", "0.075 * a * b")]
    [InlineData("a + mean(-a)", "a - mean(a)")]
    [InlineData("a - a", "a - a")]
    [InlineData("tanh(a + b + a)", "tanh(2 * a + b)")]
    public void Terms_are_collected_and_constants_joined(string value, string simplified)
    {
        var g = new GraphBuilder();
        var (a, b) = (g.State("a", Width), g.State("b", Width));
        Node Scaled(double factor, Node node) => g.Multiply(g.Constant(factor), node);
        var node = value switch
        {
            "a + a" => g.Add(a, a),
            "a - -b" => g.Subtract(a, g.Negate(b)),
            "-a + b" => g.Add(g.Negate(a), b),
            "a + -0.5 * b" => g.Add(a, Scaled(-0.5, b)),
            "b + -0.5 * a * a + -0.5 * a * a" => g.Add(g.Add(b, g.Multiply(Scaled(-0.5, a), a)), g.Multiply(Scaled(-0.5, a), a)),
            "a * b + -0.5 * b * b + -0.5 * b * b" => g.Add(g.Add(g.Multiply(a, b), g.Multiply(Scaled(-0.5, b), b)), g.Multiply(Scaled(-0.5, b), b)),
            "a * 2 * (b * 3)" => g.Multiply(g.Multiply(a, g.Constant(2)), g.Multiply(b, g.Constant(3))),
            "0.3 * a * b" => g.Multiply(Scaled(0.3, a), b),
            "0.25 * a * 0.3 * b" => g.Multiply(g.Multiply(Scaled(0.25, a), g.Constant(0.3)), b),
            "a + mean(-a)" => g.Add(a, g.Mean(g.Negate(a))),
            "a - a" => g.Subtract(a, a),
            _ => g.Elementwise(Operation.Tanh, g.Add(g.Add(a, b), a)),
        };
        Assert.Equal(simplified, new Simplifier(g, _ => false).Simplify(node).ToString().Replace("[t-1]", "", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_given_stays()
    {
        var g = new GraphBuilder();
        var a = g.State("a", Width);
        var given = g.Add(a, a);
        var node = g.Multiply(given, g.Constant(4));
        Assert.Same(given, new Simplifier(g, value => value == given).Simplify(node).Arguments[1]);
    }

    [Fact]
    public void Random_values_stay_what_they_are()
    {
        var shorter = 0;
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var g = new GraphBuilder();
            var leaves = Enumerable.Range(0, 3).Select(k => g.State("s" + k, Width)).ToList();
            var nodes = new List<Node>(leaves);
            double[] constants = [-2, -1, -0.5, 0.3, 0.5, 1, 2, 3.7];
            for (var k = 0; k < 14; k++)
            {
                Node Any() => nodes[random.Next(nodes.Count)];
                nodes.Add(random.Next(8) switch
                {
                    0 or 1 => g.Add(Any(), Any()),
                    2 => g.Subtract(Any(), Any()),
                    3 => g.Multiply(Any(), Any()),
                    4 => g.Multiply(Any(), g.Constant(constants[random.Next(constants.Length)])),
                    5 => g.Negate(Any()),
                    6 => g.Mean(Any()),
                    _ => g.Elementwise(Operation.Tanh, Any()),
                });
            }

            var root = nodes[^1];
            var simpler = new Simplifier(g, _ => false).Simplify(root);
            var values = leaves.ToDictionary(leaf => leaf, _ => Enumerable.Range(0, Width).Select(_ => (random.NextDouble() * 2) - 1).ToArray());
            Interpreter.Evaluate([root, simpler], values, new Dictionary<Unrolled.Compiler.Graph.Parameter, double[]>());
            for (var k = 0; k < Width; k++)
                Assert.True(Math.Abs(values[root][k] - values[simpler][k]) <= 1e-11 * (1 + values.Values.Max(value => value.Max(Math.Abs))),
                    $"seed {seed}: {root} is not {simpler}");
            Assert.True(Operators(simpler) <= Operators(root), $"seed {seed}: {simpler} is longer than {root}");
            shorter += Operators(simpler) < Operators(root) ? 1 : 0;
        }

        Assert.True(shorter >= 100, $"{shorter} are shorter");
    }

    private static long Operators(Node node) => node.IsLeaf ? 0 : 1 + node.Arguments.Sum(Operators);
}
