namespace Unrolled.Reports.Tests.Cells;

/// <summary>Nothing lies on anything else, in the diagram of any cell.</summary>
public class CellGeometryTests
{
    public static TheoryData<string, string> Cells => Diagrams.All;

    [Theory]
    [MemberData(nameof(Cells))]
    public void Shapes_and_texts_do_not_overlap(string model, string layer)
    {
        var layout = Diagrams.Of(model, layer).Layout;
        var shapes = layout.Shapes.Select(shape => (What: shape.Part.ToString(), shape.Outline));
        var boxes = shapes.Concat(layout.Labels.Select(label => (What: label.Text, label.Outline))).ToList();
        Assert.NotEmpty(boxes);
        for (int i = 0; i < boxes.Count; i++)
        {
            var (what, box) = boxes[i];
            Assert.True(box.Left >= 0 && box.Top >= 0 && box.Right <= layout.Width && box.Bottom <= layout.Height, $"{what} is cut");
            for (int k = 0; k < i; k++)
                Assert.False(boxes[i].Outline.Overlaps(boxes[k].Outline), $"{boxes[i].What} lies on {boxes[k].What}");
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Lines_are_orthogonal_and_go_through_no_shape_and_no_text(string model, string layer)
    {
        var layout = Diagrams.Of(model, layer).Layout;
        foreach (var wire in layout.Wires)
        {
            for (int i = 1; i < wire.Points.Count; i++)
            {
                var (a, b) = (wire.Points[i - 1], wire.Points[i]);
                Assert.True((a.X == b.X) != (a.Y == b.Y), $"{wire.From} to {wire.To} is not orthogonal");
                var piece = new Box(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Max(a.X, b.X), Math.Max(a.Y, b.Y));
                Assert.DoesNotContain(layout.Shapes, shape => piece.Overlaps(shape.Outline) || Inside(piece, shape.Outline));
                Assert.DoesNotContain(layout.Labels, label => Inside(piece, label.Outline));
            }
        }

        // A line has no width: it goes through a box where it has a point inside.
        static bool Inside(Box piece, Box box) =>
            piece.Left < box.Right && piece.Right > box.Left && piece.Top < box.Bottom && piece.Bottom > box.Top;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Lines_of_two_values_share_no_piece_and_bend_nowhere_on_each_other(string model, string layer)
    {
        var layout = Diagrams.Of(model, layer).Layout;
        foreach (var (wire, other) in layout.Wires.SelectMany(wire => layout.Wires.Where(other => other.From != wire.From).Select(other => (wire, other))))
        {
            bool isJoin = wire.To.Kind == PartKind.Merge || other.To.Kind == PartKind.Merge;
            for (int i = 1; i < wire.Points.Count && !isJoin; i++)
            {
                for (int k = 1; k < other.Points.Count; k++)
                {
                    bool isShared = Share(wire.Points[i - 1], wire.Points[i], other.Points[k - 1], other.Points[k]);
                    Assert.False(isShared, $"{wire.From} to {wire.To} lies on {other.From} to {other.To}");
                }
            }
        }

        static bool Share((double X, double Y) a, (double X, double Y) b, (double X, double Y) c, (double X, double Y) d) =>
            a.Y == b.Y && c.Y == d.Y ? a.Y == c.Y && Within(a.X, b.X, c.X, d.X) : a.X == b.X && c.X == d.X && a.X == c.X && Within(a.Y, b.Y, c.Y, d.Y);

        static bool Within(double a, double b, double c, double d) => Math.Min(a, b) < Math.Max(c, d) && Math.Min(c, d) < Math.Max(a, b);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void States_come_in_from_the_left_and_leave_to_the_right_at_one_height(string model, string layer)
    {
        var layout = Diagrams.Of(model, layer).Layout;
        var exits = layout.Order.Where(part => part is { Kind: PartKind.Exit, IsOutput: false }).ToList();
        Assert.NotEmpty(exits);
        foreach (var exit in exits)
        {
            var right = Label(exit);
            Assert.Equal(Anchor.Start, right.Anchor);
            var entry = layout.Order.FirstOrDefault(part => part.Kind == PartKind.Entry && part.State == exit.State);
            if (entry is null)
                continue;
            Assert.Equal(Anchor.End, Label(entry).Anchor);
            Assert.Equal(Label(entry).Baseline, right.Baseline);
            Assert.True(Label(entry).X < layout.Frame.Left && right.X > layout.Frame.Right);
            if (exit.Rail < 0)
                continue;

            // A rail is straight, and above all layers.
            var rail = layout.Wires.Where(wire => wire.To.Rail == exit.Rail && wire.To.RailSource == wire.From).SelectMany(wire => wire.Points).ToList();
            Assert.Single(rail.Select(point => point.Y).Distinct());
            Assert.All(layout.Shapes.Where(shape => shape.Part.Kind == PartKind.Layer), shape => Assert.True(shape.Outline.Top > rail[0].Y));
        }

        CellLabel Label(CellPart part) => layout.Labels.First(label => label.Part == part);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_part_is_drawn_with_a_line_from_each_of_its_sources(string model, string layer)
    {
        var layout = Diagrams.Of(model, layer).Layout;
        var meant = layout.Order.SelectMany(part => part.Sources.Select(source => (source, part))).ToHashSet();
        Assert.Equal(meant.Count, layout.Wires.Count);
        Assert.Equal(meant, layout.Wires.Select(wire => (wire.From, wire.To)).ToHashSet());
        foreach (var wire in layout.Wires.Where(wire => wire.IsBranch))
            Assert.Contains(layout.Wires, other => other != wire && other.From == wire.From && IsOn(wire.Points[0], other.Points));

        static bool IsOn((double X, double Y) point, IReadOnlyList<(double X, double Y)> line) => Enumerable.Range(1, line.Count - 1).Any(i =>
            point.X >= Math.Min(line[i - 1].X, line[i].X) && point.X <= Math.Max(line[i - 1].X, line[i].X)
            && point.Y >= Math.Min(line[i - 1].Y, line[i].Y) && point.Y <= Math.Max(line[i - 1].Y, line[i].Y));
    }
}
