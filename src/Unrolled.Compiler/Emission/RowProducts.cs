using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Emission.PassText;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>
/// Prints products of many rows whose sums lie row by row, <c>[row][block][slot][lane]</c>: the steps of a run, or the streams of a step.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="frame">The layer.</param>
/// <param name="rows">The variable with the number of rows.</param>
/// <param name="operand">The first row of what a panel multiplies and the floats to the next: two arguments.</param>
/// <param name="sums">Where the sums of a width start.</param>
/// <param name="stride">Floats from the sums of a row to those of the next, for a width.</param>
internal sealed class RowProducts(CodeWriter writer, LayerFrame frame, string rows, Func<Node, string> operand, Func<Space, string> sums,
    Func<Space, string> stride)
{
    public void Emit(ProductStep product, string when = "")
    {
        var panel = product.Panel;
        var isFresh = product.Start != Start.Accumulate;
        var bias = product.Start == Start.Bias ? $", {Bias(panel.Space, panel.FirstSlot)}, {Lanes(panel.Space.Sums.Count)}" : "";
        writer.Comment($"{(isFresh ? "" : "+ ")}{string.Join(", ", panel.Columns)} · "
            + $"{GraphPrinter.Print(panel.Operand)}{(bias.Length > 0 ? ", plus biases" : "")}{when}");
        var weights = frame.Argument(panel);
        var size = $"{rows}, {frame.Names.Padded(panel.Space.Width)} / V.Lanes, {Text(panel.Columns.Count)}";
        if (panel.IsLookUp)
        {
            var method = product.Start switch { Start.Zero => "Gather", Start.Bias => "GatherFrom", _ => "GatherAdd" };
            writer.Line($"Products.{method}<V>(ref tokens, {Text(panel.Inner)}, {weights}, {Sums(panel.Space, panel.FirstSlot)}, {size}{bias});");
            return;
        }

        var name = product.Start switch { Start.Zero => "Multiply", Start.Bias => "MultiplyFrom", _ => "MultiplyAdd" };
        writer.Line($"Products.{name}<V>({operand(panel.Operand)}, {Text(panel.Inner)}, {weights}, {Sums(panel.Space, panel.FirstSlot)}, {size}{bias});");
    }

    public void Emit(FillStep fill)
    {
        var names = string.Join(", ", fill.Space.Sums.Skip(fill.FirstSlot).Take(fill.Count).Select(sum => sum.Name));
        writer.Comment($"{names} start {(fill.Space.HasBias ? "as their biases" : "at 0")}.");
        var size = $"{Sums(fill.Space, fill.FirstSlot)}, {rows}, {frame.Names.Padded(fill.Space.Width)} / V.Lanes, {Text(fill.Count)}";
        writer.Line(fill.Space.HasBias
            ? $"Products.Fill<V>({Bias(fill.Space, fill.FirstSlot)}, {Lanes(fill.Space.Sums.Count)}, {size});"
            : $"Products.Clear<V>({size});");
    }

    /// <summary>The widths whose padded lengths the printed calls name.</summary>
    public IEnumerable<int> Widths(Panel panel) => frame.PanelOffset(panel).Widths.Concat(Widths(panel.Space));

    public IEnumerable<int> Widths(Space space) => (space.HasBias ? frame.BiasOffset(space).Widths : []).Append(space.Width);

    private string Bias(Space space, int slot) => Parameters(frame.BiasOffset(space), slot);

    private static string Parameters(Lengths offset, int slot)
    {
        var parts = new[] { offset.IsZero ? "" : offset.ToString(), slot == 0 ? "" : Lanes(slot) }.Where(part => part.Length > 0).ToList();
        return parts.Count == 0 ? "ref parameters" : $"ref Unsafe.Add(ref parameters, {string.Join(" + ", parts)})";
    }

    private string Sums(Space space, int slot) =>
        $"ref {(slot == 0 ? sums(space) : $"Unsafe.Add(ref {sums(space)}, {Lanes(slot)})")}, {Lanes(space.Sums.Count)}, {stride(space)}";
}
