using System.Globalization;
using System.Xml.Linq;
using Unrolled.Tests.Shared;

namespace Unrolled.Reports.Tests.Cells;

/// <summary>Diagrams as files.</summary>
public class CellPictureTests
{
    public static TheoryData<string, string> Cells => Diagrams.All;

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_diagram_is_well_formed_scales_and_says_what_it_shows(string model, string layer)
    {
        var diagram = Diagrams.Of(model, layer);
        foreach (var picture in diagram.Steps().Select(step => step.Picture).Append(diagram.Whole()))
        {
            var svg = XDocument.Parse(picture.Svg).Root!;
            double[] box = [.. svg.Attribute("viewBox")!.Value.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            Assert.Equal(4, box.Length);
            Assert.InRange(box[2], 150, 1600);
            Assert.StartsWith($"The cell {layer}", (string?)svg.Element(svg.Name.Namespace + "title"), StringComparison.Ordinal);
            Assert.Contains(" = ", (string?)svg.Element(svg.Name.Namespace + "desc"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_same_cell_gives_the_same_text_in_any_culture()
    {
        string expected = Picture.Cell<NormalizedGru>().Svg;
        var before = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign) = (",", "~");
            CultureInfo.CurrentCulture = other;
            Assert.Equal(expected, Picture.Cell<NormalizedGru>().Svg);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_cannot_be_drawn_is_said()
    {
        Says("PlainLstm has no recurrent layer 'dense1': its recurrent layers are lstm0.", () => Picture.Cell<PlainLstm>("dense1"));
        Says("Say which layer of OriginalGru is to be drawn: its recurrent layers are gru0, lstm1.", () => Picture.Cell<OriginalGru>());
        Says("WithoutCell has no recurrent layer 'rnn0': it has no recurrent layer.", () => Picture.Cell<WithoutCell>("rnn0"));
        Says("WithoutEquations was generated without its equations", () => Picture.CellSteps<WithoutEquations>("rnn0"));
        Assert.Equal(Picture.Cell<OriginalGru>("lstm1").Svg, Picture.Cell<OriginalGru>("lstm1.backward").Svg);

        static void Says(string message, Func<object> draw) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(draw).Message, StringComparison.Ordinal);
    }

    /// <summary>An LSTM whose weights are set, so that its gates open and close.</summary>
    [Fact]
    public void Docs_show_a_cell_at_work()
    {
        var model = new PlainLstm(seed: 3);
        foreach (string name in new[] { "lstm0.W_i", "lstm0.W_f", "lstm0.W_o" })
            model.Parameters[name].Set([.. model.Parameters[name].ToArray().Select(weight => 4 * weight)]);
        model.Parameters["lstm0.b_f"].Set([3, 4, 5, 2]);
        model.Parameters["lstm0.b_i"].Set([-3, -2, -4, -2]);
        float[] inputs = [.. Enumerable.Range(0, 18).Select(k => MathF.Sin(1.3f * k))];
        Show("cell-at-work", Picture.Cell(model, inputs, step: 4).Svg);
    }

    /// <summary><c>UNROLLED_ACCEPT=1 dotnet test tests/Unrolled.Reports.Tests --filter Docs_show</c> draws them anew.</summary>
    [Theory]
    [InlineData("lstm", "PlainLstm")]
    [InlineData("peephole", "PeepholeLstm")]
    [InlineData("coupled", "CoupledLstm")]
    [InlineData("gru", "ClassicGru")]
    public void Docs_show_what_is_drawn(string file, string model) => Show(file, Picture.Cell(Diagrams.Layout(model)).Svg);

    private static void Show(string file, string svg)
    {
        string path = Repository.PathOf("docs", "images", file + ".svg");
        if (Environment.GetEnvironmentVariable("UNROLLED_ACCEPT") == "1")
            File.WriteAllText(path, svg);
        Assert.Equal(svg, Repository.Read("docs", "images", file + ".svg"));
    }
}
