using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the sums of products of one stream: weights straight from memory into accumulators, some blocks of units at a time.</summary>
internal sealed class SumsEmitter
{
    private readonly CodeWriter _writer;
    private readonly LayerFrame _frame;
    private readonly StreamStage _stage;
    private readonly Func<Node, string> _memory;
    private readonly string _sums;
    private readonly UnitsText? _units;
    private readonly Dictionary<(Sum, int, int), string> _accumulators = [];

    /// <param name="writer">Where to.</param>
    /// <param name="frame">The layer.</param>
    /// <param name="stage">What is added up.</param>
    /// <param name="memory">The variable that holds an operand.</param>
    /// <param name="sums">The variable that takes the sums.</param>
    /// <param name="units">What is made of the sums at once, in a fused step.</param>
    public SumsEmitter(CodeWriter writer, LayerFrame frame, StreamStage stage, Func<Node, string> memory, string sums, UnitsText? units)
    {
        _units = units;
        _writer = writer;
        _frame = frame;
        _stage = stage;
        _memory = memory;
        _sums = sums;
        var taken = new HashSet<string>(stage.Space.Sums.Select(sum => sum.Name), StringComparer.Ordinal);
        foreach (var sum in stage.Sums)
        {
            for (var block = 0; block < stage.BlocksAtOnce; block++)
            {
                for (var chain = 0; chain < Math.Max(stage.Chains(1), stage.Chains(stage.BlocksAtOnce)); chain++)
                    _accumulators.Add((sum, block, chain), NameOf(sum.Name, block, chain, taken));
            }
        }
    }

    /// <summary>The arguments of a call, without the direction; of a fused step also <paramref name="memory"/>, that of its equations.</summary>
    public static string Arguments(StreamStage stage, Func<Node, string> reference, string sums, UnitsText? units = null, IEnumerable<string>? memory = null, string token = "token") =>
        string.Join(", ", Memory(stage, "ref ", token, reference, sums, units, memory));

    public void Emit()
    {
        _writer.Summary((_units is null ? "" : "Sums, and at once what is made of them: ") + string.Join("; ", _stage.Sums.Select(sum => $"{sum.Name} = {GraphPrinter.PrintRightHandSide(sum.Node)}")) + (_stage.Hoisted.Count > 0 ? "; what is made of the input alone is there." : "."));
        var at = _stage.BlocksAtOnce;
        var own = Arguments(_stage, _memory, _sums, _units, _units?.Own);
        Open(Name, _stage.Alternates ? "bool backwards" : null, isSplit: at > 1);
        using (_writer.Block())
        using (_writer.Block("unchecked"))
        {
            if (at == 1)
            {
                _writer.Lines(_frame.Names.Declarations(Widths()));
                using (_writer.Block($"for (nint unit = 0; unit < {Units}; unit += V.Lanes)"))
                    EmitBlocks(1);
                return;
            }

            _writer.Lines(_frame.Names.Declarations([_stage.Space.Width]));
            _writer.Line($"nint together = {Units} / ({at} * V.Lanes) * ({at} * V.Lanes);");
            if (_stage.Alternates)
            {
                _writer.Comment("Back the way that the step before came: the weights read last are still in the cache.");
                using (_writer.Block("if (backwards)"))
                {
                    using (_writer.Block($"for (nint unit = {Units} - V.Lanes; unit >= together; unit -= V.Lanes)"))
                        _writer.Line($"{Method(1)}<V>({own}, unit);");
                    using (_writer.Block($"for (nint unit = together - {at} * V.Lanes; unit >= 0; unit -= {at} * V.Lanes)"))
                        _writer.Line($"{Method(at)}<V>({own}, unit);");
                    _writer.Line("return;");
                }
            }

            using (_writer.Block($"for (nint unit = 0; unit < together; unit += {at} * V.Lanes)"))
                _writer.Line($"{Method(at)}<V>({own}, unit);");
            using (_writer.Block($"for (nint unit = together; unit < {Units}; unit += V.Lanes)"))
                _writer.Line($"{Method(1)}<V>({own}, unit);");
        }

        foreach (var blocks in new[] { at, 1 })
        {
            _writer.Line();
            _writer.Summary(blocks == 1 ? "The same of one block of units." : $"The same of {Text(blocks)} blocks of units.");
            Open(Method(blocks), "nint unit", isSplit: false);
            using (_writer.Block())
            using (_writer.Block("unchecked"))
            {
                _writer.Lines(_frame.Names.Declarations(Widths()));
                EmitBlocks(blocks);
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string NameOf(string sum, int block, int chain, HashSet<string> taken)
    {
        if (block == 0 && chain == 0)
            return sum;
        var name = sum + (block == 0 ? "" : "_b" + Text(block + 1)) + (chain == 0 ? "" : "_" + Text(chain + 1));
        while (!taken.Add(name))
            name += "_";
        return name;
    }

    private string Units => _frame.Names.Padded(_stage.Space.Width);

    private string Name => _units is null ? _stage.Name : UnitsText.Method(_stage);

    private string Method(int blocks) => Name + "Of" + Text(blocks);

    private IEnumerable<int> Widths() => _stage.Panels.SelectMany(panel => _frame.PanelOffset(panel).Widths).Concat(_frame.BiasOffset(_stage.Space).Widths).Append(_stage.Space.Width);

    private void Open(string name, string? last, bool isSplit)
    {
        // A few calls are part of the step that makes them: with a single block of units, one is left.
        var parameters = Memory(_stage, "ref float ", "int token", _memory, _sums, _units, _units?.Parameters);
        _writer.Method("private static void " + name, last is null ? parameters : parameters.Append(last), isPartOfCaller: isSplit && _units is not null);
    }

    /// <summary>What a stage's method reads and writes. One that goes on to the equations takes the sums in memory only where they are begun there, or left there on some machines.</summary>
    private static IEnumerable<string> Memory(StreamStage stage, string by, string token, Func<Node, string> reference, string sums, UnitsText? units, IEnumerable<string>? memory) =>
        new[] { by + "parameters" }.Concat(stage.Operands.Select(operand => operand.Operation == Operation.Token ? token : by + reference(operand)))
            .Concat(UnitsText.LeavesSums(units) || stage.Sums.Any(stage.IsBegun) ? [by + sums] : []).Concat(memory ?? []);

    /// <summary>Where a slot of a block lies, from the first of its kind.</summary>
    private static string Slot(int slots, int slot, int block)
    {
        var vectors = (block * slots) + slot;
        var first = slots == 1 ? "unit" : $"{Text(slots)} * unit";
        return vectors == 0 ? first : vectors == 1 ? first + " + V.Lanes" : $"{first} + {Text(vectors)} * V.Lanes";
    }

    private void EmitBlocks(int blocks)
    {
        var chains = _stage.Chains(blocks);
        var space = _stage.Space;
        var bias = _frame.BiasOffset(space);
        for (var block = 0; block < blocks; block++)
        {
            foreach (var sum in _stage.Sums)
            {
                var at = Slot(space.Sums.Count, sum.Slot, block);
                var start = _stage.IsBegun(sum) ? $"At<V>(ref {_sums}, {at})" : sum.Node.Parameter is null ? "V.Zero" : $"At<V>(ref parameters, {(bias.IsZero ? at : $"{bias} + {at}")})";
                _writer.Line($"V {_accumulators[(sum, block, 0)]} = {start};");
            }

            for (var chain = 1; chain < chains; chain++)
                _writer.Line($"V {string.Join(", ", _stage.Sums.Where(sum => chain < _stage.ChainsOf(sum, chains)).Select(sum => $"{_accumulators[(sum, block, chain)]} = V.Zero"))};");
        }

        foreach (var panel in _stage.Panels)
            EmitPanel(panel, blocks, chains);
        if (_units is null)
        {
            EmitStores(blocks, chains);
        }
        else if (_units.Otherwise is { } otherwise)
        {
            using (_writer.Block($"if ({otherwise})"))
                EmitStores(blocks, chains);
            using (_writer.Block("else"))
            {
                EmitUnits(_units, blocks, chains);

                // Without a way back it is no loop: .NET 9 would load the constants of all activations before it, and put half of them aside (GRU 1x16 with NativeAOT on 512 bits: 62 ns for 74).
                if (_units.IsOneVector)
                    _writer.Line("return;");
            }
        }
        else
        {
            EmitUnits(_units, blocks, chains);
        }
    }

    private string Total(Sum sum, int block, int chains) => Total([.. Enumerable.Range(0, _stage.ChainsOf(sum, chains)).Select(chain => _accumulators[(sum, block, chain)])]);

    private void EmitUnits(UnitsText units, int blocks, int chains)
    {
        var block = 0;
        for (; units.Pairs == Pairing.Blocks && block + 2 <= blocks; block += 2)
            _writer.Line(units.CallOfTwo(sum => Total(sum, block, chains), sum => Total(sum, block + 1, chains), Slot(1, 0, block), place => place));
        for (; block < blocks; block++)
            _writer.Line(units.Call(sum => Total(sum, block, chains), Slot(1, 0, block), place => place));
    }

    private void EmitStores(int blocks, int chains)
    {
        for (var block = 0; block < blocks; block++)
        {
            foreach (var sum in _stage.Sums)
                _writer.Line($"At<V>(ref {_sums}, {Slot(_stage.Space.Sums.Count, sum.Slot, block)}) = {Total(sum, block, chains)};");
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

    private void EmitPanel(Panel panel, int blocks, int chains)
    {
        var columns = panel.Columns.Count;
        var weights = panel.Name;
        var start = _frame.PanelBlock(panel);
        _writer.Comment($"+ {string.Join(", ", panel.Columns.Zip(panel.Sums, (matrix, sum) => (matrix, sum)).Where(pair => _stage.Sums.Contains(pair.sum)).Select(pair => pair.matrix.Name))} · {GraphPrinter.Print(panel.Operand)}");
        if (panel.IsLookUp)
        {
            _writer.Line($"ref float {weights} = ref Unsafe.Add(ref parameters, {start} + (nint)token * ({columns} * V.Lanes));");
            for (var b = 0; b < blocks; b++)
            {
                foreach (var sum in panel.Sums.Where(_stage.Sums.Contains))
                    _writer.Line($"{_accumulators[(sum, b, 0)]} += {Weight(panel, sum, b, 0)};");
            }

            return;
        }

        _writer.Line($"ref float {weights} = ref Unsafe.Add(ref parameters, {start});");
        var rolled = panel.Inner / chains * chains;
        if (rolled > 0)
        {
            using (_writer.Block($"for (nint k = 0; k < {Text(rolled)}; k += {Text(chains)})"))
            {
                for (var chain = 0; chain < chains; chain++)
                    EmitProducts(panel, blocks, chain, chain == 0 ? "k" : $"k + {Text(chain)}", "v");
                _writer.Line($"{weights} = ref Unsafe.Add(ref {weights}, {Text(chains * columns)} * V.Lanes);");
            }
        }

        for (var rest = 0; rest < panel.Inner - rolled; rest++)
            EmitProducts(panel, blocks, rest, Text(rolled + rest), "rest");
    }

    /// <summary>The weights of a sum in block <paramref name="block"/>, for the <paramref name="row"/>th element from here on.</summary>
    private static string Weight(Panel panel, Sum sum, int block, int row)
    {
        var vectors = ((long)block * panel.Inner * panel.Columns.Count) + ((long)row * panel.Columns.Count) + sum.Slot - panel.FirstSlot;
        return $"At<V>(ref {panel.Name}, {(vectors == 0 ? "0" : vectors == 1 ? "V.Lanes" : $"{vectors.ToString(CultureInfo.InvariantCulture)} * V.Lanes")})";
    }

    private void EmitProducts(Panel panel, int blocks, int chain, string k, string kind)
    {
        var scalar = $"V.Broadcast(Unsafe.Add(ref {_memory(panel.Operand)}, {k}))";
        var sums = panel.Sums.Where(_stage.Sums.Contains).ToList();
        var isShared = sums.Count * blocks > 1;
        var value = isShared ? $"{panel.Name}_{kind}{Text(chain)}" : scalar;
        if (isShared)
            _writer.Line($"V {value} = {scalar};");
        for (var block = 0; block < blocks; block++)
        {
            foreach (var sum in sums)
            {
                var accumulator = _accumulators[(sum, block, chain)];
                _writer.Line($"V.Accumulate(ref {accumulator}, {Weight(panel, sum, block, chain)}, {value});");
            }
        }
    }
}
