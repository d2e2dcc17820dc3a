using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the step of one stream: its sums of products, a level at a time, and between them the kernels.</summary>
internal sealed class StreamEmitter(CodeWriter writer, LayerFrame frame)
{
    private readonly LayerPlan _plan = frame.Inference;

    public void Emit()
    {
        var stages = Stages();
        EmitStep(stages);
        foreach (var stage in stages)
        {
            writer.Line();
            EmitSums(stage);
        }

        foreach (var kernel in _plan.Kernels)
        {
            writer.Line();
            new KernelEmitter(writer, frame, kernel, isStream: true).Emit();
        }
    }

    /// <summary>Sums that are complete at the same time, in one loop over blocks.</summary>
    private sealed record Stage(Phase Phase, int Level, Space Space, IReadOnlyList<Sum> Sums, string Name);

    private List<Stage> Stages()
    {
        var schedule = new Schedule(frame.Graph, null);
        var groups = _plan.Spaces.SelectMany(space => space.Sums.Select(sum => (space, sum, home: schedule.Home(sum.Node))))
            .GroupBy(entry => (entry.home.Phase, entry.home.Level, entry.space)).OrderBy(group => group.Key.Phase).ThenBy(group => group.Key.Level).ThenBy(group => group.Key.space.Width).ToList();
        return [.. groups.Select((group, index) => new Stage(group.Key.Phase, group.Key.Level, group.Key.space, [.. group.Select(entry => entry.sum)], groups.Count == 1 ? "StreamSums" : "StreamSums" + (index + 1).ToString(CultureInfo.InvariantCulture)))];
    }

    private void EmitStep(List<Stage> stages)
    {
        writer.Summary("One step of one stream. The states and the memory that a step needs besides lie one after another.");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.Line($"internal static void Step<V>(ref float parameters, {Input}, ref float memory)");
        using (writer.Indented())
            writer.Line("where V : struct, ISimd<V>");
        using (writer.Block())
        {
            var own = _plan.Buffers.Where(buffer => buffer.IsOwn).ToList();
            writer.Lines(frame.Names.Declarations(own.SelectMany(buffer => frame.StreamOffset(buffer).Widths.Append(buffer.Width))));
            foreach (var buffer in own)
            {
                var offset = frame.StreamOffset(buffer);
                writer.Line($"ref float {buffer.Name}Rows = ref {(offset.IsZero ? "memory" : $"Unsafe.Add(ref memory, {offset})")};");
            }

            foreach (var copy in own.Where(buffer => buffer.Kind == BufferKind.InputCopy))
                writer.Line($"Sequences.CopyRows(ref {(copy.Start == 0 ? "x" : $"Unsafe.Add(ref x, {copy.Start})")}, {copy.Width}, ref {copy.Name}Rows, {frame.Names.Padded(copy.Width)}, {copy.Width}, 1);");
            var times = stages.Select(stage => (stage.Phase, stage.Level)).Concat(_plan.Kernels.Select(kernel => (kernel.Phase, kernel.Level))).Distinct().OrderBy(time => time.Phase).ThenBy(time => time.Level);
            foreach (var (phase, level) in times)
            {
                foreach (var stage in stages.Where(stage => stage.Phase == phase && stage.Level == level))
                    writer.Line($"{stage.Name}<V>({string.Join(", ", new[] { "ref parameters" }.Concat(Operands(stage).Select(operand => operand.Operation == Operation.Token ? "token" : "ref " + Reference(operand))).Append($"ref {SumsBuffer(stage.Space).Name}Rows"))});");
                foreach (var kernel in _plan.Kernels.Where(kernel => kernel.Phase == phase && kernel.Level == level))
                    EmitCall(kernel);
                foreach (var mean in _plan.Means.Where(mean => mean.Phase == phase && mean.Level == level))
                    writer.Line($"Reductions.{mean.Operation}<V>(ref {mean.To.Name}Rows, {mean.To.Slots}, {frame.Names.True(mean.To.MeanOver)});");
            }
        }
    }

    private void EmitCall(Kernel kernel) =>
        writer.Line($"{KernelEmitter.MethodName(kernel, true)}<V>({KernelEmitter.Arguments(kernel, true, view => view.Buffer.IsOwn ? view.Buffer.Name + "Rows" : view.Buffer.Name)});");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Input => frame.IsToken ? "int token" : "ref float x";

    private Planning.Buffer SumsBuffer(Space space) => _plan.Buffers.First(buffer => buffer.Kind == BufferKind.Sums && buffer.Width == space.Width);

    private string Memory(Node operand) => operand.Operation switch
    {
        Operation.Input => operand.Value == 0 ? "x" : "x" + Text((int)operand.Value),
        Operation.State => _plan.Buffers.First(buffer => buffer.Kind == BufferKind.State && buffer.State == operand.Name).Name + "Rows",
        _ => _plan.Stored[operand].View.Buffer.Name + "Rows",
    };

    /// <summary>What a call passes for an operand: a slice starts inside the input.</summary>
    private string Reference(Node operand) => operand.Operation == Operation.Input && operand.Value > 0 ? $"Unsafe.Add(ref x, {Text((int)operand.Value)})" : Memory(operand);

    private static IEnumerable<Node> Operands(Stage stage) => stage.Space.Panels.Where(panel => panel.Sums.Any(stage.Sums.Contains)).Select(panel => panel.Operand).Distinct();

    /// <summary>
    /// Sums of products of one row: weights straight from memory into at least eight accumulators, so that one instruction need not wait for another
    /// (multiply-add: 4 cycles of latency, two a cycle). With few sums, a sum's products are dealt to several accumulators.
    /// </summary>
    private void EmitSums(Stage stage)
    {
        var space = stage.Space;
        var chains = Math.Max(1, (8 + stage.Sums.Count - 1) / stage.Sums.Count);
        chains = Math.Min(chains, stage.Space.Panels.Where(panel => !panel.IsLookUp && panel.Sums.Any(stage.Sums.Contains)).Select(panel => panel.Inner).DefaultIfEmpty(1).Max());
        writer.Summary(string.Join("; ", stage.Sums.Select(sum => $"{sum.Name} = {GraphPrinter.PrintRightHandSide(sum.Node)}")) + ".");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        var operands = Operands(stage).ToList();
        writer.Line($"private static void {stage.Name}<V>({string.Join(", ", new[] { "ref float parameters" }.Concat(operands.Select(operand => operand.Operation == Operation.Token ? "int token" : "ref float " + Memory(operand))).Append($"ref float {SumsBuffer(space).Name}Rows"))})");
        using (writer.Indented())
            writer.Line("where V : struct, ISimd<V>");
        using (writer.Block())
        {
            var panels = space.Panels.Where(panel => panel.Sums.Any(stage.Sums.Contains)).ToList();
            using var body = writer.Block("unchecked");
            writer.Lines(frame.Names.Declarations(panels.SelectMany(panel => frame.PanelOffset(panel).Widths).Concat(frame.BiasOffset(space).Widths).Append(space.Width)));
            using (writer.Block($"for (nint unit = 0; unit < {frame.Names.Padded(space.Width)}; unit += V.Lanes)"))
            {
                EmitStart(stage, chains);
                foreach (var panel in panels)
                    EmitPanel(stage, panel, chains);
                foreach (var sum in stage.Sums)
                    writer.Line($"At<V>(ref {SumsBuffer(space).Name}Rows, {Slot(space.Sums.Count, sum.Slot)}) = {string.Join(" + ", Enumerable.Range(0, chains).Select(chain => Accumulator(sum, chain)))};");
            }
        }
    }

    private static string Slot(int slots, int slot) => slots == 1 ? "unit" : slot == 0 ? $"{slots} * unit" : slot == 1 ? $"{slots} * unit + V.Lanes" : $"{slots} * unit + {slot} * V.Lanes";

    private static string Accumulator(Sum sum, int chain) => chain == 0 ? sum.Name : sum.Name + "_" + (chain + 1).ToString(CultureInfo.InvariantCulture);

    private void EmitStart(Stage stage, int chains)
    {
        var space = stage.Space;
        var offset = frame.BiasOffset(space);
        foreach (var sum in stage.Sums)
        {
            var at = Slot(space.Sums.Count, sum.Slot);
            writer.Line($"V {Accumulator(sum, 0)} = {(sum.Node.Parameter is null ? "V.Zero" : $"At<V>(ref parameters, {(offset.IsZero ? at : $"{offset} + {at}")})")};");
        }

        for (var chain = 1; chain < chains; chain++)
            writer.Line($"V {string.Join(", ", stage.Sums.Select(sum => $"{Accumulator(sum, chain)} = V.Zero"))};");
    }

    private void EmitPanel(Stage stage, Panel panel, int chains)
    {
        var columns = panel.Columns.Count;
        var weights = panel.Name;
        var offset = frame.PanelOffset(panel);
        var block = $"{((long)panel.Inner * columns).ToString(CultureInfo.InvariantCulture)} * unit";
        var start = offset.IsZero ? block : $"{offset} + {block}";
        writer.Comment($"+ {string.Join(", ", panel.Columns.Zip(panel.Sums, (matrix, sum) => (matrix, sum)).Where(pair => stage.Sums.Contains(pair.sum)).Select(pair => pair.matrix.Name))} · {GraphPrinter.Print(panel.Operand)}");
        if (panel.IsLookUp)
        {
            writer.Line($"ref float {weights} = ref Unsafe.Add(ref parameters, {start} + (nint)token * ({columns} * V.Lanes));");
            foreach (var sum in panel.Sums.Where(stage.Sums.Contains))
                writer.Line($"{sum.Name} += At<V>(ref {weights}, {(sum.Slot == panel.FirstSlot ? "0" : $"{sum.Slot - panel.FirstSlot} * V.Lanes")});");
            return;
        }

        writer.Line($"ref float {weights} = ref Unsafe.Add(ref parameters, {start});");
        var rolled = panel.Inner / chains * chains;
        if (rolled > 0)
        {
            using (writer.Block($"for (nint k = 0; k < {rolled}; k += {chains})"))
            {
                for (var chain = 0; chain < chains; chain++)
                    EmitProducts(stage, panel, chain, chain == 0 ? "k" : $"k + {chain}", chain);
                writer.Line($"{weights} = ref Unsafe.Add(ref {weights}, {chains * columns} * V.Lanes);");
            }
        }

        for (var rest = 0; rest < panel.Inner - rolled; rest++)
            EmitProducts(stage, panel, rest, (rolled + rest).ToString(CultureInfo.InvariantCulture), rest, isRest: true);
    }

    private void EmitProducts(Stage stage, Panel panel, int row, string k, int chain, bool isRest = false)
    {
        var scalar = $"V.Broadcast(Unsafe.Add(ref {Memory(panel.Operand)}, {k}))";
        var sums = panel.Sums.Where(stage.Sums.Contains).ToList();
        var value = sums.Count == 1 ? scalar : $"{panel.Name}_{(isRest ? "rest" : "v")}{chain}";
        if (sums.Count > 1)
            writer.Line($"V {value} = {scalar};");
        foreach (var sum in sums)
        {
            var column = (row * panel.Columns.Count) + sum.Slot - panel.FirstSlot;
            var accumulator = Accumulator(sum, chain);
            writer.Line($"{accumulator} = V.MultiplyAdd(At<V>(ref {panel.Name}, {(column == 0 ? "0" : $"{column} * V.Lanes")}), {value}, {accumulator});");
        }
    }
}
