using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Emission.PassText;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

// The products of one panel.
internal sealed partial class SumsEmitter
{
    /// <param name="walk">How the matrices are walked over.</param>
    /// <param name="group">Which of their sums.</param>
    /// <param name="rests">Variables that groups before this one have taken for what is left over of a loop, by panel.</param>
    private void EmitPanel(PanelWalk walk, SumGroup group, Dictionary<Panel, int> rests)
    {
        var panel = walk.Panel;
        var (columns, weights) = (panel.Columns.Count, panel.Name);
        var start = _frame.PanelBlock(panel);
        var isPacked = _frame.IsPacked(panel);
        var declares = rests.ContainsKey(panel) ? "" : $"ref {_frame.TypeOf(panel)} ";
        var matrices = panel.Columns.Zip(panel.Sums, (matrix, sum) => (matrix, sum))
            .Where(pair => group.Sums.Contains(pair.sum)).Select(pair => pair.matrix.Name);
        _writer.Comment($"+ {string.Join(", ", matrices)} · {GraphPrinter.Print(panel.Operand)}");
        var taken = rests.TryGetValue(panel, out var before) ? before : 0;
        rests[panel] = taken;
        if (panel.IsLookUp)
        {
            _writer.Line($"{declares}{weights} = ref Unsafe.Add(ref parameters, {start} + (nint)token * ({columns} * V.Lanes));");
            ForEachSum(panel, group, (sum, block) => _writer.Line($"{_accumulators[(sum, block, 0)]} += At<V>({Place(panel, sum, block, 0)});"));
            return;
        }

        _writer.Line($"{declares}{weights} = {_frame.Reference(panel, $"Unsafe.Add(ref {_frame.MemoryOf(panel)}, {start})")};");
        if (_frame.IsInt8(panel))
        {
            EmitBytes(panel, group);
            return;
        }

        var (rolled, together) = (walk.Rolled, walk.Together);
        if (rolled > 0)
        {
            using (_writer.Block($"for (nint k = 0; k < {Text(rolled)}; k += {Text(together)})"))
            {
                EmitElements(panel, group, together, at => "v" + Text(at), at =>
                {
                    if (walk.LoadsFours && at % StreamMethodPlanner.Four == 0)
                        EmitFour(panel, at);
                    return walk.LoadsFours ? Element(panel, at) : Scalar(panel, Offset("k", at));
                });
                _writer.Line($"{weights} = ref Unsafe.Add(ref {weights}, {Text((isPacked ? together / 2 : together) * columns)} * V.Lanes);");
            }
        }

        EmitElements(panel, group, panel.Inner - rolled, at => Text(taken + at), at => Scalar(panel, Text(rolled + at)));
        rests[panel] = taken + panel.Inner - rolled;
    }

    /// <summary>Products of bytes, added up as whole numbers: exact, so that one accumulator a sum is enough.</summary>
    private void EmitBytes(Panel panel, SumGroup group)
    {
        var columns = panel.Columns.Count;
        ForEachSum(panel, group, (sum, block) =>
        {
            var isFirst = _stage.Panels.First(other => _frame.IsInt8(other) && other.Sums.Contains(sum)) == panel;
            _writer.Line($"{(isFirst ? "V " : "")}{_integers[(sum, block)]} = V.Zero;");
        });
        using (_writer.Block($"for (nint k = 0; k < {Text(Panel.QuadsOf(panel.Inner))}; k++)"))
        {
            var value = Value(panel, group, Scalar(panel, "k"), "v");
            ForEachSum(panel, group, (sum, block) => _writer.Line(
                $"V.Accumulate(ref {_integers[(sum, block)]}, {Place(panel, sum, block, 0)}, {value});"));
            _writer.Line($"{panel.Name} = ref Unsafe.Add(ref {panel.Name}, {Lanes(columns)});");
        }

        // Offsets and scales lie behind the weights.
        ForEachSum(panel, group, (sum, block) =>
        {
            var behind = $"{Reference(panel, sum, block, 0)}, {Reference(panel, sum, block, columns)}";
            _writer.Line($"{_accumulators[(sum, block, 0)]} += V.Scaled({_integers[(sum, block)]}, {behind});");
        });
    }

    private string Scalar(Panel panel, string k) => $"V.BroadcastAt(ref {_text.Memory(panel.Operand)}, {k})";

    private static string Offset(string name, int by) => by == 0 ? name : $"{name} + {Text(by)}";

    /// <summary>Four elements of the right-hand side, from the <paramref name="row"/>th of a pass on.</summary>
    private void EmitFour(Panel panel, int row)
    {
        _writer.Line($"ref float {First(panel, row)} = ref Unsafe.Add(ref {_text.Memory(panel.Operand)}, {Offset("k", row)});");
        _writer.Line($"V {Fours(panel, row)} = V.Four(ref {First(panel, row)});");
    }

    private static string Element(Panel panel, int row) => $"V.Element({Fours(panel, row)}, ref {First(panel, row)}, {Text(row % StreamMethodPlanner.Four)})";

    private static string First(Panel panel, int row) => $"{panel.Name}_k{Group(row)}";

    private static string Fours(Panel panel, int row) => $"{panel.Name}_four{Group(row)}";

    /// <summary>What tells the fours of a pass apart.</summary>
    private static string Group(int row) => row < StreamMethodPlanner.Four ? "" : Text(row / StreamMethodPlanner.Four + 1);

    /// <summary>Where the weights of a sum in block <paramref name="block"/> lie, for the <paramref name="row"/>th element: a reference, and how far from
    /// it.</summary>
    private string Place(Panel panel, Sum sum, int block, int row) =>
        $"ref {panel.Name}, {Distance(panel, sum, block, (long)(_frame.IsPacked(panel) ? row / 2 : row) * panel.Columns.Count)}";

    /// <summary>The same as one reference, <paramref name="from"/> vectors on.</summary>
    private string Reference(Panel panel, Sum sum, int block, int from) => At(panel.Name, Distance(panel, sum, block, from));

    private string Distance(Panel panel, Sum sum, int block, long from) => Lanes(From(panel, sum, block, from));

    private long From(Panel panel, Sum sum, int block, long from) =>
        from + (block * _frame.Plans.Memory.PlaceOf(panel).Slots) + sum.Slot - panel.FirstSlot;

    /// <summary>The products with one element of the right-hand side; of packed weights, with the first of a pair.</summary>
    private void EmitProducts(Panel panel, SumGroup group, int row, string element, string name)
    {
        var value = Value(panel, group, element, name);
        if (_frame.IsPacked(panel))
        {
            ForEachSum(panel, group, (sum, block) => _writer.Line(
                $"V.AccumulateFirst(ref {_accumulators[(sum, block, row % group.Chains)]}, {Place(panel, sum, block, row)}, {value});"));
            return;
        }

        for (var block = 0; block < Blocks; block++)
        {
            var sums = panel.Sums.Where(group.Sums.Contains)
                .Select(sum => new Column(_accumulators[(sum, block, row % group.Chains)], From(panel, sum, block, (long)row * panel.Columns.Count)));
            _writer.Lines(ColumnsText.Accumulate(sums, panel.Name, value));
        }
    }

    /// <summary>The products with some elements of the right-hand side, from here on; those of packed weights two by two.</summary>
    /// <param name="panel">The matrices.</param>
    /// <param name="group">Which of their sums.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="name">What an element's variable is called, after the panel.</param>
    /// <param name="element">An element, asked for once and in order.</param>
    private void EmitElements(Panel panel, SumGroup group, int count, Func<int, string> name, Func<int, string> element)
    {
        for (var at = 0; at < count; at++)
        {
            if (_frame.IsPacked(panel) && at + 1 < count)
                EmitPair(panel, group, at++, name, element);
            else
                EmitProducts(panel, group, at, element(at), name(at));
        }
    }

    /// <summary>The products with two elements of the right-hand side, whose weights share words.</summary>
    private void EmitPair(Panel panel, SumGroup group, int row, Func<int, string> name, Func<int, string> element)
    {
        var first = Value(panel, group, element(row), name(row));
        var second = Value(panel, group, element(row + 1), name(row + 1));
        ForEachSum(panel, group, (sum, block) =>
        {
            var sums = $"ref {_accumulators[(sum, block, row % group.Chains)]}, ref {_accumulators[(sum, block, (row + 1) % group.Chains)]}";
            _writer.Line($"V.Accumulate({sums}, {Place(panel, sum, block, row)}, {first}, {second});");
        });
    }

    private void ForEachSum(Panel panel, SumGroup group, Action<Sum, int> action)
    {
        for (var block = 0; block < Blocks; block++)
        {
            foreach (var sum in panel.Sums.Where(group.Sums.Contains))
                action(sum, block);
        }
    }

    /// <summary>An element of the right-hand side, in a variable where several products need it.</summary>
    private string Value(Panel panel, SumGroup group, string element, string name)
    {
        if (panel.Sums.Count(group.Sums.Contains) * Blocks <= 1)
            return element;
        var value = $"{panel.Name}_{name}";
        _writer.Line($"V {value} = {element};");
        return value;
    }
}
