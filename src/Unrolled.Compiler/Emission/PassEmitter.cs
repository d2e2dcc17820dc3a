using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints Forward and, for training, Backward over whole sequences: products of many rows, kernels, and the loop over time that orders them.</summary>
internal sealed class PassEmitter(CodeWriter writer, LayerFrame frame, bool training)
{
    public void Emit()
    {
        var text = new PassText(writer, frame);
        new ForwardEmitter(writer, frame, text).Emit();
        if (training)
        {
            writer.Line();
            var backward = new BackwardEmitter(writer, frame, text);
            backward.Emit();
            if (frame.Training.AddsGradients)
            {
                writer.Line();
                backward.EmitGradients();
            }
        }

        foreach (var kernel in frame.Training.Kernels.Where(kernel => training || kernel.Phase is Phase.Before or Phase.Loop))
        {
            writer.Line();
            new KernelEmitter(writer, frame, kernel, isStream: false).Emit();
        }
    }
}
