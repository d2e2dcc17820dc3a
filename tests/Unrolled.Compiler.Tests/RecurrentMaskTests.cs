using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using Unrolled.Compiler.Specs;
using static Unrolled.Tests.Shared.Specs;

namespace Unrolled.Compiler.Tests;

/// <summary>The equations of recurrent dropout and zoneout, as the papers have them.</summary>
public sealed class RecurrentMaskTests
{
    private static readonly (string, double) Dropout = ("RecurrentDropout", 0.25);
    private static readonly (string, double) Zoneout = ("Zoneout", 0.1);

    /// <summary>Krueger et al. (2017), equations 4 and 5: h is made of the new c, and not of what remains of the old one.</summary>
    [Fact]
    public void An_lstm_with_zoneout()
    {
        var graph = Graph(Lstm(4, Zoneout));

        Assert.Equal(
            ["c = f * c[t-1] + i * g", "h = o * tanh(c)", "h' = d_h * h[t-1] + (1 - d_h) * h", "c' = d_c * c[t-1] + (1 - d_c) * c"],
            GraphPrinter.Equations(graph).TakeLast(5).Where(line => !line.StartsWith('o')));
        Assert.Equal(
            ["d_h ~ Bernoulli(0.1), a new one at each step; outside training 0.1", "d_c ~ Bernoulli(0.1), a new one at each step; outside training 0.1"],
            GraphPrinter.Masks(graph));
        Assert.Same(graph.States[0].Next, graph.Output);
        Assert.Equal("h' = 0.1 * h[t-1] + 0.9 * h", GraphPrinter.Equations(graph.ForInference()).ElementAt(6));
    }

    /// <summary>Gal and Ghahramani (2016): all matrices see one z ∘ h, and element-wise parts see h.</summary>
    [Fact]
    public void A_gru_with_recurrent_dropout()
    {
        Assert.Equal(
            [
                "r = sigmoid(W_r x + R_r (h[t-1] * z_h) + b_r)", "z = sigmoid(W_z x + R_z (h[t-1] * z_h) + b_z)",
                "n = tanh(W_n x + b_n + r * (R_n (h[t-1] * z_h) + bR_n))", "h = (1 - z) * n + z * h[t-1]",
            ],
            GraphPrinter.Equations(Graph(Gru(4, Dropout))));
        var before = Graph(Gru(4, Dropout, ("Reset", 1)));
        Assert.Contains("rh = r * h[t-1] * z_h", GraphPrinter.Equations(before));
        Assert.Contains("n = tanh(W_n x + R_n rh + b_n)", GraphPrinter.Equations(before));
        Assert.Equal(["z_h ~ Bernoulli(0.75) / 0.75, one for all steps of a sequence; outside training 1"], GraphPrinter.Masks(before));
    }

    [Fact]
    public void A_projection_is_no_recurrent_matrix()
    {
        var equations = GraphPrinter.Equations(Graph(Lstm(4, ("Projection", 2), ("FullGateRecurrence", 1), Dropout))).ToList();

        Assert.Contains("h = P m", equations);
        Assert.Contains("m = o * tanh(c)", equations);
        Assert.Contains("c = f * c[t-1] + i * g", equations);
        Assert.Contains(equations, line => line.Contains("R_f_i (f[t-1] * z_f)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("lstm full gate recurrence, coupled")]
    [InlineData("lstm normalized, all options")]
    [InlineData("gru before")]
    [InlineData("token rnn")]
    public void Outside_training_recurrent_dropout_leaves_the_equations_as_they_were(string variant)
    {
        var spec = Variants.Spec(variant, 5);
        var dropped = With(spec, new LayerOption("RecurrentDropout", 0.25));

        Assert.Equal(LayerText(spec with { Training = false }), LayerText(dropped with { Training = false }));
        Assert.NotEqual(LayerText(spec), LayerText(dropped));
    }

    /// <summary>The order of sums gives parameters their place in memory, which training and inference share.</summary>
    [Fact]
    public void Both_plans_have_the_same_panels()
    {
        var specs = Variants.Names.Select(name => Variants.Spec(name, 5)).Concat(Enumerable.Range(0, RandomEquations.Cells).Select(RandomEquations.Masked));
        foreach (var frame in specs.SelectMany(spec => new ModelPlan(spec).Layers).Select(layer => layer.Plans).OfType<LayerPlans>())
            Assert.Equal(Places(frame.Training), Places(frame.Inference));

        static IEnumerable<string> Places(LayerPlan plan) => plan.Spaces.SelectMany(PlacesIn).Order(StringComparer.Ordinal);

        static IEnumerable<string> PlacesIn(Space space) =>
        [
            .. space.Panels.Select(panel => $"{space.Width}.{panel.FirstSlot}: {string.Join(' ', panel.Columns)}"),
            .. space.Sums.Select(sum => $"{space.Width}.{sum.Slot}: {sum.Node.Parameter}"),
            .. space.Vectors.Select((vector, slot) => $"{space.Width}.{slot}: {vector}"),
        ];
    }

    /// <summary>Kernels that run over all steps at once have no row of a mask that has one a sequence.</summary>
    [Fact]
    public void Masks_of_sequences_are_read_a_step_at_a_time()
    {
        var read = 0;
        foreach (var plan in Enumerable.Range(0, RandomEquations.Cells).Select(seed => new ModelPlan(RandomEquations.Masked(seed)).Layers[0].Plans!.Training))
        {
            foreach (var kernel in plan.Kernels.Where(kernel => kernel.Views.Any(view => view.Buffer.Mask is { IsOfSequence: true })))
            {
                Assert.True(kernel.Phase is Phase.Loop or Phase.BackwardLoop, string.Join(Environment.NewLine, PlanPrinter.Describe(plan)));
                read++;
            }
        }

        Assert.True(read > 100);
    }

    private static CellGraph Graph(LayerSpec layer) => new ModelPlan(Features(3, layer)).Layers[0].Graph;

    private static ModelSpec With(ModelSpec spec, LayerOption option) =>
        spec with { Layers = new(spec.Layers.Select(layer => layer with { Options = new(layer.Options.Append(option)) })) };

    /// <summary>The generated code, without the text that repeats the declaration.</summary>
    private static string LayerText(ModelSpec spec) =>
        GeneratedText.WithoutDeclaration(string.Concat(ModelCompiler.Compile(spec).Select(file => file.Text)));
}
