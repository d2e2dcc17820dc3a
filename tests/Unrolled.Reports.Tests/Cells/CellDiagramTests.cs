namespace Unrolled.Reports.Tests.Cells;

/// <summary>What is in the diagrams: boxes, circles, rails, steps, equations.</summary>
public class CellDiagramTests
{
    [Theory]
    [InlineData("PlainLstm", "σ:f σ:i tanh:g σ:o", "× + × tanh ×")]
    [InlineData("PeepholeLstm", "σ:f σ:i tanh:g σ:o", "× + × tanh ×")]
    [InlineData("CoupledLstm", "σ:f tanh:g σ:o", "× + 1−:i × tanh ×")]
    [InlineData("OtherCoupledLstm", "σ:i tanh:g σ:o", "× + 1−:f × tanh ×")]
    [InlineData("LstmWithoutForget", "σ:i tanh:g σ:o", "+ × ×")]
    [InlineData("FullRecurrenceLstm", "σ:f σ:i tanh:g σ:o", "× + × tanh ×")]
    [InlineData("ProjectedLstm", "σ:f σ:i W_g:g σ:o P", "× + × tanh ×:m")]
    [InlineData("NormalizedLstm", "LN-σ:f LN-σ:i LN-tanh:g LN-σ:o LN", "× + × tanh ×")]
    [InlineData("LaterGru", "σ:r σ:z R_n tanh:n", "× + × 1− ×")]
    [InlineData("SimpleRnn", "ReLU", "")]
    [InlineData("MinimalGatedUnitModel", "σ:f tanh:n", "× + 1− × ×")]
    [InlineData("ClockedModel", "σ:f LN-tanh:n exp:late +b_y ×p_y", "× × × +:next 1− ×0.9 +:decayed +1 ÷ −")]
    public void Gates_are_boxes_and_operations_circles(string model, string boxes, string circles)
    {
        var layout = Diagrams.Of(model).Layout;
        Assert.Equal(Sorted(boxes), Sorted(Diagrams.Boxes(layout)));
        Assert.Equal(Sorted(circles), Sorted(Diagrams.Circles(layout)));

        static IEnumerable<string> Sorted(string words) => words.Split(' ').Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("PlainLstm", "c")]
    [InlineData("PeepholeLstm", "c")]
    [InlineData("FullRecurrenceLstm", "c")]
    [InlineData("LaterGru", "h")]
    [InlineData("MinimalGatedUnitModel", "h")]
    [InlineData("SimpleRnn", "")]
    [InlineData("MaskedLstm", "c h")]
    [InlineData("ScalarLstmModel", "c n m")]
    public void The_state_that_no_layer_touches_is_the_line_on_top(string model, string states)
    {
        var order = Diagrams.Of(model).Layout.Order;
        var rails = order.Where(part => part is { Kind: PartKind.Exit, IsOutput: false, Rail: >= 0 }).OrderBy(part => part.Rail).Select(part => part.State);
        Assert.Equal(states, string.Join(' ', rails));
    }

    [Fact]
    public void An_LSTM_has_its_gates_in_the_order_of_the_classic_figure()
    {
        var layout = Diagrams.Of("PlainLstm").Layout;
        Assert.Equal("σ:f σ:i tanh:g σ:o", Diagrams.Boxes(layout));
        var rail = layout.Shapes.Where(shape => shape.Part.Rail == 0).OrderBy(shape => shape.Outline.Left).Select(shape => shape.Part.Text);
        Assert.Equal(["×", "+"], rail);

        // All four read x and h over one line.
        var join = Assert.Single(layout.Order, part => part.Kind == PartKind.Merge);
        Assert.Equal(["h_{t−1}", "x"], join.Inputs.Select(input => input.Text));
        Assert.Equal(4, layout.Wires.Count(wire => wire.From == join));
    }

    [Fact]
    public void Peepholes_are_lines_of_their_own()
    {
        var layout = Diagrams.Of("PeepholeLstm").Layout;
        var seen = new[] { "f", "i", "o" }.Select(gate => Assert.Single(layout.Order.Single(part => part.Name == gate).Extras).Text);
        Assert.Equal(["c_{t−1}", "c_{t−1}", "+"], seen);
        Assert.Empty(layout.Order.Single(part => part.Name == "g").Extras);
    }

    [Fact]
    public void Full_gate_recurrence_comes_in_over_a_second_line()
    {
        var layout = Diagrams.Of("FullRecurrenceLstm").Layout;
        Assert.Equal(2, layout.Order.Single(part => part.Name == "f").Inputs.Count);
        Assert.Single(layout.Order.Single(part => part.Name == "g").Inputs);
        var states = layout.Order.Where(part => part is { Kind: PartKind.Exit, IsOutput: false }).Select(part => part.State);
        Assert.Equal(["c", "f", "h", "i", "o"], states.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_subtracted_and_what_divides_is_marked()
    {
        var layout = Diagrams.Of("ScalarLstmModel").Layout;
        Assert.Equal(2, layout.Labels.Count(label => label is { Text: "−", Part.Kind: PartKind.Operation }));
        Assert.Single(layout.Labels, label => label is { Text: "÷", Part.Kind: PartKind.Operation });
    }

    [Fact]
    public void The_steps_of_an_LSTM_are_those_of_the_textbook()
    {
        var steps = Picture.CellSteps<PlainLstm>();
        string[] captions = ["1. Forget gate f", "2. Input gate i and candidate g", "3. New state c", "4. Output gate o and output h"];
        Assert.Equal(captions, steps.Select(step => step.Caption));
        Assert.Equal(["f = σ(W_f x + R_f h_{t−1} + b_f)"], steps[0].Equations);
        Assert.Equal(["g = tanh(W_g x + R_g h_{t−1} + b_g)", "i = σ(W_i x + R_i h_{t−1} + b_i)"], steps[1].Equations.Order(StringComparer.Ordinal));
        Assert.Equal(["c = f · c_{t−1} + i · g"], steps[2].Equations);
        Assert.Equal(["o = σ(W_o x + R_o h_{t−1} + b_o)", "h = o · tanh(c)"], steps[3].Equations);
    }

    [Theory]
    [InlineData("LaterGru", "1. Reset gate r|2. Update gate z|3. Candidate n|4. New state and output h")]
    [InlineData("PeepholeLstm", "1. Forget gate f|2. Input gate i and candidate g|3. New state c|4. Output gate o and output h")]
    [InlineData("MinimalGatedUnitModel", "1. Gate f|2. N|3. New state and output h")]
    [InlineData("SimpleRnn", "1. New state and output h")]
    public void Every_cell_has_its_steps(string model, string captions) =>
        Assert.Equal(captions.Split('|'), Picture.CellSteps(Diagrams.Layout(model)).Select(step => step.Caption));

    [Theory]
    [MemberData(nameof(CellGeometryTests.Cells), MemberType = typeof(CellGeometryTests))]
    public void The_steps_of_a_cell_have_every_part_once(string model, string layer)
    {
        var diagram = Diagrams.Of(model, layer);
        var cell = CellEquations.Read(Diagrams.Layout(model).Equations, layer)!;
        var parts = CellStages.Of(cell, diagram.Layout).SelectMany(stage => stage.Parts).ToList();
        Assert.Equal(parts.Count, parts.Distinct().Count());
        Assert.Equal(diagram.Layout.Order.Where(part => part.Kind != PartKind.Entry).ToHashSet(), parts.ToHashSet());
    }

    [Fact]
    public void Normalisation_masks_and_tokens_are_readable_in_equations()
    {
        Assert.Contains("h = o · tanh(LN(c))", Equations("NormalizedLstm"));
        Assert.Contains("c_t = d_c · c_{t−1} + (1 − d_c) · c", Equations("MaskedLstm"));
        Assert.Contains("z = σ(W_z[token] + R_z h_{t−1} + b_z)", Equations("OriginalGru", "gru0"));

        static IEnumerable<string> Equations(string model, string? layer = null) =>
            Picture.CellSteps(Diagrams.Layout(model), layer).SelectMany(step => step.Equations);
    }
}
