using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints <c>Step</c>: one step of one stream.</summary>
internal sealed class StepEmitter(CodeWriter writer, LayerFrame frame)
{
    private readonly StepBody _body = new(writer, frame);
    private readonly StreamPlan _streams = frame.Inference.Streams;

    public void Emit()
    {
        writer.Summary("One step of one stream. Its states and its scratch memory are contiguous.");
        writer.Method("internal static void Step", frame.ParameterDeclarations.Append($"{(frame.IsToken ? "int token" : "ref float x")}, ref float memory"),
            isPartOfCaller: _body.Units is not null);
        using (writer.Block())
        {
            var hasSums = _body.Units is null or { Otherwise: not null } || _streams.Stages.Any(stage => stage.Ahead.Count > 0);
            _body.EmitMemory([.. _body.Own.Where(buffer => hasSums || buffer.Kind != BufferKind.Sums)], []);
            if (_body.Own.Find(buffer => buffer.Kind == BufferKind.Turn) is { } turn)
            {
                writer.Line($"{turn.Name}Rows = 1f - {turn.Name}Rows;");
                writer.Line($"bool backwards = {turn.Name}Rows != 0f;");
            }

            var waits = _body.TakesOldValues(_streams.Stages);
            if (waits)
                _body.Units!.EmitNext(writer);
            _body.Emit(_streams.Stages);
            if (waits)
                _body.Units!.EmitTake(writer, name => name);
        }
    }
}
