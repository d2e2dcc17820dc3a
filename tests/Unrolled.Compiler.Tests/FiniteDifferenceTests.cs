using Unrolled.Compiler.Differentiation;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using CellInitial = Unrolled.Compiler.Graph.Initial;
using GraphParameter = Unrolled.Compiler.Graph.Parameter;

namespace Unrolled.Compiler.Tests;

/// <summary>
/// Derived graphs against finite differences of the equations they were derived from, both evaluated in double: every operation by itself and
/// every cell as a whole. Nothing compiled takes part.
/// </summary>
public sealed class FiniteDifferenceTests
{
    private const double Tolerance = 1e-7;

    /// <summary>Every element-wise row of the table but the one whose derivative is not that of its value.</summary>
    public static TheoryData<string> Elementwise =>
        [.. Operations.All.Where(row => row.Kind == OperationKind.Elementwise && row.Operation != Operation.StopGradient).Select(row => row.Name)];

    public static TheoryData<string> Cells => [.. Variants.Names];

    [Theory]
    [MemberData(nameof(Elementwise))]
    public void Every_operation_has_the_derivative_of_its_value(string name)
    {
        var row = Operations.Of(Enum.Parse<Operation>(name));
        var operation = row.Operation;
        var g = new GraphBuilder();
        var (x, s) = (g.Input(5), g.State("s", 5));
        Node[] values = row.Arity == 1
            ? [g.Elementwise(operation, x)]
            : [g.Elementwise(operation, x, s), g.Elementwise(operation, s, x), g.Elementwise(operation, x, x), g.Elementwise(operation, x, g.Constant(1.7)),
            g.Elementwise(operation, g.Constant(-0.6), x)];
        foreach (var value in values)
            Check(new CellGraph(g, x, [new("s", s, g.Multiply(s, s))], value, []), seed: name.Sum(letter => letter), positive: row.Arity == 1 && row.HasPole);
    }

    [Fact]
    public void No_gradient_flows_through_StopGradient()
    {
        var g = new GraphBuilder();
        var (x, s) = (g.Input(5), g.State("s", 5));
        var value = g.Elementwise(Operation.StopGradient, g.Multiply(x, s));
        var derivative = Differentiator.Differentiate(new CellGraph(g, x, [new("s", s, s)], value, []));
        Assert.Empty(derivative.Inputs);
        Assert.Equal("ds'", derivative.States["s"].Elementwise!.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Means_over_units_have_the_derivative_of_their_value(bool inverseRoot)
    {
        var g = new GraphBuilder();
        var (x, s) = (g.Input(5), g.State("s", 5));
        var argument = g.Multiply(x, g.Multiply(x, s));
        var mean = inverseRoot ? g.InverseRoot(g.Multiply(argument, argument)) : g.Mean(argument);
        Check(new CellGraph(g, x, [new("s", s, g.Multiply(s, s))], g.Multiply(mean, x), []), seed: 5);
    }

    [Fact]
    public void Sums_of_products_have_the_derivative_of_their_value()
    {
        var g = new GraphBuilder();
        var (x, s) = (g.Input(4), g.State("s", 3));
        GraphParameter w = new("W", 5, 4, CellInitial.Zero), r = new("R", 5, 3, CellInitial.Zero), b = new("b", 5, 0, CellInitial.Zero), p =
            new("P", 3, 5, CellInitial.Zero), v = new("v", 3, 0, CellInitial.Zero);
        var sum = g.Affine([new(w, x), new(r, s)], b);
        var next = g.Multiply(g.Affine([new(p, g.Elementwise(Operation.Tanh, sum))], null), g.Parameter(v));
        Check(new CellGraph(g, x, [new("s", s, next)], g.Multiply(sum, sum), [w, r, b, p, v]), seed: 4);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell_has_the_derivative_of_its_equations(string variant)
    {
        var layers = new ModelPlan(Variants.Spec(variant, 4)).Layers.Where(layer => layer.Plans is not null).ToList();
        Assert.NotEmpty(layers);
        foreach (var layer in layers)
            Check(layer.Plans!.Graph, seed: 17 + layer.Index);
    }

    /// <summary>Whatever a cell does with its states, masks stand in it as the rules of recurrent dropout and zoneout say.</summary>
    [Fact]
    public void Random_cells_with_masks_have_the_derivative_of_their_equations()
    {
        // Where no gradient flows or a corner may be near, differences say nothing; and they are taken of the whole input.
        Operation[] without = [Operation.StopGradient, Operation.Relu, Operation.Abs, Operation.Min, Operation.Max];
        var graphs = Enumerable.Range(0, RandomEquations.Cells).Select(seed => new ModelPlan(RandomEquations.Masked(seed)).Layers[0].Graph)
            .Where(graph => graph.Nodes().All(node => !without.Contains(node.Operation) && (node.Operation != Operation.Input || node == graph.Input)))
            .Take(40).ToList();
        Assert.Equal(40, graphs.Count);
        for (var k = 0; k < graphs.Count; k++)
            Check(graphs[k], seed: k);
    }

    private static void Check(CellGraph cell, int seed, bool positive = false)
    {
        var random = new Random(seed);

        // Away from 0, where Relu has a corner and a quotient a pole.
        double[] Numbers(long count) =>
            [.. Enumerable.Range(0, (int)count).Select(_ => (0.3 + (random.NextDouble() * 0.9)) * (positive || random.Next(2) == 0 ? 1 : -1))];
        var isToken = cell.Input.Operation == Operation.Token;
        var leaves = cell.States.ToDictionary(state => state.Previous, state => Numbers(state.Next.Width));
        leaves.Add(cell.Input, isToken ? [random.Next(cell.Input.Width)] : Numbers(cell.Input.Width));
        foreach (var node in cell.Nodes().Where(node => node.Operation == Operation.Mask))
            leaves.Add(node, [.. Enumerable.Range(0, node.Width).Select(_ => random.Next(3) == 0 ? node.Mask!.Dropped : node.Mask!.Kept)]);
        var parameters = cell.Parameters.ToDictionary(parameter => parameter, parameter => Numbers(parameter.Count));
        var cotangents = cell.States.ToDictionary(state => cell.Builder.StateAdjoint(state.Name, state.Next.Width), state => Numbers(state.Next.Width));
        var outputCotangent = Numbers(cell.Output.Width);
        cotangents.Add(cell.Builder.OutputAdjoint(cell.Output.Width), outputCotangent);

        double Loss()
        {
            var values = new Dictionary<Node, double[]>(leaves);
            Interpreter.Evaluate(cell.Results, values, parameters);
            return Dot(values[cell.Output], outputCotangent)
                + cell.States.Sum(state => Dot(values[state.Next], cotangents[cell.Builder.StateAdjoint(state.Name, state.Next.Width)]));
        }

        var derivative = Differentiator.Differentiate(cell);
        var all = leaves.Concat(cotangents).ToDictionary(pair => pair.Key, pair => pair.Value);
        var roots = cell.Results.Concat(derivative.Vectors.Select(vector => vector.Contribution))
            .Concat(derivative.Matrices.SelectMany(matrix => new[] { matrix.Adjoint, matrix.Operand }))
            .Concat(derivative.States.Values.Concat(derivative.Inputs.Select(input => input.Adjoint))
            .SelectMany(adjoint => new[] { adjoint.Elementwise, adjoint.Transposed }).OfType<Node>());
        Interpreter.Evaluate(roots, all, parameters);

        foreach (var state in cell.States)
            Near($"state {state.Name}", Total(derivative.States[state.Name], all, state.Next.Width), Differences(leaves[state.Previous], Loss));
        if (!isToken)
            Near("input", derivative.Inputs.Count == 0 ? new double[cell.Input.Width] : Total(derivative.Inputs.Single().Adjoint, all, cell.Input.Width),
                Differences(leaves[cell.Input], Loss));
        foreach (var parameter in cell.Parameters.Where(parameter => parameter.IsTrained))
            Near(parameter.Name, Gradient(parameter, derivative, all), Differences(parameters[parameter], Loss));
    }

    private static double[] Gradient(GraphParameter parameter, Derivative derivative, Dictionary<Node, double[]> values)
    {
        var sum = new double[parameter.Count];
        foreach (var gradient in derivative.Matrices.Where(gradient => gradient.Matrix == parameter))
        {
            for (var i = 0; i < parameter.Rows; i++)
            {
                for (var k = 0; k < parameter.Columns; k++)
                {
                    var operand = gradient.Operand.Operation == Operation.Token ? (values[gradient.Operand][0] == k ? 1 : 0) : values[gradient.Operand][k];
                    sum[Interpreter.Index(parameter, i, k)] += values[gradient.Adjoint][i] * operand;
                }
            }
        }

        foreach (var gradient in derivative.Vectors.Where(gradient => gradient.Vector == parameter))
        {
            for (var i = 0; i < sum.Length; i++)
                sum[i] += values[gradient.Contribution][i];
        }

        return sum;
    }

    private static double[] Total(OutgoingAdjoint adjoint, Dictionary<Node, double[]> values, int width)
    {
        var sum = new double[width];
        foreach (var part in new[] { adjoint.Elementwise, adjoint.Transposed }.OfType<Node>().Select(node => values[node]))
        {
            for (var i = 0; i < width; i++)
                sum[i] += part.Length == 1 ? part[0] : part[i];
        }

        return sum;
    }

    /// <summary>Central differences of fourth order: their error is 1e-12 for values near 1, far below the tolerance.</summary>
    private static double[] Differences(double[] at, Func<double> loss)
    {
        const double Step = 1e-3;
        var result = new double[at.Length];
        for (var i = 0; i < at.Length; i++)
        {
            var here = at[i];
            double At(double x)
            {
                at[i] = x;
                return loss();
            }

            result[i] = ((8 * (At(here + Step) - At(here - Step))) - (At(here + (2 * Step)) - At(here - (2 * Step)))) / (12 * Step);
            at[i] = here;
        }

        return result;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (u, v) => u * v).Sum();

    private static void Near(string what, double[] got, double[] expected)
    {
        Assert.Equal(expected.Length, got.Length);
        var scale = Math.Max(1e-3, expected.Max(Math.Abs));
        for (var i = 0; i < got.Length; i++)
            Assert.True(Math.Abs(got[i] - expected[i]) <= Tolerance * scale, $"{what}[{i}]: derived {got[i]:g12}, differences {expected[i]:g12}");
    }
}
