using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the sums of products of one stream: weights straight from memory into accumulators, some blocks of units at a time.</summary>
internal sealed partial class SumsEmitter
{
    private readonly CodeWriter _writer;
    private readonly LayerFrame _frame;
    private readonly StreamStage _stage;
    private readonly Func<Node, string> _memory;
    private readonly string _sums;
    private readonly UnitsText? _units;
    private readonly Dictionary<(Sum, int, int), string> _accumulators = [];
    private readonly Dictionary<(Sum, int), string> _integers = [];

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
        var chains = Shapes.SelectMany(Groups).Max(group => group.Chains);
        foreach (var sum in stage.Sums)
        {
            for (var block = 0; block < stage.BlocksAtOnce; block++)
            {
                for (var chain = 0; chain < chains; chain++)
                    _accumulators.Add((sum, block, chain), NameOf(sum.Name, block, chain, taken));
                if (stage.Panels.Any(panel => frame.IsInt8(panel) && panel.Sums.Contains(sum)))
                    _integers.Add((sum, block), NameOf(sum.Name + "_n", block, 0, taken));
            }
        }
    }

    /// <summary>The arguments of a call, without the direction; of a fused step also <paramref name="memory"/>, that of its equations.</summary>
    public static string Arguments(
        LayerFrame frame, StreamStage stage, Func<Node, string> reference, string sums, UnitsText? units = null, IEnumerable<string>? memory = null, string token = "token") =>
        string.Join(", ", Memory(stage, [frame.ParameterArguments], "ref ", token, reference, sums, units, memory));

    public void Emit()
    {
        _writer.Summary((_units is null ? "" : "Pre-activations, and the equations that follow from them: ") + string.Join("; ", _stage.Sums.Select(sum => $"{sum.Name} = {GraphPrinter.PrintRightHandSide(sum.Node)}")) + Products(_stage.Hoisted, "are there") + Products(_stage.Later, "come later") + ".");
        var at = _stage.BlocksAtOnce;
        var own = Arguments(_frame, _stage, _memory, _sums, _units, _units?.Own);
        Open(Name, _stage.Alternates ? "bool backwards" : null, isSplit: at > 1);
        using (_writer.Block())
        using (_writer.Block("unchecked"))
        {
            if (at == 1)
            {
                EmitAll(Shapes.Single());
                return;
            }

            _writer.Lines(_frame.Names.Declarations([_stage.Space.Width]));
            if (_stage.IsSingleUnlessWide)
                _writer.Comment("Where registers are few, one block after another.");
            _writer.Line($"nint together = {(_stage.IsSingleUnlessWide ? $"V.Lanes < {FusedStep.Wide} ? 0 : " : "")}{Units} / ({at} * V.Lanes) * ({at} * V.Lanes);");
            if (_stage.Alternates)
            {
                _writer.Comment("In the opposite order of the previous step: the weights read last are still in the cache.");
                using (_writer.Block("if (backwards)"))
                {
                    using (_writer.Block($"for (nint unit = {Units} - V.Lanes; unit >= together; unit -= V.Lanes)"))
                        EmitCall(1, own);
                    using (_writer.Block($"for (nint unit = together - {at} * V.Lanes; unit >= 0; unit -= {at} * V.Lanes)"))
                        EmitCall(at, own);
                    _writer.Line("return;");
                }
            }

            using (_writer.Block($"for (nint unit = 0; unit < together; unit += {at} * V.Lanes)"))
                EmitCall(at, own);
            using (_writer.Block($"for (nint unit = together; unit < {Units}; unit += V.Lanes)"))
                EmitCall(1, own);
        }

        foreach (var shape in Shapes)
        {
            _writer.Line();
            _writer.Summary($"The same of {(shape.Blocks == 1 ? "one block" : Text(shape.Blocks) + " blocks")} of units{(IsOneOfTwo(shape) ? ", with more accumulators" : shape.IsWide == false ? ", where registers are few" : "")}.");
            Open(Method(shape), "nint unit", isSplit: false);
            using (_writer.Block())
            using (_writer.Block("unchecked"))
            {
                _writer.Lines(_frame.Names.Declarations(Widths()));
                EmitBlocks(shape);
            }
        }
    }

    private string Products(IReadOnlyList<Panel> panels, string when)
    {
        var operands = panels.Where(panel => panel.Sums.Any(_stage.Sums.Contains)).Select(panel => GraphPrinter.Print(panel.Operand)).Distinct().ToList();
        return operands.Count == 0 ? "" : $"; products with {string.Join(", ", operands)} {when}";
    }

    /// <summary>All units, where blocks go one by one.</summary>
    private void EmitAll(Shape shape)
    {
        if (shape.IsWide == true)
        {
            _writer.Line("const nint unit = 0;");
            _writer.Lines(_frame.Names.Declarations(Widths()));
            EmitBlocks(shape);
            return;
        }

        _writer.Lines(_frame.Names.Declarations(Widths()));
        using (_writer.Block($"for (nint unit = 0; unit < {Units}; unit += V.Lanes)"))
            EmitBlocks(shape);
    }

    /// <summary>How many blocks of units a method takes, and whether only with vectors wide enough for its equations or its accumulators, or only with
    /// others.</summary>
    private readonly record struct Shape(int Blocks, bool? IsWide);

    private IEnumerable<Shape> Shapes => _stage.BlocksAtOnce == 1 ? [new Shape(1, _units?.IsOneVector == true ? true : null)]
        : _stage.IsSingleUnlessWide ? [new Shape(_stage.BlocksAtOnce, true), new Shape(1, null)]
        : _stage.HasMoreChainsOfWide ? [new Shape(_stage.BlocksAtOnce, true), new Shape(_stage.BlocksAtOnce, false), new Shape(1, null)]
        : [new Shape(_stage.BlocksAtOnce, null), new Shape(1, null)];

    /// <summary>Whether other vectors have a method of their own for as many blocks.</summary>
    private bool IsOneOfTwo(Shape shape) => shape.IsWide == true && !_stage.IsSingleUnlessWide;

    private IReadOnlyList<SumGroup> Groups(Shape shape) => _stage.Groups(shape.Blocks, shape.IsWide ?? false, _units?.Leading ?? []);

    private void EmitCall(int blocks, string arguments)
    {
        var shapes = Shapes.Where(shape => shape.Blocks == blocks).ToList();
        if (shapes.Count == 1)
        {
            _writer.Line($"{Method(shapes[0])}<V>({arguments}, unit);");
            return;
        }

        using (_writer.Block($"if (V.Lanes < {FusedStep.Wide})"))
            _writer.Line($"{Method(shapes[1])}<V>({arguments}, unit);");
        using (_writer.Block("else"))
            _writer.Line($"{Method(shapes[0])}<V>({arguments}, unit);");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string NameOf(string sum, int block, int chain, HashSet<string> taken)
    {
        if (block == 0 && chain == 0 && taken.Contains(sum))
            return sum;
        var name = sum + (block == 0 ? "" : "_b" + Text(block + 1)) + (chain == 0 ? "" : "_" + Text(chain + 1));
        while (!taken.Add(name))
            name += "_";
        return name;
    }

    private string Units => _frame.Names.Padded(_stage.Space.Width);

    private string Name => _units is null ? _stage.Name : UnitsText.Method(_stage);

    private string Method(Shape shape) => $"{Name}Of{Text(shape.Blocks)}{(IsOneOfTwo(shape) ? "Wide" : "")}";

    private IEnumerable<int> Widths() => _stage.Panels.SelectMany(panel => _frame.PanelOffset(panel).Widths).Concat(_frame.BiasOffset(_stage.Space).Widths).Append(_stage.Space.Width);

    private void Open(string name, string? last, bool isSplit)
    {
        // A few calls are part of the step that makes them: with a single block of units, one is left.
        var parameters = Memory(_stage, _frame.ParameterDeclarations, "ref float ", "int token", _memory, _sums, _units, _units?.Parameters);
        _writer.Method("private static void " + name, last is null ? parameters : parameters.Append(last), isPartOfCaller: isSplit && _units is not null);
    }

    /// <summary>What a stage's method reads and writes. One that goes on to the equations takes the sums in memory only where they are begun there, or left
    /// there on some machines.</summary>
    private static IEnumerable<string> Memory(
        StreamStage stage, IEnumerable<string> parameters, string by, string token, Func<Node, string> reference, string sums, UnitsText? units, IEnumerable<string>? memory) =>
        parameters.Concat(stage.Operands.Select(operand => operand.Operation == Operation.Token ? token : by + reference(operand)))
            .Concat(UnitsText.LeavesSums(units) || stage.Sums.Any(stage.IsBegun) ? [by + sums] : []).Concat(memory ?? []);

    /// <summary>Where a slot of a block lies, from the first of its kind.</summary>
    private static string Slot(int slots, int slot, int block)
    {
        var vectors = (block * slots) + slot;
        var first = slots == 1 ? "unit" : $"{Text(slots)} * unit";
        return vectors == 0 ? first : vectors == 1 ? first + " + V.Lanes" : $"{first} + {Text(vectors)} * V.Lanes";
    }

    private void EmitBlocks(Shape shape)
    {
        var (blocks, groups, rests) = (shape.Blocks, Groups(shape), new Dictionary<Panel, int>());
        foreach (var group in groups)
        {
            EmitStarts(group, blocks);
            foreach (var panel in _stage.Panels.Where(panel => panel.Sums.Any(group.Sums.Contains)))
                EmitPanel(panel, group, blocks, rests);
        }

        string Sum(Sum sum, int block) => Total(sum, block, groups.First(group => group.Sums.Contains(sum)).Chains);
        if (_units is null || (_units.Otherwise is not null && shape.IsWide == false))
        {
            EmitStores(blocks, Sum);
        }
        else if (_units.Otherwise is { } otherwise && shape.IsWide is null)
        {
            using (_writer.Block($"if ({otherwise})"))
                EmitStores(blocks, Sum);
            using (_writer.Block("else"))
                EmitUnits(_units, blocks, Sum);
        }
        else
        {
            EmitUnits(_units, blocks, Sum);
        }
    }

    /// <summary>A group's accumulators, with the biases in the first.</summary>
    private void EmitStarts(SumGroup group, int blocks)
    {
        var space = _stage.Space;
        var bias = _frame.BiasOffset(space);
        for (var block = 0; block < blocks; block++)
        {
            foreach (var sum in group.Sums)
            {
                var at = Slot(space.Sums.Count, sum.Slot, block);
                var start = _stage.IsBegun(sum) ? $"At<V>(ref {_sums}, {at})" : sum.Node.Parameter is null ? "V.Zero" : $"At<V>(ref parameters, {(bias.IsZero ? at : $"{bias} + {at}")})";
                _writer.Line($"V {_accumulators[(sum, block, 0)]} = {start};");
            }

            var others = Enumerable.Range(1, group.Chains - 1)
                .SelectMany(chain => group.Sums.Where(sum => chain < _stage.ChainsOf(sum, group.Chains)).Select(sum => (sum, block, chain)));
            var zeros = others.Select(accumulator => _accumulators[accumulator] + " = V.Zero").ToList();
            if (zeros.Count > 0)
                _writer.Line($"V {string.Join(", ", zeros)};");
        }
    }

    private string Total(Sum sum, int block, int chains) => Total([.. Enumerable.Range(0, _stage.ChainsOf(sum, chains)).Select(chain => _accumulators[(sum, block, chain)])]);

    private void EmitUnits(UnitsText units, int blocks, Func<Sum, int, string> total)
    {
        var block = 0;
        for (; units.Pairs == Pairing.Blocks && block + 2 <= blocks; block += 2)
            _writer.Line(units.CallOfTwo(sum => total(sum, block), sum => total(sum, block + 1), Slot(1, 0, block), place => place));
        for (; block < blocks; block++)
            _writer.Line(units.Call(sum => total(sum, block), Slot(1, 0, block), place => place));
    }

    private void EmitStores(int blocks, Func<Sum, int, string> total)
    {
        for (var block = 0; block < blocks; block++)
        {
            foreach (var sum in _stage.Sums)
                _writer.Line($"At<V>(ref {_sums}, {Slot(_stage.Space.Sums.Count, sum.Slot, block)}) = {total(sum, block)};");
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
