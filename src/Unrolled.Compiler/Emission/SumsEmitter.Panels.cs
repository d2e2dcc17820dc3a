using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

// The products of one panel.
internal sealed partial class SumsEmitter
{
    /// <param name="panel">The matrices.</param>
    /// <param name="group">Which of their sums.</param>
    /// <param name="blocks">Of how many blocks of units.</param>
    /// <param name="rests">Variables that groups before this one have taken for what is left over of a loop, by panel.</param>
    private void EmitPanel(Panel panel, SumGroup group, int blocks, Dictionary<Panel, int> rests)
    {
        var (columns, chains, weights) = (panel.Columns.Count, group.Chains, panel.Name);
        var start = _frame.PanelBlock(panel);
        var isPacked = _frame.IsPacked(panel);
        var declares = rests.ContainsKey(panel) ? "" : $"ref {_frame.TypeOf(panel)} ";
        _writer.Comment($"+ {string.Join(", ", panel.Columns.Zip(panel.Sums, (matrix, sum) => (matrix, sum)).Where(pair => group.Sums.Contains(pair.sum)).Select(pair => pair.matrix.Name))} · {GraphPrinter.Print(panel.Operand)}");
        var taken = rests.TryGetValue(panel, out var before) ? before : 0;
        rests[panel] = taken;
        if (panel.IsLookUp)
        {
            _writer.Line($"{declares}{weights} = ref Unsafe.Add(ref parameters, {start} + (nint)token * ({columns} * V.Lanes));");
            for (var b = 0; b < blocks; b++)
            {
                foreach (var sum in panel.Sums.Where(group.Sums.Contains))
                    _writer.Line($"{_accumulators[(sum, b, 0)]} += At<V>(ref {Place(panel, sum, b, 0)}, 0);");
            }

            return;
        }

        _writer.Line($"{declares}{weights} = ref Unsafe.Add(ref {_frame.MemoryOf(panel)}, {start});");
        var takesFours = _stage.TakesFours(panel);
        // Of packed weights there are loads to spare, and none of the operations that spread an element from a vector.
        var loadsFours = takesFours && !isPacked;
        var together = takesFours ? _stage.Together(panel) : isPacked && chains % 2 != 0 ? 2 * chains : chains;
        var rolled = panel.Inner / together * together;

        // What a loop would do once stands without one.
        if (rolled == together)
            rolled = 0;
        if (rolled > 0)
        {
            using (_writer.Block($"for (nint k = 0; k < {Text(rolled)}; k += {Text(together)})"))
            {
                for (var row = 0; row < together; row++)
                {
                    if (loadsFours && row % StreamStage.Four == 0)
                        EmitFour(panel, row);
                    if (isPacked)
                        row += EmitPairs(panel, group, blocks, row, at => Scalar(panel, Offset("k", at)), at => "v" + Text(at));
                    else
                        EmitProducts(panel, group, blocks, row, loadsFours ? Element(panel, row) : Scalar(panel, Offset("k", row)), "v" + Text(row));
                }

                _writer.Line($"{weights} = ref Unsafe.Add(ref {weights}, {Text((isPacked ? together / 2 : together) * columns)} * V.Lanes);");
            }
        }

        for (var rest = 0; rest < panel.Inner - rolled; rest++)
        {
            if (isPacked && rest + 1 < panel.Inner - rolled)
                rest += EmitPairs(panel, group, blocks, rest, at => Scalar(panel, Text(rolled + at)), at => Text(taken + at));
            else
                EmitProducts(panel, group, blocks, rest, Scalar(panel, Text(rolled + rest)), Text(taken + rest));
        }

        rests[panel] = taken + panel.Inner - rolled;
    }

    private string Scalar(Panel panel, string k) => $"V.Broadcast(Unsafe.Add(ref {_memory(panel.Operand)}, {k}))";

    private static string Offset(string name, int by) => by == 0 ? name : $"{name} + {Text(by)}";

    /// <summary>Four elements of the right-hand side, from the <paramref name="row"/>th of a pass on.</summary>
    private void EmitFour(Panel panel, int row)
    {
        _writer.Line($"ref float {First(panel, row)} = ref Unsafe.Add(ref {_memory(panel.Operand)}, {Offset("k", row)});");
        _writer.Line($"V {Fours(panel, row)} = V.Four(ref {First(panel, row)});");
    }

    private static string Element(Panel panel, int row) => $"V.Element({Fours(panel, row)}, ref {First(panel, row)}, {Text(row % StreamStage.Four)})";

    private static string First(Panel panel, int row) => $"{panel.Name}_k{Group(row)}";

    private static string Fours(Panel panel, int row) => $"{panel.Name}_four{Group(row)}";

    /// <summary>What tells the fours of a pass apart.</summary>
    private static string Group(int row) => row < StreamStage.Four ? "" : Text(row / StreamStage.Four + 1);

    /// <summary>Where the weights of a sum in block <paramref name="block"/> lie, for the <paramref name="row"/>th element from here on.</summary>
    private string Place(Panel panel, Sum sum, int block, int row)
    {
        var ofUnit = _frame.IsPacked(panel) ? panel.PairsOfUnit : panel.WeightsOfUnit;
        var vectors = (block * ofUnit) + ((long)(_frame.IsPacked(panel) ? row / 2 : row) * panel.Columns.Count) + sum.Slot - panel.FirstSlot;
        return vectors == 0 ? panel.Name : $"Unsafe.Add(ref {panel.Name}, {(vectors == 1 ? "V.Lanes" : $"{vectors.ToString(CultureInfo.InvariantCulture)} * V.Lanes")})";
    }

    /// <summary>The products with one element of the right-hand side; of packed weights, with the first of a pair.</summary>
    private void EmitProducts(Panel panel, SumGroup group, int blocks, int row, string element, string name)
    {
        var value = Value(panel, group, blocks, element, name);
        var method = _frame.IsPacked(panel) ? "AccumulateFirst" : "Accumulate";
        ForEachSum(panel, group, blocks, (sum, block) => _writer.Line(
            $"V.{method}(ref {_accumulators[(sum, block, row % group.Chains)]}, ref {Place(panel, sum, block, row)}, {value});"));
    }

    /// <summary>The products with two elements of the right-hand side, whose weights share words.</summary>
    /// <returns>The number of elements beyond the first.</returns>
    private int EmitPairs(Panel panel, SumGroup group, int blocks, int row, Func<int, string> element, Func<int, string> name)
    {
        var first = Value(panel, group, blocks, element(row), name(row));
        var second = Value(panel, group, blocks, element(row + 1), name(row + 1));
        ForEachSum(panel, group, blocks, (sum, block) =>
        {
            var sums = $"ref {_accumulators[(sum, block, row % group.Chains)]}, ref {_accumulators[(sum, block, (row + 1) % group.Chains)]}";
            _writer.Line($"V.Accumulate({sums}, ref {Place(panel, sum, block, row)}, {first}, {second});");
        });
        return 1;
    }

    private static void ForEachSum(Panel panel, SumGroup group, int blocks, Action<Sum, int> action)
    {
        for (var block = 0; block < blocks; block++)
        {
            foreach (var sum in panel.Sums.Where(group.Sums.Contains))
                action(sum, block);
        }
    }

    /// <summary>An element of the right-hand side, in a variable where several products need it.</summary>
    private string Value(Panel panel, SumGroup group, int blocks, string element, string name)
    {
        if (panel.Sums.Count(group.Sums.Contains) * blocks <= 1)
            return element;
        var value = $"{panel.Name}_{name}";
        _writer.Line($"V {value} = {element};");
        return value;
    }
}
