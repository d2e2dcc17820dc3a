using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints <c>StepAll</c>: one step of many streams.</summary>
internal sealed class StepAllEmitter(CodeWriter writer, LayerFrame frame)
{
    private readonly LayerPlan _plan = frame.Inference;
    private readonly StepBody _body = new(writer, frame);

    private bool DeclaresStreamInLoops => _plan.TakesProducts || _plan.Streams.Stages.All(stage => stage.StreamsAtOnce == 1);

    public void Emit()
    {
        var many = _plan.Streams.Many;
        const string alone = "Each takes the step that it would take alone", together = "Each weight is read once for several streams";
        var how = many == ManyStreams.OneByOne ? alone : many == ManyStreams.ProductsOfWide ? $"{together}, with vectors of 512 bits" : together;
        writer.Summary($"One step of many streams, whose memories are a fixed number of floats apart. {how}.");
        writer.Method("internal static void StepAll",
            frame.ParameterDeclarations.Append($"{(frame.IsToken ? "ref int tokens" : "ref float x, nint xStride")}, ref float memory, nint stride, nint "
            + "streams"));
        using (writer.Block())
        {
            string OfOperand(Node operand) => operand.Operation == Operation.Input
                ? $"ref {_body.Reference(operand)}, xStride"
                : $"ref {_body.Memory(operand)}, stride";
            var products = new RowProducts(writer, frame, "streams", OfOperand, _body.SumsRows, _ => "stride");
            if (many == ManyStreams.OneByOne)
            {
                EmitOneByOne();
                return;
            }

            if (many == ManyStreams.ProductsOfWide)
            {
                using (writer.Block($"if (V.Lanes < {Text(Tuning.WideLanes)})"))
                {
                    EmitOneByOne();
                    writer.Line("return;");
                }
            }

            if (_body.Units is not null && !_plan.TakesProducts)
            {
                EmitFusedOfAll(_body.Units, _plan.Streams.Stages[0]);
                return;
            }

            var own = _body.Own.Where(buffer => buffer.Kind is not (BufferKind.Turn or BufferKind.Bytes));
            _body.EmitMemory([.. own], _plan.TakesProducts ? _plan.Panels.SelectMany(products.Widths) : []);
            if (!DeclaresStreamInLoops)
                writer.Line("nint stream;");
            EmitForEach(_body.Own.Any(buffer => buffer.Kind == BufferKind.InputCopy), () => _body.EmitInputCopies(OfStream, OfStream));

            if (_plan.TakesProducts)
            {
                foreach (var fill in _plan.Fills)
                    products.Emit(fill);
            }

            var times = (_plan.TakesProducts ? _plan.Products.Select(product => (product.Phase, product.Level))
                : _plan.Streams.Stages.Select(stage => (stage.Phase, stage.Level)))
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

                EmitForEach(_plan.Kernels.Any(kernel => kernel.Phase == phase && kernel.Level == level), () => _body.EmitKernels(phase, level, OfStream));
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

        _body.EmitMemory([.. _body.Own.Where(buffer => buffer.Kind is not (BufferKind.Turn or BufferKind.Sums))], []);
        units.EmitNext(writer);
        writer.Line("nint stream = 0;");
        EmitTogether(methods, method =>
        {
            var each = Enumerable.Range(0, method.Streams).Select(i => i == 0 ? "stream" : $"(stream + {Text(i)})").ToList();
            foreach (var stream in each)
                _body.EmitInputCopies(start => OfStream(start, stream), name => OfStream(name, stream));
            writer.Line($"{method.Name}<V>({StreamsSumsEmitter.Arguments(stage, StreamReference, "", units.Arguments(OfStream))}, stride);");
            units.EmitTake(writer, [.. each.Select(stream => (Func<string, string>)(name => OfStream(name, stream)))]);
        });
    }

    private void EmitOneByOne()
    {
        using (writer.Block("for (nint stream = 0; stream < streams; stream++)"))
            writer.Line($"Step<V>({frame.ParameterArguments}, {(frame.IsToken ? "Unsafe.Add(ref tokens, stream)" : $"ref {OfStream(0)}")}, ref "
                + $"{OfStream("memory")});");
    }

    private List<StreamsMethod> OfStreams(StreamStage stage) => [.. _plan.Streams.Methods.OfType<StreamsMethod>().Where(method => method.Stage == stage)];

    private string StreamReference(Node operand) => operand.Operation == Operation.Input ? OfStream((int)operand.Value) : OfStream(_body.Memory(operand));

    /// <summary>Some streams at once, then those that are left over.</summary>
    private void EmitSumsOfAll(StreamStage stage)
    {
        var (methods, sums) = (OfStreams(stage), OfStream(_body.SumsRows(stage.Space)));
        if (methods.Count == 0)
        {
            EmitForEach(true, () => _body.EmitSums(stage, StreamReference, sums, "Unsafe.Add(ref tokens, stream)"));
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
}
