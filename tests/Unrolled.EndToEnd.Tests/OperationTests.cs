using System.Reflection;
using Unrolled.Compiler;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Specs;
using Unrolled.CompilerServices;
using Unrolled.EndToEnd.Tests.Support;
using Unrolled.Tests.Numerics;
using Step = Unrolled.Compiler.Specs.EquationStep;

namespace Unrolled.EndToEnd.Tests;

/// <summary>
/// Every row of the table of operations in all evaluators: the compiler's interpreter, the runtime's reference graph, the words of the vocabulary as C#
/// runs them, and the vector form on each width.
/// A row that one of them does not have fails. (Derivatives: <see cref="FiniteDifferenceTests"/>.)
/// </summary>
public sealed class OperationTests
{
    private const string Public = "public static method of Unrolled.Equations";

    /// <summary>What lies around 0, around the least normal and the greatest float, in the tails of exponential functions, and between.</summary>
    private static readonly float[] Numbers =
    [
        .. new[] { 0, float.Epsilon, 1.1754942e-38f, 1.17549435e-38f, 2e-38f, 1e-30f, 1e-20f, 1e-9f, 3e-4f, 0.03f, 0.3f, 0.5f, 0.99999994f, 1, 1.0000001f, 1.7f,
        2.5f, 6, 9.2f, 17, 40, 80, 86, 100, 1000, 8191, 1e6f, 1e20f, 1e38f, float.MaxValue, float.PositiveInfinity }
            .SelectMany(value => new[] { value, -value }),
        float.NaN,
    ];

    /// <summary>Beyond these the vector form promises nothing: the reduction by π loses all places.</summary>
    private static readonly Dictionary<string, float> Limits = new() { ["Sin"] = 8192, ["Cos"] = 8192 };

    public static TheoryData<string> Elementwise => [.. Operations.All.Where(row => row.Kind == OperationKind.Elementwise).Select(row => row.Name)];

    public static TheoryData<string> Reductions => [.. Operations.All.Where(row => row.Kind == OperationKind.Reduction).Select(row => row.Name)];

    public static TheoryData<string> Functions => [.. Operations.Functions.Select(row => row.Name)];

    [Fact]
    public void Every_operation_has_one_complete_row()
    {
        Assert.Equal(Enum.GetValues<Operation>().Order(), Operations.All.Select(row => row.Operation).Order());
        Assert.All(Operations.All, row =>
        {
            var isComputed = row.Kind is OperationKind.Elementwise or OperationKind.Reduction;
            Assert.True(isComputed == (row.Value is not null && row.Adjoint is not null && row.Arity is 1 or 2),
                $"{row.Name}: a value, a derivative and one or two arguments belong to what is computed element by element, and to reductions");
        });
    }

    [Fact]
    public void The_runtime_has_the_words_of_the_table_and_no_others()
    {
        var words = typeof(Equations).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.ReturnType == typeof(Vec))
            .Select(method => method.Name).Distinct();
        Assert.Equal(ModelCompiler.EquationFunctions.Order(), words.Order());
        var known = Equations.OfOne.Keys.Concat(Equations.OfTwo.Keys).Concat(Equations.OfMean.Keys);
        Assert.Equal(Operations.All.Where(row => row.Arity > 0 && row.IsInEquations).Select(row => row.Name).Order(), known.Order());
    }

    [Theory]
    [MemberData(nameof(Elementwise))]
    public void All_evaluators_agree(string name)
    {
        var row = Operations.Of(Enum.Parse<Operation>(name));
        var (a, b) = Arguments(row);
        double[] x = [.. a], w = [.. b];
        var exact = Interpreted(row, x, w);
        if (row.IsInEquations)
        {
            Same(row, "the reference graph", x, w, exact, Referenced(row, x, w));
            Same(row, Public, x, w, exact, Word(row)([.. new[] { new Vec(x), new Vec(w) }.Take(row.Arity)]).Elements.ToArray());
        }

        SimdWidths.Run(new VectorForm(row, a, b, exact));
    }

    [Theory]
    [MemberData(nameof(Reductions))]
    public void Both_graphs_agree_on_reductions(string name)
    {
        var row = Operations.Of(Enum.Parse<Operation>(name));
        double[] x = [0.25, 3, 1e-9, 40];
        var g = new GraphBuilder();
        var leaf = g.State("a", x.Length);
        var node = row.Operation == Operation.Mean ? g.Mean(leaf) : g.InverseRoot(leaf);
        Assert.Equal(row.Operation, node.Operation);
        var values = new Dictionary<Node, double[]> { [leaf] = x };
        Interpreter.Evaluate([node], values, new Dictionary<Compiler.Graph.Parameter, double[]>());
        Same(row, "the reference graph", x, x, values[node], Referenced(row, x, x));
    }

    [Fact]
    public void Softplus_keeps_its_tail_everywhere()
    {
        var row = Operations.Of(Operation.Softplus);
        double[] x = [-40], tail = [4.248354255291589e-18];
        Same(row, "the interpreter", x, x, tail, Interpreted(row, x, x));
        Same(row, "the reference graph", x, x, tail, Referenced(row, x, x));
        Same(row, Public, x, x, tail, Equations.Softplus(new Vec(x)).Elements.ToArray());
    }

    /// <summary>A cell of one's own with each function: the code that is emitted for it, forward, and its gradients.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void A_cell_with_the_function_compiles_to_what_the_interpreter_has(string name)
    {
        var spec = Specs.Features(3, new LayerSpec("Cell",
            new([new LayerOption("hidden", 5)]))
        { Equations = Cell(Operations.Of(Enum.Parse<Operation>(name))) });
        Assert.Empty(ModelCompiler.Check(spec));
        using var model = InMemoryCompiler.Create(spec);
        PassData.Randomize(model.Parameters, 3);
        ModelComparison.Check(spec, model, steps: 3, batch: 4, uneven: false);
        Assert.All(model.CheckGradients(), parameter => Assert.True(parameter.Error <= 1e-4, parameter.ToString()));
    }

    /// <summary>u = W x + R h + b; where the function has a pole, 1/2 + u² in its place; v = f(u, tanh u); h' = tanh(v + u); y = v.</summary>
    private static EquationSpec Cell(OperationInfo row)
    {
        var steps = new List<Step>();
        int Add(Step step)
        {
            steps.Add(step);
            return steps.Count + 1;
        }

        int Call(string operation, params int[] arguments) => Add(new Step(operation, new(arguments)));
        var u = Add(new Step("Affine", new([0, 1])) { Gate = "u", Label = "u" });
        var argument = row.HasPole ? Call("Add", Add(new Step("Constant", new([])) { Value = 0.5 }), Call("Multiply", u, u)) : u;
        var v = row.Arity == 1 ? Call(row.Name, argument) : Call(row.Name, argument, Call("Tanh", u));
        var next = Call("Tanh", Call("Add", v, u));
        return new(row.Name + "Cell", new(["h"]), new(steps), new([new("h", next), new("y", v)]));
    }

    /// <summary>All numbers, or all pairs of them.</summary>
    private static (float[] A, float[] B) Arguments(OperationInfo row)
    {
        var numbers = Limits.TryGetValue(row.Name, out var limit) ? [.. Numbers.Where(value => !(Math.Abs(value) > limit) || float.IsInfinity(value))]
            : Numbers;
        return row.Arity == 1
            ? (numbers, numbers)
            : ([.. numbers.SelectMany(a => numbers.Select(_ => a))], [.. numbers.SelectMany(_ => numbers)]);
    }

    private static double[] Interpreted(OperationInfo row, double[] a, double[] b)
    {
        var g = new GraphBuilder();
        var (x, w) = (g.State("a", a.Length), g.State("b", b.Length));
        var node = g.Elementwise(row.Operation, [.. new[] { x, w }.Take(row.Arity)]);
        var values = new Dictionary<Node, double[]> { [x] = a, [w] = b };
        Interpreter.Evaluate([node], values, new Dictionary<Compiler.Graph.Parameter, double[]>());
        return values[node];
    }

    private static double[] Referenced(OperationInfo row, double[] a, double[] b)
    {
        string[] equations = [$"Input 0 {a.Length}", $"Input {a.Length} {b.Length}", row.Name + (row.Arity == 1 ? " 0" : " 0 1"), "output 2"];
        var graph = ReferenceGraph.Read(equations, parameter => throw new InvalidOperationException(parameter), new ReferenceLeaves([], null));
        return graph.Evaluate(0, [.. a, .. b], [], [], isFirst: true);
    }

    /// <summary>What C# calls in a Step method: an operator of Vec, or a function.</summary>
    private static Func<Vec[], Vec> Word(OperationInfo row)
    {
        switch (row.Symbol, row.Arity)
        {
            case ("+", 2): return v => v[0] + v[1];
            case ("-", 2): return v => v[0] - v[1];
            case ("*", 2): return v => v[0] * v[1];
            case ("/", 2): return v => v[0] / v[1];
            case ("-", 1): return v => -v[0];
        }

        var method = typeof(Equations).GetMethod(row.Name, [.. Enumerable.Repeat(typeof(Vec), row.Arity)]);
        Assert.True(method is not null, $"There is no {Public} called {row.Name} of {row.Arity} Vec");
        return v => (Vec)method.Invoke(null, v)!;
    }

    private static void Same(OperationInfo row, string evaluator, double[] a, double[] b, double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(found[i].Equals(expected[i])
                || Math.Abs(found[i] - expected[i]) <= 1e-14
                * Math.Abs(expected[i]), $"{Call(row, a[i], b[i])} by {evaluator}: expected {expected[i]:R}, found {found[i]:R}");
    }

    private static string Call(OperationInfo row, double a, double b) => row.Arity == 1 ? $"{row.Name}({a:R})" : $"{row.Name}({a:R}, {b:R})";

    private sealed class VectorForm(OperationInfo row, float[] a, float[] b, double[] exact) : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            var function = Function<V>();
            var result = new float[V.Lanes];
            for (var i = 0; i < a.Length; i++)
            {
                Packed.At<V>(ref result[0], 0) = function(V.Broadcast(a[i]), V.Broadcast(b[i]));
                foreach (var found in result)
                    Assert.True(IsNear(exact[i], found), $"{Call(row, a[i], b[i])} on {typeof(V).Name}: expected {exact[i]:R}, found {found:R}");
            }
        }

        /// <summary>What emitted code calls.</summary>
        private Func<V, V, V> Function<V>() where V : struct, ISimd<V>
        {
            switch (row.Symbol, row.Arity)
            {
                case ("+", 2): return (x, w) => x + w;
                case ("-", 2): return (x, w) => x - w;
                case ("*", 2): return (x, w) => x * w;
                case ("/", 2): return (x, w) => x / w;
                case ("-", 1): return (x, _) => -x;
                case (null, _) when row.VectorForm is null: return (x, _) => x;
            }

            var method = row.IsOfVectorMath
                ? typeof(VectorMath).GetMethods()
                .SingleOrDefault(method => method.Name == row.VectorForm && method.GetParameters().Length == row.Arity)?.MakeGenericMethod(typeof(V))
                : typeof(V).GetMethod(row.VectorForm!["V.".Length..], [.. Enumerable.Repeat(typeof(V), row.Arity)]);
            Assert.True(method is not null, $"{row.VectorForm} of {row.Arity} vectors, the vector form of {row.Name}, does not exist on {typeof(V).Name}");
            if (row.Arity == 2)
                return method.CreateDelegate<Func<V, V, V>>();
            var ofOne = method.CreateDelegate<Func<V, V>>();
            return (x, _) => ofOne(x);
        }

        /// <summary>Within four units in the last place, or the smallest normal number, below which the sigmoid does not go.</summary>
        private static bool IsNear(double exact, float found) => found.Equals((float)exact)
            || Math.Abs(found - exact) <= Math.Max(1.1755e-38, 4 * Math.ScaleB(1, Math.Max(Math.ILogB(exact), -126) - 23));
    }
}
