using System.Globalization;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>The variables of a stream's memory, as all methods of its steps call them.</summary>
internal sealed class StreamVariables(LayerPlan plan)
{
    /// <summary>Where the sums of a width are.</summary>
    public string Sums(Space space) => plan.Buffers.First(buffer => buffer.Kind == BufferKind.Sums && buffer.Width == space.Width).Name + "Rows";

    /// <summary>Where an operand is.</summary>
    public string Memory(Node operand) => operand.Operation switch
    {
        Operation.Input => operand.Value == 0 ? "x" : "x" + ((int)operand.Value).ToString(CultureInfo.InvariantCulture),
        Operation.State => plan.Buffers.First(buffer => buffer.Kind == BufferKind.State && buffer.State == operand.Name).Name + "Rows",
        _ => plan.Stored[operand].View.Buffer.Name + "Rows",
    };

    /// <summary>Where an operand's bytes are, if it is multiplied as such.</summary>
    public string? Bytes(Node operand) =>
        plan.Buffers.FirstOrDefault(buffer => buffer.IsOwn && buffer.BytesOf == operand) is { } buffer ? buffer.Name + "Rows" : null;

    /// <summary>What is multiplied.</summary>
    public string Factor(Node operand) => Bytes(operand) ?? Memory(operand);
}
