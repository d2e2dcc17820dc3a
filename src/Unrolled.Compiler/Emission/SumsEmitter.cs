using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the sums of products of one stream: weights straight from memory into accumulators, some blocks of units at a time.</summary>
internal sealed partial class SumsEmitter
{
    private readonly CodeWriter _writer;
    private readonly LayerFrame _frame;
    private readonly SumsMethod _method;
    private readonly StreamStage _stage;
    private readonly StageText _text;
    private readonly Dictionary<(Sum, int, int), string> _accumulators = [];
    private readonly Dictionary<(Sum, int), string> _integers = [];

    public SumsEmitter(CodeWriter writer, LayerFrame frame, SumsMethod method)
    {
        _writer = writer;
        _frame = frame;
        _method = method;
        _stage = method.Stage;
        _text = new StageText(frame, method);
        var taken = new HashSet<string>(_stage.Space.Sums.Select(sum => sum.Name), StringComparer.Ordinal);
        var chains = method.Groups.Max(group => group.Chains);
        foreach (var sum in _stage.Sums)
        {
            for (var block = 0; block < method.Blocks; block++)
            {
                for (var chain = 0; chain < chains; chain++)
                    _accumulators.Add((sum, block, chain), NameOf(sum.Name, block, chain, taken));
                if (_stage.Panels.Any(panel => frame.IsInt8(panel) && panel.Sums.Contains(sum)))
                    _integers.Add((sum, block), NameOf(sum.Name + "_n", block, 0, taken));
            }
        }
    }

    private int Blocks => _method.Blocks;

    public void Emit()
    {
        var isOfCaller = _method.Units == UnitRange.OfCaller;
        _writer.Summary(isOfCaller ? $"The same of {(Blocks == 1 ? "one block" : Text(Blocks) + " blocks")} of units{How}." : BlocksEmitter.Summary(_method));
        string[] last = isOfCaller ? ["nint unit"] : _stage.Alternates ? ["bool backwards"] : [];
        _writer.Method("private static void " + _method.Name, _text.Parameters.Concat(last), hasStart: _method.MayBeAhead);
        using (_writer.Block())
        using (_writer.Block("unchecked"))
        {
            var width = _stage.Space.Width;
            if (_method.Units == UnitRange.OneVector)
                _writer.Line("const nint unit = 0;");
            var widths = _stage.Panels.SelectMany(panel => _frame.PanelOffset(panel).Widths).Concat(_frame.BiasOffset(_stage.Space).Widths);
            _writer.Lines(_frame.Names.Declarations(widths.Append(width)));
            if (_method.Units != UnitRange.All)
            {
                EmitBlocks();
                return;
            }

            using (_writer.Block($"for (nint unit = 0; unit < {_frame.Names.Padded(width)}; unit += V.Lanes)"))
                EmitBlocks();
        }
    }

    /// <summary>What tells two methods for as many blocks apart.</summary>
    private string How => !_method.HasOther ? "" : _method.Lanes.AtLeast > 1 ? ", with more accumulators" : ", where registers are few";

    private static string NameOf(string sum, int block, int chain, HashSet<string> taken)
    {
        if (block == 0 && chain == 0 && taken.Contains(sum))
            return sum;
        var name = sum + (block == 0 ? "" : "_b" + Text(block + 1)) + (chain == 0 ? "" : "_" + Text(chain + 1));
        while (!taken.Add(name))
            name += "_";
        return name;
    }

    private void EmitBlocks()
    {
        var rests = new Dictionary<Panel, int>();
        foreach (var group in _method.Groups)
        {
            EmitStarts(group);
            foreach (var walk in group.Walks.Where(walk => !_stage.Ahead.Contains(walk.Panel)))
                EmitPanel(walk, group, rests);
        }

        string Of(Sum sum, int block) => Total(sum, block, _method.Groups.First(group => group.Sums.Contains(sum)));
        switch (_method.Ending)
        {
            case Ending.Stores:
                EmitStores(Of);
                break;
            case Ending.Equations:
                EmitUnits(_text.Units!, Of);
                break;
            default:
                using (_writer.Block($"if ({_text.Units!.Otherwise})"))
                    EmitStores(Of);
                using (_writer.Block("else"))
                    EmitUnits(_text.Units!, Of);
                break;
        }
    }

    /// <summary>A group's accumulators, with what its sums start from in the first; products that may be there are added where they are not.</summary>
    private void EmitStarts(SumGroup group)
    {
        var ahead = group.Walks.Where(walk => _stage.Ahead.Contains(walk.Panel)).ToList();
        var open = group.Sums.Where(sum => ahead.Any(walk => walk.Panel.Sums.Contains(sum))).ToList();
        var sure = group.Sums.Except(open).ToList();
        for (var block = 0; block < Blocks; block++)
        {
            EmitStart(sure, block, _stage.StartOf, declares: true);
            if (open.Count > 0)
                _writer.Line($"V {string.Join(", ", open.Select(sum => _accumulators[(sum, block, 0)]))};");
            var others = Enumerable.Range(1, group.Chains - 1)
                .SelectMany(chain => group.Sums.Where(sum => chain < group.ChainsOf(sum)).Select(sum => (sum, block, chain)));
            var zeros = others.Select(accumulator => _accumulators[accumulator] + " = V.Zero").ToList();
            if (zeros.Count > 0)
                _writer.Line($"V {string.Join(", ", zeros)};");
        }

        if (open.Count == 0)
            return;
        using (_writer.Block("if (S.HasInput)"))
        {
            for (var block = 0; block < Blocks; block++)
                EmitStart(open, block, _ => Start.Accumulate, declares: false);
        }

        using (_writer.Block("else"))
        {
            for (var block = 0; block < Blocks; block++)
                EmitStart(open, block, _stage.StartOf, declares: false);
            foreach (var walk in ahead)
                EmitPanel(walk, group, []);
        }
    }

    /// <summary>The first accumulators of sums in order, by those one after another that start from the same.</summary>
    private void EmitStart(IReadOnlyList<Sum> sums, int block, Func<Sum, Start> startOf, bool declares)
    {
        for (int from = 0, to; from < sums.Count; from = to)
        {
            var start = startOf(sums[from]);
            for (to = from + 1; to < sums.Count && startOf(sums[to]) == start; to++)
            {
            }

            var columns = Columns(sums.Skip(from).Take(to - from), block, sum => _accumulators[(sum, block, 0)]);
            _writer.Lines(LinesOf(start, columns, declares));
        }
    }

    private IEnumerable<string> LinesOf(Start start, IEnumerable<Column> columns, bool declares)
    {
        var first = StageText.Slot(_stage.Space.Sums.Count, 0, 0);
        var bias = _frame.BiasOffset(_stage.Space);
        return start switch
        {
            Start.Accumulate => ColumnsText.Load(columns, _text.Sums, first, declares),
            Start.Bias => ColumnsText.Load(columns, "parameters", bias.IsZero ? first : $"{bias} + {first}", declares),
            _ when declares => [$"V {string.Join(", ", columns.Select(column => column.Name + " = V.Zero"))};"],
            _ => columns.Select(column => $"{column.Name} = V.Zero;"),
        };
    }

    /// <summary>Something of sums, which lie in memory in the order of their slots, block after block.</summary>
    private IEnumerable<Column> Columns(IEnumerable<Sum> sums, int block, Func<Sum, string> name) =>
        sums.Select(sum => new Column(name(sum), ((long)block * _stage.Space.Sums.Count) + sum.Slot));

    private string Total(Sum sum, int block, SumGroup group) =>
        Total([.. Enumerable.Range(0, group.ChainsOf(sum)).Select(chain => _accumulators[(sum, block, chain)])]);

    private void EmitUnits(UnitsText units, Func<Sum, int, string> total)
    {
        var block = 0;
        for (; units.Pairs == Pairing.Blocks && block + 2 <= Blocks; block += 2)
            _writer.Line(units.CallOfTwo(sum => total(sum, block), sum => total(sum, block + 1), StageText.Slot(1, 0, block), place => place));
        for (; block < Blocks; block++)
            _writer.Line(units.Call(sum => total(sum, block), StageText.Slot(1, 0, block), place => place));
    }

    private void EmitStores(Func<Sum, int, string> total)
    {
        for (var block = 0; block < Blocks; block++)
        {
            _writer.Lines(ColumnsText.Store(Columns(_stage.Sums, block, sum => total(sum, block)), _text.Sums, StageText.Slot(_stage.Space.Sums.Count, 0, 0)));
        }
    }

    /// <summary>Added up in pairs, so that no addition waits for more than it has to.</summary>
    private static string Total(IReadOnlyList<string> terms)
    {
        if (terms.Count <= 2)
            return string.Join(" + ", terms);
        var half = (terms.Count + 1) / 2;
        var (left, right) = (Total([.. terms.Take(half)]), Total([.. terms.Skip(half)]));
        return $"{(half == 1 ? left : $"({left})")} + {(terms.Count - half == 1 ? right : $"({right})")}";
    }
}
