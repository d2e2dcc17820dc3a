using Unrolled.Compiler.Differentiation;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Tests.Shared.Specs;
using GraphInitial = Unrolled.Compiler.Graph.Initial;
using GraphParameter = Unrolled.Compiler.Graph.Parameter;

namespace Unrolled.Compiler.Tests;

/// <summary>Masks are random in training; outside training the equations have their expectation instead, and what it makes superfluous is gone.</summary>
public class MaskTests
{
    [Fact]
    public void Dropout_hands_on_what_it_reads_outside_training()
    {
        var dropout = new ModelPlan(Features(3, Gru(4), Dropout(0.5), Dense(2))).Layers[1];

        Assert.Equal("y = mask * x", Assert.Single(GraphPrinter.Equations(dropout.Graph)));
        var inference = dropout.Graph.ForInference();
        Assert.Same(inference.Input, inference.Output);
        Assert.Equal(0, PlanPrinter.Flops(dropout.Graph));
    }

    [Fact]
    public void Equations_without_a_mask_are_the_same_in_training_and_outside()
    {
        var gru = new ModelPlan(Features(3, Gru(4))).Layers[0];

        Assert.Same(gru.Graph, gru.Graph.ForInference());
        Assert.Same(gru.Plans!.Graph, gru.Plans.Inference.Cell);
    }

    [Fact]
    public void A_mask_inside_a_cell_becomes_its_expectation_everywhere()
    {
        var graph = Masked(expectation: 1);
        Assert.Equal(["a = R (mask * h[t-1]) + W x", "h = tanh(a) * (2 - mask)"], GraphPrinter.Equations(graph));
        Assert.Equal(["a = R h[t-1] + W x", "h = tanh(a)"], GraphPrinter.Equations(graph.ForInference()));
        Assert.Equal(["a = R (0.25 * h[t-1]) + W x", "h = tanh(a) * 1.75"], GraphPrinter.Equations(Masked(expectation: 0.25).ForInference()));
    }

    [Fact]
    public void No_gradient_flows_into_a_mask()
    {
        var graph = Masked(expectation: 1);
        var derivative = Differentiator.Differentiate(graph);

        Assert.Equal(["W", "R"], derivative.Matrices.Select(gradient => gradient.Matrix.Name).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal("x", Assert.Single(derivative.Inputs).Part.Name);
    }

    private static CellGraph Masked(double expectation)
    {
        var g = new GraphBuilder();
        var (w, r) = (new GraphParameter("W", 4, 3, GraphInitial.GlorotUniform), new GraphParameter("R", 4, 4, GraphInitial.Orthogonal));
        var (x, h, mask) = (g.Input(3), g.State("h", 4), g.Mask(RandomMask.Dropout(0.5) with { Expectation = expectation }, 4));
        var a = g.Affine([new(r, g.Multiply(mask, h)), new(w, x)], null);
        a.Label = "a";
        var next = g.Multiply(g.Elementwise(Operation.Tanh, a), g.Subtract(g.Constant(2), mask));
        next.Label = "h";
        return new CellGraph(g, x, [new("h", h, next)], next, [w, r]);
    }
}
