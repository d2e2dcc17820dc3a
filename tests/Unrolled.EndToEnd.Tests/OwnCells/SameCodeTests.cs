using System.Text.RegularExpressions;
using Unrolled.Compiler;
using Unrolled.Compiler.Specs;
using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests.OwnCells;

/// <summary>A built-in cell has no advantage: its equations, written by a user, give its code, word for word but for names.</summary>
[Trait("Vectors", "none")]
public sealed class SameCodeTests
{
    [Fact]
    public void Standard_LSTM() => Same<StandardLstmModel>(Specs.Lstm(64),
        "long short-term memory: S. Hochreiter and J. Schmidhuber (1997), variants after K. Greff et al., LSTM: A Search Space Odyssey (2015)");

    [Fact]
    public void Standard_GRU() => Same<StandardGruModel>(Specs.Gru(64), Cho, ("aR_Rn", "aR_n"), ("daR_Rn", "daR_n"), ("dR_Rn", "dR_n"), ("db_Rn", "dbR_n"),
        ("R_Rn", "R_n"), ("b_Rn", "bR_n"));

    [Fact]
    public void GRU_with_the_reset_before() => Same<OriginalGruModel>(Specs.Gru(64, ("Reset", (int)Compiler.Layers.Reset.Before)), Cho);

    private const string Cho = "gated recurrent unit: K. Cho et al., Learning Phrase Representations using RNN Encoder-Decoder (2014)";

    private static void Same<TModel>(LayerSpec builtIn, string source, params (string Own, string BuiltIn)[] renamed)
    {
        var own = OwnSpecs.Of<TModel>();
        var expected = ModelCompiler.Compile(own with { Layers = new([builtIn]) });
        var got = ModelCompiler.Compile(own);
        Assert.Equal(2, got.Count);
        for (var i = 0; i < got.Count; i++)
        {
            var text = got[i].Text.Replace("Cell0", builtIn.Kind + "0").Replace("cell0", builtIn.Kind.ToLowerInvariant() + "0")
                .Replace("equations of the user's own", source);
            foreach (var (ownName, builtInName) in renamed)
                text = Regex.Replace(text, $"(?<![A-Za-z]){ownName}(?![A-Za-z]|_(?![bs][0-9])[A-Za-z])", builtInName);
            Assert.Equal(GeneratedText.WithoutDeclaration(expected[i].Text), GeneratedText.WithoutDeclaration(text));
        }
    }
}
