using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

// What is multiplied as bytes.
internal sealed partial class StreamEmitter
{
    /// <summary>What a stage multiplies as bytes, made of the floats.</summary>
    private void EmitBytes(StreamStage stage)
    {
        foreach (var operand in stage.Operands)
        {
            if (Bytes(operand) is { } bytes)
                writer.Line($"Bytes.Quantize<V>(ref {Reference(operand)}, {Text(operand.Width)}, ref {bytes});");
        }
    }

    private string? Bytes(Node operand) => _variables.Bytes(operand);

    private string BytesOrReference(Node operand) => Bytes(operand) ?? Reference(operand);
}
