using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints how streams are stepped: one step of one, many steps of one, one step of many, and the methods that these call.</summary>
internal sealed class StreamEmitter(CodeWriter writer, LayerFrame frame)
{
    public void Emit()
    {
        new StepEmitter(writer, frame).Emit();
        writer.Line();
        new RunEmitter(writer, frame).Emit();
        writer.Line();
        new StepAllEmitter(writer, frame).Emit();
        foreach (var method in frame.Inference.Streams.Methods)
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
}
