using System.Text.RegularExpressions;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Tests;

/// <summary>What the comments of generated files say of derivatives can be read in one way only.</summary>
public sealed class DerivativeTextTests
{
    [Fact]
    public void A_factor_of_an_outer_product_is_a_name_a_call_or_stands_in_parentheses()
    {
        var g = new GraphBuilder();
        var (a, b) = (g.State("a", 3), g.State("b", 3));
        Assert.Equal("a[t-1]", GraphPrinter.PrintFactor(a));
        Assert.Equal("tanh(a[t-1] + b[t-1])", GraphPrinter.PrintFactor(g.Elementwise(Operation.Tanh, g.Add(a, b))));
        Assert.Equal("(2 * tanh(a[t-1]) * b[t-1])", GraphPrinter.PrintFactor(g.Multiply(g.Multiply(g.Constant(2), g.Elementwise(Operation.Tanh, a)), b)));
        Assert.Equal("(-a[t-1])", GraphPrinter.PrintFactor(g.Negate(a)));
    }

    /// <summary>Of cells of every kind.</summary>
    [Fact]
    public void No_operator_beside_an_outer_product_is_out_of_parentheses()
    {
        var products = 0;
        var inParentheses = 0;
        for (var seed = 0; seed < RandomEquations.Cells; seed++)
        {
            var plans = new ModelPlan(RandomEquations.Spec(seed)).Layers[0].Plans!;
            foreach (var line in plans.Training.Derivative!.Describe(plans.Graph).Where(line => line.Contains('⊗')))
            {
                var sides = line[(line.IndexOf("+=", StringComparison.Ordinal) + 2)..].Split('⊗');
                Assert.Equal(2, sides.Length);
                foreach (var side in sides.Select(side => side.Trim()))
                {
                    products++;
                    inParentheses += side[0] == '(' ? 1 : 0;
                    Assert.True(!Outermost(side).Contains(' '), line);
                }
            }
        }

        Assert.True(products > RandomEquations.Cells && inParentheses > 10, $"{inParentheses} of {products}");
    }

    /// <summary>What is left without all that stands in parentheses.</summary>
    private static string Outermost(string text)
    {
        for (var before = ""; before != text;)
            (before, text) = (text, Regex.Replace(text, @"\([^()]*\)", ""));
        return text;
    }
}
