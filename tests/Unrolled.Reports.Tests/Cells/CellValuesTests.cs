using System.Xml.Linq;

namespace Unrolled.Reports.Tests.Cells;

/// <summary>A cell at work: its diagram, filled with numbers.</summary>
public class CellValuesTests
{
    private static readonly float[] s_inputs = [.. Enumerable.Range(0, 15).Select(k => MathF.Sin(1.3f * k))];

    [Fact]
    public void Every_part_of_the_usual_cells_is_known_and_is_what_its_sources_make_of_it()
    {
        Check(new PlainLstm(seed: 2));
        Check(new PeepholeLstm(seed: 2));
        Check(new CoupledLstm(seed: 2));
        Check(new ClassicGru(seed: 2));
        Check(new SimpleRnn(seed: 2));
    }

    [Fact]
    public void A_direction_that_goes_backwards_has_its_state_from_the_step_after()
    {
        var model = new OriginalGru(seed: 2);
        var tape = GateRecording.Forwarded(model, (ReadOnlySpan<int>)[1, 4, 2, 0]);
        var diagram = CellDiagram.Of(Diagrams.Layout("OriginalGru"), "lstm1.backward");
        var values = CellValues.Of(CellEquations.Read(Diagrams.Layout("OriginalGru").Equations, "lstm1")!, tape, "lstm1.backward");
        var entry = diagram.Layout.Order.First(part => part is { Kind: PartKind.Entry, State: "c" });
        float[] states = tape["lstm1.backward.c"].ToArray();
        Assert.Equal([.. states[3..], 0, 0, 0], values.Of(entry)!.Data.Select(x => (float)x));
        Assert.Contains("lstm1.backward at step 2", Picture.Cell(model, (ReadOnlySpan<int>)[1, 4, 2, 0], 2, "lstm1.backward").Svg, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_gate_is_dark_and_a_closed_one_white()
    {
        var model = new PlainLstm(seed: 2);
        Set("lstm0.b_f", 40);
        Set("lstm0.b_i", -40);
        var picture = Picture.Cell(model, s_inputs, step: 3);
        XNamespace svg = "http://www.w3.org/2000/svg";
        var root = XDocument.Parse(picture.Svg).Root!;
        Assert.Equal("The cell lstm0 at step 3", root.Element(svg + "title")!.Value);
        Assert.Contains("f 1.00 1.00 1.00 1.00", root.Element(svg + "desc")!.Value, StringComparison.Ordinal);
        Assert.Contains("i 0.00 0.00 0.00 0.00", root.Element(svg + "desc")!.Value, StringComparison.Ordinal);

        // The four equal stripes of each are one.
        var layout = CellDiagram.Of(Diagrams.Layout("PlainLstm"), null).Layout;
        Assert.Equal("#083f6b", Fill("f"));
        Assert.Equal("#ffffff", Fill("i"));

        string Fill(string gate)
        {
            var box = layout.Shapes.Single(shape => shape.Part.Name == gate).Outline;
            var stripe = root.Descendants(svg + "path").Single(path => path.Attribute("stroke")?.Value == "none"
                && path.Attribute("d")!.Value.StartsWith($"M {SvgWriter.Number(box.Left)} ", StringComparison.Ordinal)
                && path.Attribute("d")!.Value.Contains($" L {SvgWriter.Number(box.Right)} {SvgWriter.Number(box.Top + 6)} ", StringComparison.Ordinal));
            return stripe.Attribute("fill")!.Value;
        }

        void Set(string name, float value) => model.Parameters[name].Set([.. Enumerable.Repeat(value, model.Parameters[name].Length)]);
    }

    [Fact]
    public void One_unit_is_one_stripe()
    {
        var model = new PlainLstm(seed: 2);
        int Stripes(int? unit) => XDocument.Parse(Picture.Cell(model, s_inputs, step: 3, unit: unit).Svg).Descendants()
            .Count(path => path.Name.LocalName == "path" && path.Attribute("stroke")?.Value == "none");
        Assert.True(Stripes(null) > Stripes(1) + 20);
        GatesTests.Says("Expected one of the units 0 to 3; found 4.", () => Picture.Cell(model, s_inputs, step: 3, unit: 4));
        GatesTests.Says("Expected one of the steps 0 to 4; found 5.", () => Picture.Cell(model, s_inputs, step: 5));
        GatesTests.Says("PlainLstm has no recurrent layer 'gru7'", () => Picture.Cell(model, s_inputs, step: 0, layer: "gru7"));
        GatesTests.Says("Expected at least one step of the 3 inputs of PlainLstm; found 4 numbers.", () => Picture.Cell(model, s_inputs.AsSpan(0, 4), step: 0));
    }

    private static void Check<TModel>(TModel model)
        where TModel : class, IModel<TModel>
    {
        string layer = Picture.CellNames(TModel.Layout)[0];
        var tape = GateRecording.Forwarded(model, s_inputs);
        var cell = CellEquations.Read(TModel.Layout.Equations, layer)!;
        var values = CellValues.Of(cell, tape, layer);
        int combined = 0;
        foreach (var part in CellDiagram.Of(TModel.Layout, layer).Layout.Order.Where(part => part.Kind is PartKind.Layer or PartKind.Operation))
        {
            var numbers = values.Of(part);
            Assert.NotNull(numbers);
            Assert.Equal(5 * 4, numbers.Data.Length);
            if (part.Kind != PartKind.Operation || part.Text is not ("×" or "+") || part.Inputs is not [var first, var second])
                continue;
            combined++;
            var (a, b) = (values.Of(first)!, values.Of(second)!);
            for (int k = 0; k < numbers.Data.Length; k++)
                Assert.Equal(part.Text == "×" ? a.Data[k] * b.Data[k] : a.Data[k] + b.Data[k], numbers.Data[k], 1e-5);
        }

        Assert.True(combined >= 3 || model is SimpleRnn);
    }
}
