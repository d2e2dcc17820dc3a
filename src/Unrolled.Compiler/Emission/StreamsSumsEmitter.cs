using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Emission.PassText;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the sums of products of some streams at once: each vector of weights is read for all of them.</summary>
internal sealed class StreamsSumsEmitter(CodeWriter writer, LayerFrame frame, StreamsMethod method)
{
    private readonly StreamStage _stage = method.Stage;
    private readonly StreamVariables _variables = new(frame.Inference);
    private readonly UnitsText? _units = method.Fused is { } step ? new UnitsText(frame, step) : null;
    private readonly VariableNames _names = new();
    private readonly Dictionary<(Sum, int), string> _accumulators = [];

    private string Sums => _variables.Sums(method.Stage.Space);

    /// <summary>The arguments of a call, without the distance between streams.</summary>
    public static string Arguments(StreamStage stage, Func<Node, string> reference, string sums, IEnumerable<string>? units) => string.Join(", ", Parameters(
        stage, operand => operand.Operation == Operation.Token ? "ref Unsafe.Add(ref tokens, stream)" : $"ref {reference(operand)}", "xStride")
            .Prepend("ref parameters").Concat(units ?? [$"ref {sums}"]));

    public void Emit()
    {
        var widths = _stage.Panels.SelectMany(panel => frame.PanelOffset(panel).Widths).Concat(frame.BiasOffset(_stage.Space).Widths);
        writer.Summary($"{string.Join(", ", _stage.Sums.Select(sum => sum.Name))} of "
            + $"{(method.Streams == 1 ? "a stream beside others" : Text(method.Streams) + " streams")}.");
        var operands = Parameters(_stage, operand => operand.Operation == Operation.Token ? "ref int tokens" : $"ref float {_variables.Memory(operand)}",
            "nint xStride");
        var parameters = operands.Prepend("ref float parameters").Concat(_units?.Parameters ?? [$"ref float {Sums}"]);
        writer.Method("private static void " + method.Name, parameters.Append("nint stride"));
        using (writer.Block())
        using (writer.Block("unchecked"))
        {
            writer.Lines(frame.Names.Declarations(widths.Append(_stage.Space.Width)));
            using (writer.Block($"for (nint unit = 0; unit < {frame.Names.Padded(_stage.Space.Width)}; unit += V.Lanes)"))
                EmitBlock();
        }
    }

    private static IEnumerable<string> Parameters(StreamStage stage, Func<Node, string> operand, string stride) =>
        stage.Operands.SelectMany(node => node.Operation == Operation.Input ? new[] { operand(node), stride } : [operand(node)]).Distinct();

    /// <summary>Where the first sum of a vector of units lies, from that of the first unit.</summary>
    private string FirstSlot => StageText.Slot(_stage.Space.Sums.Count, 0, 0);

    private static string Of(int stream, string stride, string offset) =>
        stream == 0 ? offset : $"{(stream == 1 ? stride : $"{Text(stream)} * {stride}")}{(offset == "0" ? "" : $" + {offset}")}";

    private void EmitBlock()
    {
        _names.Reserve(_stage.Operands.Where(operand => operand.Operation != Operation.Token).Select(_variables.Memory));
        _names.Reserve(["unit", "k", "v", "parameters", "tokens", "stride", "xStride", Sums]);
        _names.Reserve(_stage.Panels.Select(panel => panel.Name).Concat(frame.Names.Widths.Select(frame.Names.Padded)));
        foreach (var sum in _stage.Sums)
            _accumulators.Add((sum, 0), _names.Take(sum.Name));
        var (biases, zeros) = (_stage.Sums.Where(sum => _stage.StartOf(sum) != Start.Zero), _stage.Sums.Where(sum => _stage.StartOf(sum) == Start.Zero));
        var bias = frame.BiasOffset(_stage.Space);
        writer.Lines(ColumnsText.Load(biases.Select(sum => new Column(_accumulators[(sum, 0)], sum.Slot)), "parameters",
            $"{(bias.IsZero ? "" : $"{bias} + ")}{FirstSlot}"));
        foreach (var sum in zeros)
            writer.Line($"V {_accumulators[(sum, 0)]} = V.Zero;");
        for (var stream = 1; stream < method.Streams; stream++)
        {
            foreach (var sum in _stage.Sums)
                _accumulators.Add((sum, stream), _names.Take($"{sum.Name}_s{Text(stream + 1)}"));
            writer.Line($"V {string.Join(", ", _stage.Sums.Select(sum => $"{_accumulators[(sum, stream)]} = {_accumulators[(sum, 0)]}"))};");
        }

        foreach (var walk in method.Walks)
            EmitPanel(walk);
        if (_units is not null)
        {
            EmitUnits(_units);
            return;
        }

        for (var stream = 0; stream < method.Streams; stream++)
        {
            var sums = _stage.Sums.Select(sum => new Column(_accumulators[(sum, stream)], sum.Slot));
            writer.Lines(ColumnsText.Store(sums, Sums, Of(stream, "stride", FirstSlot)));
        }
    }

    private void EmitUnits(UnitsText units)
    {
        var isOfTwo = units.Pairs == Pairing.Streams && method.Streams > 1;
        for (var stream = 0; stream < method.Streams; stream += isOfTwo ? 2 : 1)
        {
            string Place(string place) => stream == 0 ? place : $"Unsafe.Add(ref {place}, {Of(stream, "stride", "0")})";
            writer.Line(isOfTwo
                ? units.CallOfTwo(sum => _accumulators[(sum, stream)], sum => _accumulators[(sum, stream + 1)], "unit", Place)
                : units.Call(sum => _accumulators[(sum, stream)], "unit", Place));
        }

        if (units.IsOneVector)
        {
            // No loop, as in a step of one stream.
            using (writer.Block($"if (V.Lanes >= {frame.Names.True(_stage.Space.Width)})"))
                writer.Line("return;");
        }
    }

    private void EmitPanel(PartedWalk walk)
    {
        var panel = walk.Panel;
        var pairs = panel.Columns.Zip(panel.Sums, (matrix, sum) => (Matrix: matrix, Sum: sum)).Where(pair => _stage.Sums.Contains(pair.Sum)).ToList();
        writer.Comment($"+ {string.Join(", ", pairs.Select(pair => pair.Matrix.Name))} · {GraphPrinter.Print(panel.Operand)}");
        writer.Line($"ref float {panel.Name} = ref Unsafe.Add(ref parameters, {frame.PanelBlock(panel)});");
        if (panel.IsLookUp)
        {
            for (var stream = 0; stream < method.Streams; stream++)
            {
                foreach (var (_, sum) in pairs)
                    writer.Line($"{_accumulators[(sum, stream)]} += At<V>(ref {panel.Name}, (nint)Unsafe.Add(ref tokens, {Text(stream)}) * "
                        + $"({Lanes(panel.Columns.Count)}){(sum.Slot == panel.FirstSlot ? "" : $" + {Lanes(sum.Slot - panel.FirstSlot)}")});");
            }

            return;
        }

        if (walk.Parts > 1 && method.Streams == 1)
            EmitPartsAtOnce(walk, pairs);
        else
            EmitParts(walk, pairs);
    }

    /// <summary>One part after another, of all streams: those of the same length in a loop.</summary>
    private void EmitParts(PartedWalk walk, List<(Parameter Matrix, Sum Sum)> pairs)
    {
        var (length, inner) = (walk.Length, walk.Panel.Inner);
        EmitPart(walk.Panel, pairs, _accumulators, "0", Text(walk.LengthOf(0)));
        if (walk.Parts == 1)
            return;
        var last = walk.LengthOf(walk.Parts - 1);
        var alike = last == length ? walk.Parts : walk.Parts - 1;
        if (alike > 2)
        {
            using (writer.Block($"for (nint part = {Text(length)}; part < {Text(alike * length)}; part += {Text(length)})"))
                EmitLaterPart("part", $"part + {Text(length)}");
        }
        else if (alike == 2)
        {
            EmitLaterPart(Text(length), Text(2 * length));
        }

        if (alike < walk.Parts)
            EmitLaterPart(Text(inner - last), Text(inner));

        void EmitLaterPart(string from, string to)
        {
            var sums = NewAccumulators(pairs, "_2");
            EmitPart(walk.Panel, pairs, sums, from, to);
            EmitTotals(sums);
        }
    }

    private void EmitPart(Panel panel, List<(Parameter Matrix, Sum Sum)> pairs, Dictionary<(Sum, int), string> sums, string from, string to)
    {
        var stride = panel.Operand.Operation == Operation.Input ? "xStride" : "stride";
        using (panel.Inner == 1 ? writer.Block() : writer.Block($"for (nint k = {from}; k < {to}; k++)"))
        {
            var k = panel.Inner == 1 ? "0" : "k";
            var weights = pairs.ToDictionary(pair => pair.Sum, pair => _names.Take(pair.Matrix.Name));
            writer.Lines(ColumnsText.Load(pairs.Select(pair => new Column(weights[pair.Sum], pair.Sum.Slot - panel.FirstSlot)), panel.Name, ""));
            for (var stream = 0; stream < method.Streams; stream++)
            {
                writer.Line($"{(stream == 0 ? "V " : "")}v = V.BroadcastAt(ref {_variables.Memory(panel.Operand)}, {Of(stream, stride, k)});");
                writer.Lines(ColumnsText.Accumulate(pairs.Select(pair => (sums[(pair.Sum, stream)], weights[pair.Sum])), "v"));
            }

            if (panel.Inner > 1)
                writer.Line($"{panel.Name} = ref Unsafe.Add(ref {panel.Name}, {Lanes(panel.Columns.Count)});");
        }
    }

    /// <summary>All parts at once, of one stream: they do not wait for each other.</summary>
    private void EmitPartsAtOnce(PartedWalk walk, List<(Parameter Matrix, Sum Sum)> pairs)
    {
        var (panel, columns) = (walk.Panel, walk.Panel.Columns.Count);
        var sums = Enumerable.Range(0, walk.Parts).Select(part => part == 0 ? _accumulators : NewAccumulators(pairs, "_" + Text(part + 1))).ToList();
        void Products(int part, int ahead, string k, bool declares)
        {
            writer.Line($"{(declares ? "V " : "")}v = V.BroadcastAt(ref {_variables.Memory(panel.Operand)}, {k});");
            var columnsOfPart = pairs.Select(pair => new Column(sums[part][(pair.Sum, 0)], ((long)ahead * columns) + pair.Sum.Slot - panel.FirstSlot));
            writer.Lines(ColumnsText.Accumulate(columnsOfPart, panel.Name, "v"));
        }

        var (last, length) = (walk.Parts - 1, walk.Length);
        using (writer.Block($"for (nint k = 0; k < {Text(length)}; k++)"))
        {
            for (var part = 0; part < walk.Parts; part++)
                Products(part, part * length, part == 0 ? "k" : $"{Text(part * length)} + k", declares: part == 0);
            writer.Line($"{panel.Name} = ref Unsafe.Add(ref {panel.Name}, {Lanes(columns)});");
        }

        // The loop has left the place at the end of the first part.
        if (walk.LengthOf(last) > length)
        {
            using (writer.Block())
            {
                for (var k = length; k < walk.LengthOf(last); k++)
                    Products(last, (last * length) + k - length, Text((last * length) + k), declares: k == length);
            }
        }

        foreach (var part in sums.Skip(1))
            EmitTotals(part);
    }

    /// <summary>Accumulators for a part that is not the first.</summary>
    private Dictionary<(Sum, int), string> NewAccumulators(List<(Parameter Matrix, Sum Sum)> pairs, string suffix)
    {
        var sums = new Dictionary<(Sum, int), string>();
        for (var stream = 0; stream < method.Streams; stream++)
        {
            foreach (var (_, sum) in pairs)
                sums.Add((sum, stream), _names.Take(_accumulators[(sum, stream)] + suffix));
        }

        writer.Line($"V {string.Join(", ", sums.Values.Select(name => name + " = V.Zero"))};");
        return sums;
    }

    private void EmitTotals(Dictionary<(Sum, int), string> sums)
    {
        foreach (var pair in sums)
            writer.Line($"{_accumulators[pair.Key]} += {pair.Value};");
    }
}
