using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Tests.Shared.Specs;
using PlannedType = Unrolled.Compiler.Layers.WeightType;

namespace Unrolled.Compiler.Tests;

/// <summary>Which weights are bytes, and what the equations say of the range of what they multiply.</summary>
public sealed class WeightPlannerTests
{
    [Theory]
    [InlineData("lstm", "x: BFloat16; h[t-1]: Int8")]
    [InlineData("lstm normalized", "x: BFloat16; h[t-1]: Int8")]
    [InlineData("lstm f from i", "x: BFloat16; h[t-1]: Int8")]
    [InlineData("lstm zoneout", "x: BFloat16; h[t-1]: Int8")]
    [InlineData("lstm full gate recurrence", "x: BFloat16; h[t-1]: Int8; i[t-1]: Int8; f[t-1]: Int8; o[t-1]: Int8")]
    [InlineData("lstm projection", "x: BFloat16; h[t-1]: BFloat16; m: Int8")]
    [InlineData("lstm identity output", "x: BFloat16; h[t-1]: BFloat16")] // no tanh before the output gate
    [InlineData("lstm without output, identity", "x: BFloat16; h[t-1]: BFloat16")]
    [InlineData("gru", "x: BFloat16; h[t-1]: Int8")] // (1 - z)·n + z·h lies between n and h
    [InlineData("gru before", "x: BFloat16; h[t-1]: Int8; rh: Int8")]
    [InlineData("rnn", "x: BFloat16; h[t-1]: Int8")]
    [InlineData("rnn relu", "x: BFloat16; h[t-1]: BFloat16")]
    [InlineData("lstm learns its states", "x: BFloat16; h[t-1]: BFloat16")]
    public void Bytes_multiply_what_is_known_to_lie_between_minus_one_and_one(string variant, string expected)
    {
        var spec = variant == "lstm learns its states" ? Features(65, Lstm(130, ("LearnInitialState", 1))) : Variants.Spec(variant, 130);

        var plans = new ModelPlan(spec with { Training = false, WeightType = (int)PlannedType.Int8 }).Layers[0].Plans!;

        var found = plans.Inference.Panels.GroupBy(panel => panel.Operand)
            .Select(panels => $"{panels.Key.Label ?? GraphPrinter.Print(panels.Key)}: {panels.Select(plans.Inference.TypeOf).Distinct().Single()}");
        Assert.Equal(expected, string.Join("; ", found));
    }

    /// <summary>The range of a layer's output is known to the layer above, through what only hands it on.</summary>
    [Fact]
    public void The_layer_below_says_in_what_range_its_output_lies()
    {
        var spec = Features(40, Lstm(64), Dropout(0.2), Dense(300, ("Activation", (int)Activation.Relu)), Dense(300));

        var types = new ModelPlan(spec with { Training = false, WeightType = (int)PlannedType.Int8 }).Layers.Select(layer => layer.Plans?.Weights.Values.Max());

        Assert.Equal([PlannedType.Int8, null, PlannedType.Int8, PlannedType.BFloat16], types);
    }

    [Theory]
    [InlineData(20, "Float32")] // few weights
    [InlineData(300, "Int8")]
    public void Small_layers_keep_float32(int outputs, string expected)
    {
        var model = new ModelPlan(Features(40, Lstm(64), Dense(outputs)) with { Training = false, WeightType = (int)PlannedType.Int8 });
        var plan = model.Layers[1].Plans!.Inference;

        Assert.Equal(expected, plan.TypeOf(plan.Panels.Single()).ToString());
        Assert.Equal(expected == "Float32" ? 1 : 0, WeightPlanner.Hints(model).Count());
    }

    [Theory]
    [InlineData("lstm", 16, "Int8", "Shared")]
    [InlineData("lstm", 64, "Float32", "Products")]
    [InlineData("lstm", 64, "BFloat16", "Products")]
    [InlineData("lstm", 64, "Int8", "OneByOne")]
    [InlineData("lstm", 128, "Int8", "Products")] // many weights
    [InlineData("rnn relu", 128, "Int8", "Products")] // no bytes
    public void Small_layers_with_bytes_step_one_stream_after_another(string variant, int hidden, string type, string expected)
    {
        var spec = Variants.Spec(variant, hidden) with { Training = false, WeightType = (int)Enum.Parse<PlannedType>(type) };

        Assert.Equal(expected, new ModelPlan(spec).Layers[0].Plans!.Inference.Streams.Many.ToString());
    }

    [Fact]
    public void A_layer_without_bytes_is_told_so()
    {
        var model = new ModelPlan(Features(65, Rnn(130, ("Activation", (int)Activation.Relu))) with { Training = false, WeightType = (int)PlannedType.Int8 });

        Assert.Equal(
            "[Rnn] has bfloat16 weights, not Int8: the equations do not say that what they multiply lies in [-1, 1]",
            WeightPlanner.Hints(model).Single().Message);
    }

    /// <summary>Every random cell stays in the ranges that are computed for it.</summary>
    [Fact]
    public void Values_lie_in_their_ranges()
    {
        var bounded = 0;
        for (var seed = 0; seed < RandomEquations.Cells; seed++)
        {
            var graph = new ModelPlan(RandomEquations.Spec(seed)).Layers[0].Graph.ForInference();
            var ranges = new Ranges(graph, Interval.Any, startsAtZero: true);
            var random = new Random(seed);
            double[] Numbers(int count, double scale) => [.. Enumerable.Range(0, count).Select(_ => scale * ((2 * random.NextDouble()) - 1))];
            var parameters = graph.Parameters.ToDictionary(parameter => parameter, parameter => Numbers((int)parameter.Count, 3));
            var states = graph.States.ToDictionary(state => state.Previous, state => new double[state.Next.Width]);
            for (var step = 0; step < 10; step++)
            {
                var values = new Dictionary<Node, double[]>(states);
                foreach (var leaf in graph.Nodes().Where(node => node.Operation == Operation.Input))
                    values[leaf] = Numbers(leaf.Width, 5);
                if (graph.Input.Operation == Operation.Token)
                    values[graph.Input] = [random.Next(graph.Input.Width)];
                Interpreter.Evaluate(graph.Results, values, parameters);
                foreach (var (node, elements) in values)
                {
                    var range = ranges.Of(node);
                    bounded += range.IsBounded && !node.IsLeaf ? 1 : 0;
                    var beyond = elements.Where(element => element < range.Low - 1e-9 || element > range.High + 1e-9).ToList();
                    Assert.True(beyond.Count == 0, $"cell {seed}: {node} is {beyond.FirstOrDefault()}, not in {range}");
                }

                foreach (var state in graph.States)
                    states[state.Previous] = values[state.Next];
            }
        }

        Assert.True(bounded > RandomEquations.Cells);
    }
}
