using System.Text;

namespace Unrolled;

/// <summary>Draws a layout as SVG.</summary>
internal static class CellDrawing
{
    private const string Background = "#f1f7f4";
    private const string FrameLine = "#7fb5a2";
    private const string LayerFill = "#fbe9a9";
    private const string OperationFill = "#fbdbe8";
    private const string ShapeLine = "#3b3b3b";
    private const double Radius = 9;
    private const double LineWidth = 1.7;
    private const double RailWidth = 3;
    private const double Gap = 5;
    private const double Pale = 0.2;
    private const double LineHeight = 26;
    private const double TextSize = 17;

    /// <summary>The picture of a layout, filled with numbers.</summary>
    public static Picture Draw(CellLayout layout, string title, CellLights lights)
    {
        var svg = new SvgWriter(Math.Max(layout.Width + 2 * CellLights.Margin, 330), layout.Height + CellLights.KeyHeight, title, lights.Description);
        lights.Key(svg);
        svg.BeginGroup(transform: $"translate({SvgWriter.Number((svg.Width - layout.Width) / 2)} {SvgWriter.Number(CellLights.KeyHeight)})");
        DrawFrame(svg, layout);
        DrawParts(svg, layout, _ => true, isAll: true, lights);
        svg.EndGroup();
        return svg.ToPicture();
    }

    /// <summary>The picture of a layout; where <paramref name="stage"/> is given, that part of it, the rest pale, with its equations beneath.</summary>
    public static Picture Draw(CellLayout layout, string title, IReadOnlyList<string> equations, CellStage? stage = null)
    {
        double above = stage is null ? 0 : 34, below = stage is null ? 0 : equations.Count * LineHeight + 14;
        double width = Math.Max(layout.Width, stage is null ? 0 : equations.Append(stage.Caption).Max(text => RichText.WidthOf(text, TextSize)) + 24);
        string description = string.Join("; ", equations).Replace("_{t−1}", "[t−1]", StringComparison.Ordinal);
        var svg = new SvgWriter(width, layout.Height + above + below, title, description);
        double shift = (width - layout.Width) / 2;
        if (stage is null)
        {
            DrawCell(svg, layout, null);
            return svg.ToPicture();
        }

        RichText.Write(svg, width / 2, 24, stage.Caption, TextSize, Anchor.Middle);
        svg.BeginGroup(transform: $"translate({SvgWriter.Number(shift)} {SvgWriter.Number(above)})");
        DrawCell(svg, layout, stage);
        svg.EndGroup();
        for (int i = 0; i < equations.Count; i++)
            RichText.Write(svg, width / 2, layout.Height + above + (i + 1) * LineHeight - 4, equations[i], TextSize, Anchor.Middle);
        return svg.ToPicture();
    }

    private static void DrawCell(SvgWriter svg, CellLayout layout, CellStage? stage)
    {
        DrawFrame(svg, layout);
        if (stage is null)
        {
            DrawParts(svg, layout, _ => true, isAll: true);
            return;
        }

        var lit = Lit(stage);
        svg.BeginGroup(Pale);
        DrawParts(svg, layout, _ => true, isAll: true);
        svg.EndGroup();
        DrawParts(svg, layout, lit.Contains, isAll: false);
    }

    private static void DrawFrame(SvgWriter svg, CellLayout layout)
    {
        var frame = layout.Frame;
        svg.Rectangle(frame.Left, frame.Top, frame.Right - frame.Left, frame.Bottom - frame.Top, Background, FrameLine, 1.5, 14);
    }

    /// <summary>What a step computes, and where its lines come from.</summary>
    private static HashSet<CellPart> Lit(CellStage stage)
    {
        var lit = stage.Parts.ToHashSet();
        var waiting = new Stack<CellPart>(stage.Parts.SelectMany(part => part.Sources));
        while (waiting.TryPop(out var source))
        {
            if (source.Kind is PartKind.Entry or PartKind.Merge && lit.Add(source))
            {
                foreach (var before in source.Sources)
                    waiting.Push(before);
            }
        }

        return lit;
    }

    private static void DrawParts(SvgWriter svg, CellLayout layout, Func<CellPart, bool> isShown, bool isAll, CellLights? lights = null)
    {
        // Rails last: what crosses them has the gap.
        var wires = layout.Wires.Where(wire => isShown(wire.To)).OrderBy(wire => IsRail(wire) ? 1 : 0)
            .Select(wire => (Wire: wire, Points: isAll ? wire.Points : wire.WholePoints)).ToList();
        var dots = wires.Where(wire => wire.Wire.IsBranch).Select(wire => wire.Wire.Points[0]).ToHashSet();
        for (int i = 0; i < wires.Count; i++)
        {
            var (wire, points) = wires[i];
            double lineWidth = IsRail(wire) ? RailWidth : LineWidth;
            var beneath = wires.Take(i).Where(other => other.Wire.From != wire.From);
            foreach (var (x, y, isRow) in beneath.SelectMany(other => CellCrossings.Of(points, other.Points)))
            {
                var (dx, dy) = isRow ? (Gap, 0.0) : (0.0, Gap);
                svg.Line(x - dx, y - dy, x + dx, y + dy, Background, lineWidth + 5);
            }

            svg.Path(PathOf(points, dots), "none", Palette.Ink, lineWidth);
        }

        foreach (var (wire, _) in wires)
            DrawEnds(svg, wire);
        foreach (var shape in layout.Shapes.Where(shape => isShown(shape.Part)))
            DrawShape(svg, shape, lights);
        foreach (var label in layout.Labels.Where(label => isShown(label.Part)))
        {
            RichText.Write(svg, label.X, label.Baseline, label.Text, label.Size, label.Anchor, isItalic: true);
            lights?.Bar(svg, label);
        }
    }

    private static bool IsRail(CellWire wire) => wire.To.RailSource == wire.From;

    private static void DrawEnds(SvgWriter svg, CellWire wire)
    {
        if (wire.IsBranch)
            svg.Circle(wire.Points[0].X, wire.Points[0].Y, 3.6, Palette.Ink);
        if (wire.To.Kind == PartKind.Merge)
            return;
        var (tip, before) = (wire.Points[^1], wire.Points[^2]);
        double dx = Math.Sign(tip.X - before.X), dy = Math.Sign(tip.Y - before.Y);
        const double length = 8, half = 4;
        var (backX, backY) = (tip.X - dx * length, tip.Y - dy * length);
        svg.Path($"M {At(tip)} L {At((backX - dy * half, backY + dx * half))} L {At((backX + dy * half, backY - dx * half))} Z", Palette.Ink, "none");
    }

    private static void DrawShape(SvgWriter svg, CellShape shape, CellLights? lights)
    {
        var (part, box) = (shape.Part, shape.Outline);
        double height = box.Bottom - box.Top, size = CellGeometry.TextSize(part);
        string fill = shape.IsRound ? OperationFill : LayerFill;
        bool isLit = lights?.Fill(svg, shape) ?? false;
        svg.Rectangle(box.Left, box.Top, box.Right - box.Left, height, isLit ? "none" : fill, ShapeLine, 1.3, shape.IsRound ? height / 2 : 6);
        if (part.IsNormalized)
        {
            Write("LN", -4, 11);
            Write(part.Text, 12, size - 1);
            return;
        }

        Write(part.Text, size * 0.34, size);

        void Write(string text, double below, double textSize)
        {
            // On colours, a text has a light edge.
            if (isLit)
                RichText.Write(svg, box.CentreX, box.CentreY + below, text, textSize, Anchor.Middle, Palette.Paper, edge: 4);
            RichText.Write(svg, box.CentreX, box.CentreY + below, text, textSize, Anchor.Middle);
        }
    }

    private static string At((double X, double Y) point) => $"{SvgWriter.Number(point.X)} {SvgWriter.Number(point.Y)}";

    /// <summary>A path through corners, rounded where no other line begins.</summary>
    private static string PathOf(IReadOnlyList<(double X, double Y)> points, HashSet<(double X, double Y)> dots)
    {
        var path = new StringBuilder($"M {At(points[0])}");
        for (int i = 1; i + 1 < points.Count; i++)
        {
            var (a, corner, b) = (points[i - 1], points[i], points[i + 1]);
            double space = Math.Min(Distance(a, corner), Distance(corner, b)) / (points.Count == 3 ? 1 : 2);
            double radius = dots.Contains(corner) ? 0 : Math.Min(Radius, space);
            path.Append($" L {At(Toward(corner, a, radius))} Q {At(corner)} {At(Toward(corner, b, radius))}");
        }

        return path.Append($" L {At(points[^1])}").ToString();

        static double Distance((double X, double Y) a, (double X, double Y) b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y);

        static (double X, double Y) Toward((double X, double Y) from, (double X, double Y) to, double by) =>
            (from.X + Math.Sign(to.X - from.X) * by, from.Y + Math.Sign(to.Y - from.Y) * by);
    }
}
