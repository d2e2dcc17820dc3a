using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

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
        stage, operand => operand.Operation == Operation.Token ? "ref Unsafe.Add(ref tokens, stream)" : $"ref {reference(operand)}", "xStride").Prepend("ref parameters").Concat(units ?? [$"ref {sums}"]));

    public void Emit()
    {
        var widths = _stage.Panels.SelectMany(panel => frame.PanelOffset(panel).Widths).Concat(frame.BiasOffset(_stage.Space).Widths);
        writer.Summary($"{string.Join(", ", _stage.Sums.Select(sum => sum.Name))} of {Text(method.Streams)} streams.");
        var operands = Parameters(_stage, operand => operand.Operation == Operation.Token ? "ref int tokens" : $"ref float {_variables.Memory(operand)}", "nint xStride");
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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Parameters(StreamStage stage, Func<Node, string> operand, string stride) =>
        stage.Operands.SelectMany(node => node.Operation == Operation.Input ? new[] { operand(node), stride } : [operand(node)]).Distinct();

    private static string Lanes(int vectors) => vectors == 0 ? "0" : vectors == 1 ? "V.Lanes" : $"{Text(vectors)} * V.Lanes";

    private static string Slot(int slots, int slot) => (slots == 1 ? "unit" : $"{Text(slots)} * unit") + (slot == 0 ? "" : $" + {Lanes(slot)}");

    private static string Of(int stream, string stride, string offset) =>
        stream == 0 ? offset : $"{(stream == 1 ? stride : $"{Text(stream)} * {stride}")}{(offset == "0" ? "" : $" + {offset}")}";

    private void EmitBlock()
    {
        _names.Reserve(_stage.Operands.Where(operand => operand.Operation != Operation.Token).Select(_variables.Memory));
        _names.Reserve(["unit", "k", "v", "parameters", "tokens", "stride", "xStride", Sums]);
        _names.Reserve(_stage.Panels.Select(panel => panel.Name).Concat(frame.Names.Widths.Select(frame.Names.Padded)));
        var (slots, bias) = (_stage.Space.Sums.Count, frame.BiasOffset(_stage.Space));
        for (var stream = 0; stream < method.Streams; stream++)
        {
            foreach (var sum in _stage.Sums)
            {
                var name = _names.Take(stream == 0 ? sum.Name : $"{sum.Name}_s{Text(stream + 1)}");
                _accumulators.Add((sum, stream), name);
                var start = _stage.StartOf(sum) == Start.Zero ? "V.Zero" : $"At<V>(ref parameters, {(bias.IsZero ? "" : $"{bias} + ")}{Slot(slots, sum.Slot)})";
                writer.Line($"V {name} = {(stream > 0 ? _accumulators[(sum, 0)] : start)};");
            }
        }

        foreach (var panel in _stage.Panels)
            EmitPanel(panel);
        if (_units is not null)
        {
            EmitUnits(_units);
            return;
        }

        for (var stream = 0; stream < method.Streams; stream++)
        {
            foreach (var sum in _stage.Sums)
                writer.Line($"At<V>(ref {Sums}, {Of(stream, "stride", Slot(slots, sum.Slot))}) = {_accumulators[(sum, stream)]};");
        }
    }

    private void EmitUnits(UnitsText units)
    {
        for (var stream = 0; stream < method.Streams; stream += units.Pairs == Pairing.Streams ? 2 : 1)
        {
            string Place(string place) => stream == 0 ? place : $"Unsafe.Add(ref {place}, {Of(stream, "stride", "0")})";
            writer.Line(units.Pairs == Pairing.Streams
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

    private void EmitPanel(Panel panel)
    {
        var columns = panel.Columns.Count;
        var pairs = panel.Columns.Zip(panel.Sums, (matrix, sum) => (Matrix: matrix, Sum: sum)).Where(pair => _stage.Sums.Contains(pair.Sum)).ToList();
        writer.Comment($"+ {string.Join(", ", pairs.Select(pair => pair.Matrix.Name))} · {GraphPrinter.Print(panel.Operand)}");
        writer.Line($"ref float {panel.Name} = ref Unsafe.Add(ref parameters, {frame.PanelBlock(panel)});");
        if (panel.IsLookUp)
        {
            for (var stream = 0; stream < method.Streams; stream++)
            {
                foreach (var (_, sum) in pairs)
                    writer.Line($"{_accumulators[(sum, stream)]} += At<V>(ref {panel.Name}, (nint)Unsafe.Add(ref tokens, {Text(stream)}) * ({Lanes(columns)}){(sum.Slot == panel.FirstSlot ? "" : $" + {Lanes(sum.Slot - panel.FirstSlot)}")});");
            }

            return;
        }

        using (panel.Inner == 1 ? writer.Block() : writer.Block($"for (nint k = 0; k < {Text(panel.Inner)}; k++)"))
        {
            var k = panel.Inner == 1 ? "0" : "k";
            var weights = pairs.ToDictionary(pair => pair.Sum, pair => _names.Take(pair.Matrix.Name));
            foreach (var (_, sum) in pairs)
                writer.Line($"V {weights[sum]} = At<V>(ref {panel.Name}, {Lanes(sum.Slot - panel.FirstSlot)});");
            var stride = panel.Operand.Operation == Operation.Input ? "xStride" : "stride";
            for (var stream = 0; stream < method.Streams; stream++)
            {
                writer.Line($"{(stream == 0 ? "V " : "")}v = V.Broadcast(Unsafe.Add(ref {_variables.Memory(panel.Operand)}, {Of(stream, stride, k)}));");
                foreach (var (_, sum) in pairs)
                    writer.Line($"V.Accumulate(ref {_accumulators[(sum, stream)]}, {weights[sum]}, v);");
            }

            if (panel.Inner > 1)
                writer.Line($"{panel.Name} = ref Unsafe.Add(ref {panel.Name}, {Lanes(columns)});");
        }
    }
}
