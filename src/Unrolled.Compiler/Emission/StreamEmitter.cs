using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints how streams are stepped: one step of one, many steps of one, one step of many.</summary>
internal sealed partial class StreamEmitter(CodeWriter writer, LayerFrame frame)
{
    private readonly LayerPlan _plan = frame.Inference;
    private readonly StreamVariables _variables = new(frame.Inference);
    private readonly UnitsText? _units = frame.Inference.Streams.Fused is { } step ? new UnitsText(frame, step) : null;

    private bool DeclaresStreamInLoops => _plan.TakesProducts || _plan.Streams.Stages.All(stage => stage.StreamsAtOnce == 1);

    private List<Planning.Buffer> Own => [.. _plan.Buffers.Where(buffer => buffer.IsOwn)];

    public void Emit()
    {
        EmitStep();
        writer.Line();
        EmitRun();
        writer.Line();
        EmitStepAll();
        foreach (var method in _plan.Streams.Methods)
        {
            writer.Line();
            Emit(method);
        }
    }

    private void Emit(StreamMethod method)
    {
        switch (method)
        {
            case BlocksMethod blocks:
                new BlocksEmitter(writer, frame, blocks).Emit();
                break;
            case SumsMethod sums:
                new SumsEmitter(writer, frame, sums).Emit();
                break;
            case StreamsMethod streams:
                new StreamsSumsEmitter(writer, frame, streams).Emit();
                break;
            case KernelMethod { Fused: null } own:
                new KernelEmitter(writer, frame, own.Kernel, isStream: true).Emit();
                break;
            case KernelMethod loop:
                new KernelEmitter(writer, frame, loop.Kernel, isStream: true, loop.Fused).EmitLoop();
                break;
            case UnitsMethod units:
                new KernelEmitter(writer, frame, units.Fused.Kernel, isStream: true, units.Fused, units.Pairs).EmitUnits();
                break;
            default:
                throw new ArgumentException($"Nothing prints {method.GetType().Name}.", nameof(method));
        }
    }

    private void EmitStep()
    {
        writer.Summary("One step of one stream. Its states and its scratch memory are contiguous.");
        Open("Step", $"{(frame.IsToken ? "int token" : "ref float x")}, ref float memory", isPartOfCaller: _units is not null);
        using (writer.Block())
        {
            EmitMemory(_units is null || _units.Otherwise is not null || _plan.Streams.Stages.Any(stage => stage.Ahead.Count > 0) ? Own : [.. Own.Where(buffer => buffer.Kind != BufferKind.Sums)], []);
            if (Own.Find(buffer => buffer.Kind == BufferKind.Turn) is { } turn)
            {
                writer.Line($"{turn.Name}Rows = 1f - {turn.Name}Rows;");
                writer.Line($"bool backwards = {turn.Name}Rows != 0f;");
            }

            var waits = TakesOldValues(_plan.Streams.Stages);
            if (waits)
                _units!.EmitNext(writer);
            EmitBody(_plan.Streams.Stages);
            if (waits)
                _units!.EmitTake(writer, name => name);
        }
    }

    private void EmitRun()
    {
        var hoisted = _plan.Products.Where(product => _plan.Streams.Hoisted.Contains(product.Panel)).ToList();
        writer.Summary(hoisted.Count == 0 ? "Many steps of one stream." : "Many steps of one stream. The products with the input come first, all steps at once.");
        Open("Run", $"{(frame.IsToken ? "ref int tokens" : "ref float x, nint xStride")}, ref float memory, ref float sums, ref float y, nint yStride, nint steps");
        using (writer.Block())
        {
            var output = frame.Names.True(frame.Outputs);
            if (hoisted.Count == 0)
            {
                using (writer.Block("for (nint step = 0; step < steps; step++)"))
                {
                    writer.Line($"Step<V>({frame.ParameterArguments}, {(frame.IsToken ? "Unsafe.Add(ref tokens, step)" : "ref Unsafe.Add(ref x, step * xStride)")}, ref memory);");
                    writer.Line($"CopyRow<V>(ref StreamOutput<V>(ref memory), ref Unsafe.Add(ref y, step * yStride), {output});");
                }

                return;
            }

            EmitHoisted(hoisted, output);
        }
    }

    private void EmitHoisted(List<ProductStep> hoisted, string output)
    {
        var spaces = hoisted.Select(product => product.Panel.Space).Distinct().ToList();
        var read = _plan.Streams.RunStages.SelectMany(stage => stage.Operands).ToList();
        var own = Own.Where(buffer => buffer.Kind != BufferKind.Turn && (buffer.BytesOf is not { } operand || read.Contains(operand))
            && !(buffer.Kind == BufferKind.Sums && spaces.Any(space => space.Width == buffer.Width))).ToList();
        var products = new RowProducts(writer, frame, "steps", operand => $"ref {Reference(operand)}, xStride", SumsRows, space => Length(space.Sums.Count, space.Width));
        EmitMemory(own, hoisted.SelectMany(product => products.Widths(product.Panel)));
        var start = frame.SumsLength([]);
        foreach (var space in spaces)
        {
            writer.Line($"ref float {SumsRows(space)} = ref {(start.IsZero ? "sums" : $"Unsafe.Add(ref sums, steps * ({start}))")};");
            start = start.Add(space.Width, space.Sums.Count);
        }

        foreach (var fill in _plan.Fills.Where(fill => hoisted.Any(product => product.Panel.Space == fill.Space && product.Panel.Sums.Any(sum => sum.Slot >= fill.FirstSlot && sum.Slot < fill.FirstSlot + fill.Count))))
            products.Emit(fill);
        foreach (var product in hoisted)
            products.Emit(product, ", all steps at once");
        var alternates = _plan.Streams.RunStages.Any(stage => stage.Alternates);
        if (alternates)
            writer.Line("bool backwards = false;");
        var swaps = TakesOldValues(_plan.Streams.RunStages);
        if (swaps)
        {
            _units!.EmitPlaces(writer);
            _units.EmitNext(writer);
        }

        using (writer.Block("for (nint step = 0; step < steps; step++)"))
        {
            EmitBody(_plan.Streams.RunStages);
            if (swaps)
                _units!.EmitSwap(writer);
            writer.Line($"CopyRow<V>(ref {_plan.Output.Buffer.Name}Rows, ref y, {output});");
            foreach (var space in spaces)
                writer.Line($"{SumsRows(space)} = ref Unsafe.Add(ref {SumsRows(space)}, {Length(space.Sums.Count, space.Width)});");
            if (Own.Any(buffer => buffer.Kind == BufferKind.InputCopy))
                writer.Line("x = ref Unsafe.Add(ref x, xStride);");
            writer.Line("y = ref Unsafe.Add(ref y, yStride);");
            if (alternates)
                writer.Line("backwards = !backwards;");
        }

        if (swaps)
            _units!.EmitReturn(writer);
    }

    /// <summary>Whether new values wait in a place of their own, as the old ones are read until the last unit is done.</summary>
    private bool TakesOldValues(IReadOnlyList<StreamStage> stages) => _units is { IsOneVector: false } && stages.Count > 0;

    private void EmitStepAll()
    {
        var isOneByOne = _plan.Streams.Many == ManyStreams.OneByOne;
        var how = isOneByOne ? "Each takes the step that it would take alone" : "Each weight is read once for several streams";
        writer.Summary($"One step of many streams, whose memories are a fixed number of floats apart. {how}.");
        Open("StepAll", $"{(frame.IsToken ? "ref int tokens" : "ref float x, nint xStride")}, ref float memory, nint stride, nint streams");
        using (writer.Block())
        {
            var products = new RowProducts(writer, frame, "streams", operand => operand.Operation == Operation.Input ? $"ref {Reference(operand)}, xStride" : $"ref {Memory(operand)}, stride", SumsRows, _ => "stride");
            if (isOneByOne)
            {
                EmitOneByOne();
                return;
            }

            if (_units is not null && !_plan.TakesProducts)
            {
                EmitFusedOfAll(_units, _plan.Streams.Stages[0]);
                return;
            }

            var own = Own.Where(buffer => buffer.Kind is not (BufferKind.Turn or BufferKind.Bytes));
            EmitMemory([.. own], _plan.TakesProducts ? _plan.Panels.SelectMany(products.Widths) : []);
            if (!DeclaresStreamInLoops)
                writer.Line("nint stream;");
            EmitForEach(Own.Any(buffer => buffer.Kind == BufferKind.InputCopy), () => EmitInputCopies(OfStream, OfStream));

            if (_plan.TakesProducts)
            {
                foreach (var fill in _plan.Fills)
                    products.Emit(fill);
            }

            var times = (_plan.TakesProducts ? _plan.Products.Select(product => (product.Phase, product.Level)) : _plan.Streams.Stages.Select(stage => (stage.Phase, stage.Level)))
                .Concat(_plan.Kernels.Select(kernel => (kernel.Phase, kernel.Level))).Distinct().OrderBy(time => time.Phase).ThenBy(time => time.Level);
            foreach (var (phase, level) in times)
            {
                if (_plan.TakesProducts)
                {
                    foreach (var product in _plan.Products.Where(product => product.Phase == phase && product.Level == level))
                        products.Emit(product);
                }
                else
                {
                    foreach (var stage in _plan.Streams.Stages.Where(stage => stage.Phase == phase && stage.Level == level))
                        EmitSumsOfAll(stage);
                }

                EmitForEach(_plan.Kernels.Any(kernel => kernel.Phase == phase && kernel.Level == level), () => EmitKernels(phase, level, OfStream));
            }
        }
    }

    /// <summary>Some streams at once, then those that are left over; where no weights are shared, each with all that a step consists of.</summary>
    private void EmitFusedOfAll(UnitsText units, StreamStage stage)
    {
        var methods = OfStreams(stage);
        if (methods.Count == 0)
        {
            EmitOneByOne();
            return;
        }

        EmitMemory([.. Own.Where(buffer => buffer.Kind is not (BufferKind.Turn or BufferKind.Sums))], []);
        units.EmitNext(writer);
        writer.Line("nint stream = 0;");
        EmitTogether(methods, method =>
        {
            var each = Enumerable.Range(0, method.Streams).Select(i => i == 0 ? "stream" : $"(stream + {Text(i)})").ToList();
            foreach (var stream in each)
                EmitInputCopies(start => OfStream(start, stream), name => OfStream(name, stream));
            writer.Line($"{method.Name}<V>({StreamsSumsEmitter.Arguments(stage, StreamReference, "", units.Arguments(OfStream))}, stride);");
            units.EmitTake(writer, [.. each.Select(stream => (Func<string, string>)(name => OfStream(name, stream)))]);
        });
    }

    private void EmitOneByOne()
    {
        using (writer.Block("for (nint stream = 0; stream < streams; stream++)"))
            writer.Line($"Step<V>({frame.ParameterArguments}, {(frame.IsToken ? "Unsafe.Add(ref tokens, stream)" : $"ref {OfStream(0)}")}, ref {OfStream("memory")});");
    }

    private List<StreamsMethod> OfStreams(StreamStage stage) => [.. _plan.Streams.Methods.OfType<StreamsMethod>().Where(method => method.Stage == stage)];

    private string StreamReference(Node operand) => operand.Operation == Operation.Input ? OfStream((int)operand.Value) : OfStream(Memory(operand));

    /// <summary>Some streams at once, then those that are left over.</summary>
    private void EmitSumsOfAll(StreamStage stage)
    {
        var (methods, sums) = (OfStreams(stage), OfStream(SumsRows(stage.Space)));
        if (methods.Count == 0)
        {
            EmitForEach(true, () => EmitSums(stage, StreamReference, sums, "Unsafe.Add(ref tokens, stream)"));
            return;
        }

        writer.Line("stream = 0;");
        EmitTogether(methods, method => writer.Line($"{method.Name}<V>({StreamsSumsEmitter.Arguments(stage, StreamReference, sums, null)}, stride);"));
    }

    /// <summary>Loops over as many streams at once as share their weights, and over the others.</summary>
    private void EmitTogether(IEnumerable<StreamsMethod> methods, Action<StreamsMethod> body)
    {
        foreach (var method in methods)
        {
            var at = Text(method.Streams);
            using (writer.Block(method.Streams == 1 ? "for (; stream < streams; stream++)" : $"for (; stream + {at} <= streams; stream += {at})"))
                body(method);
        }
    }

    private void EmitForEach(bool isNeeded, Action body)
    {
        if (!isNeeded)
            return;
        using (writer.Block($"for ({(DeclaresStreamInLoops ? "nint " : "")}stream = 0; stream < streams; stream++)"))
            body();
    }

    private static string OfStream(string name) => OfStream(name, "stream");

    private static string OfStream(string name, string stream) => $"Unsafe.Add(ref {name}, {stream} * stride)";

    private static string OfStream(int start) => OfStream(start, "stream");

    private static string OfStream(int start, string stream) => $"Unsafe.Add(ref x, {(start == 0 ? "" : Text(start) + " + ")}{stream} * xStride)";

    private void Open(string name, string parameters, bool isPartOfCaller = false)
    {
        writer.Method("internal static void " + name, frame.ParameterDeclarations.Append(parameters), isPartOfCaller);
    }

    /// <summary>A variable for each buffer of a stream's memory, and the padded widths.</summary>
    private void EmitMemory(IReadOnlyList<Planning.Buffer> buffers, IEnumerable<int> widths)
    {
        writer.Lines(frame.Names.Declarations(buffers.SelectMany(buffer => frame.StreamOffset(buffer).Widths.Append(buffer.Width)).Concat(widths)));
        foreach (var buffer in buffers)
        {
            var offset = frame.StreamOffset(buffer);
            writer.Line($"ref float {buffer.Name}Rows = ref {(offset.IsZero ? "memory" : $"Unsafe.Add(ref memory, {offset})")};");
        }
    }

    /// <summary>Everything that a step of one stream consists of, in order.</summary>
    private void EmitBody(IReadOnlyList<StreamStage> stages)
    {
        EmitInputCopies(Slice, name => name);
        if (_units is null || stages.Count == 0)
        {
            EmitStages(stages);
        }
        else if (_units.IsOneVector)
        {
            EmitOneVector(_units, stages);
        }
        else
        {
            EmitFused(_units, stages[0]);
            if (_units.Otherwise is { } otherwise)
            {
                using (writer.Block($"if ({otherwise})"))
                    EmitKernels(stages[0].Phase, stages[0].Level, name => name);
            }
        }
    }

    private void EmitOneVector(UnitsText units, IReadOnlyList<StreamStage> stages)
    {
        if (units.Otherwise is not { } otherwise)
        {
            EmitFused(units, stages[0]);
            return;
        }

        using (writer.Block($"if ({otherwise})"))
            EmitStages(stages);
        using (writer.Block("else"))
            EmitFused(units, stages[0]);
    }

    private void EmitStages(IReadOnlyList<StreamStage> stages)
    {
        var times = stages.Select(stage => (stage.Phase, stage.Level)).Concat(_plan.Kernels.Select(kernel => (kernel.Phase, kernel.Level))).Distinct().OrderBy(time => time.Phase).ThenBy(time => time.Level);
        foreach (var (phase, level) in times)
        {
            foreach (var stage in stages.Where(stage => stage.Phase == phase && stage.Level == level))
            {
                EmitBytes(stage);
                EmitSums(stage, BytesOrReference, SumsRows(stage.Space));
            }

            EmitKernels(phase, level, name => name);
        }
    }

    /// <summary>Element-wise operations read the input from memory with spare lanes, which are 0.</summary>
    private void EmitInputCopies(Func<int, string> slice, Func<string, string> place)
    {
        foreach (var copy in Own.Where(buffer => buffer.Kind == BufferKind.InputCopy))
            writer.Line($"Sequences.CopyRows(ref {slice(copy.Start)}, {copy.Width}, ref {place(copy.Name + "Rows")}, {frame.Names.Padded(copy.Width)}, {copy.Width}, 1);");
    }

    /// <summary>The kernels of a level, and the means that are complete after them.</summary>
    private void EmitKernels(Phase phase, int level, Func<string, string> place)
    {
        foreach (var kernel in _plan.Kernels.Where(kernel => kernel.Phase == phase && kernel.Level == level))
            writer.Line($"{KernelEmitter.MethodName(kernel, true)}<V>({KernelEmitter.Arguments(frame, kernel, true, view => place(view.Buffer.IsOwn ? view.Buffer.Name + "Rows" : view.Buffer.Name))});");
        foreach (var mean in _plan.Means.Where(mean => mean.Phase == phase && mean.Level == level))
            writer.Line($"Reductions.{mean.Operation}<V>(ref {place(mean.To.Name + "Rows")}, {mean.To.Slots}, {frame.Names.True(mean.To.MeanOver)});");
    }

    private string Length(int slots, int width) => slots == 1 ? frame.Names.Padded(width) : $"{Text(slots)} * {frame.Names.Padded(width)}";

    private string SumsRows(Space space) => _variables.Sums(space);

    private static string Slice(int start) => start == 0 ? "x" : $"Unsafe.Add(ref x, {Text(start)})";

    private string Memory(Node operand) => _variables.Memory(operand);

    /// <summary>What a call passes for an operand: a slice starts inside the input.</summary>
    private string Reference(Node operand) => operand.Operation == Operation.Input ? Slice((int)operand.Value) : Memory(operand);
}
