using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Tests;

/// <summary>What an editor shows at a model's name.</summary>
public class DocumentationTests
{
    [Fact]
    public void A_model_has_a_summary()
    {
        var type = Type("[Model(Inputs = 28), Lstm(64), Dropout(0.2), Dense(10), Dense(28), Residual] public partial class M;");

        Assert.Equal(
            """
            28 inputs → 28 outputs per step: 24,766 parameters, 49,842 floating-point operations per step.
            @ bytes of memory per stream; @ bytes of tape per step and sequence (with 512-bit vectors; on narrower ones as much or less).
            lstm0: [28] → [64]; W_i W_f W_g W_o [64, 28], R_i R_f R_g R_o [64, 64], b_i b_f b_g b_o [64]
            i = sigmoid(W_i x + R_i h[t-1] + b_i)
            f = sigmoid(W_f x + R_f h[t-1] + b_f)
            g = tanh(W_g x + R_g h[t-1] + b_g)
            c = f * c[t-1] + i * g
            o = sigmoid(W_o x + R_o h[t-1] + b_o)
            h = o * tanh(c)
            dropout of 0.2, in training
            dense2: [64] → [10]; W [10, 64], b [10]
            y = W x + b
            dense3: [10] → [28]; W [28, 10], b [28]
            y = W x + b
            plus the inputs
            """, Text(type, "summary"));
        Assert.Null(Documentation(type).Element("remarks"));
    }

    [Fact]
    public void Directions_and_tokens_are_named()
    {
        var text = Text(Type("[Model(Vocabulary = 9), Embedding(4), Rnn(3, Direction = Direction.Both, LearnInitialState = true)] public partial class M;"),
            "summary");

        Assert.Contains("9 tokens → 6 outputs per step", text);
        Assert.Contains("\nembedding0: token → [4]; W [9, 4]\ny = W[token]\n", text);
        Assert.Contains("\nrnn1.forward, rnn1.backward (from the last step): [4] → [6]; W_h [3, 4], R_h [3, 3], b_h h0 [3]\n", text);
    }

    [Fact]
    public void What_is_never_trained_is_named()
    {
        var text = Text(Type("[Model(Inputs = 3), Standardize, Rnn(2), Residual(Channels = 1)] public partial class M;"), "summary");

        Assert.Contains("\nstandardize0: [3] → [3]; mean deviation [3], never trained\ny = (x - mean) / deviation\n", text);
        Assert.EndsWith("\nplus the first input", text);
    }

    [Theory]
    [InlineData("/// <summary>Mine.</summary>\n")]
    [InlineData("/** <summary>Mine.</summary> */\n")]
    public void A_summary_of_ones_own_stays_and_the_generated_one_is_remarks(string summary)
    {
        var type = Type(summary + "[Model(Inputs = 2), Gru(3)] public partial class M;");

        Assert.Equal("Mine.", Text(type, "summary"));
        Assert.StartsWith("2 inputs → 3 outputs per step: ", Text(type, "remarks"));
    }

    [Fact]
    public void Documentation_from_elsewhere_is_a_summary_too()
        => Assert.NotNull(Documentation(Type("/// <inheritdoc/>\n[Model(Inputs = 2), Gru(3)] public partial class M;")).Element("remarks"));

    [Fact]
    public void Remarks_of_ones_own_are_no_summary()
        => Assert.NotNull(Documentation(Type("/// <remarks>Mine.</remarks>\n[Model(Inputs = 2), Gru(3)] public partial class M;")).Element("summary"));

    [Fact]
    public void A_model_that_is_not_for_training_has_no_tape()
        => Assert.Contains("bytes of memory per stream; not for training",
        Text(Type("[Model(Inputs = 2, Training = false), Gru(3)] public partial class M;"), "summary"));

    [Fact]
    public void Long_equations_are_cut()
    {
        var steps = string.Concat(Enumerable.Range(0, 80)
            .Select(i => $"var v{i} = {(i == 0 ? "h" : $"v{i - 1}")} * x + Exp(h) / (2 + h * h) - Min(x, h) * Max(x, h) + Softplus(x - h) * Abs(x + h) * "
            + "Sin(h) * Cos(x) + Log(2 + x * x) * Sqrt(1 + h * h); "));
        var text = Text(Type("[Model(Inputs = 3), Cell<Own>(3)] public partial class M; /// <summary>Long.</summary>\npublic sealed class Own : "
            + $"ICellEquations {{ /// <summary>Long.</summary>\npublic static Vec Step(Vec x, Vec h) {{ {steps} return v79; }} }}"), "summary");

        Assert.Contains("\n… and ", text);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 1, 200));
    }

    private static INamedTypeSymbol Type(string declaration)
    {
        var harness = GeneratorHarness.Run("using Unrolled; using static Unrolled.Equations;\n" + declaration);
        Assert.Empty(harness.CompilerDiagnostics);
        return harness.Output.GetTypeByMetadataName("M")!;
    }

    private static XElement Documentation(INamedTypeSymbol type) => XElement.Parse(type.GetDocumentationCommentXml()!, LoadOptions.PreserveWhitespace);

    private static string Text(INamedTypeSymbol type, string element)
    {
        // Only code has lines of its own.
        var pieces = Documentation(type).Element(element)!.Nodes().SelectMany(node => node switch
        {
            XElement { Name.LocalName: "code" } code => code.Value.Split('\n'),
            XElement other => [Regex.Replace(other.Value, @"\s+", " ")],
            _ => (string[])[Regex.Replace(((XText)node).Value, @"\s+", " ")],
        });
        var lines = pieces.Select(piece => piece.Trim()).Where(piece => piece.Length > 0);
        return Regex.Replace(string.Join("\n", lines), @"[\d,]+ bytes", "@ bytes");
    }
}
