using System.Runtime.InteropServices;
using System.Text;

namespace Unrolled.Benchmarks.Peers.Packages;

/// <summary>
/// An ONNX file of one RNN, LSTM or GRU node: X [T, B, inputs] and the states H0 (and C0) [1, B, hidden] to Y [T, 1, B, hidden] and the states H1 (and C1).
/// Written field by field, in the wire format of protocol buffers.
/// </summary>
internal static class OnnxModel
{
    private const int Float = 1;
    private const int Int = 2;

    private static readonly byte[][] s_resetAfter = [Attribute("linear_before_reset", 1)];

    /// <summary>The file's bytes.</summary>
    public static byte[] Of(Subject subject)
    {
        var (name, gates) = Operator(subject);
        var weights = GateWeights.Of(subject, gates);
        int rows = gates.Length * subject.Hidden;
        string[] states = gates.Length == 4 ? ["H", "C"] : ["H"];
        string[] inputs = ["X", "W", "R", "B", "", .. states.Select(state => state + "0")];

        var node = Message(
            [.. inputs.Select(input => Text(1, input))],
            [Text(2, "Y"), .. states.Select(state => Text(2, state + "1"))],
            [Text(4, name), Attribute("hidden_size", subject.Hidden), .. subject.Kind == CellKind.Gru ? s_resetAfter : []]);
        var graph = Message(
            [Field(1, node), Text(2, "cell")],
            [Tensor("W", weights.W, 1, rows, subject.Inputs), Tensor("R", weights.R, 1, rows, subject.Hidden)],
            [Tensor("B", [.. weights.InputBias, .. weights.RecurrentBias], 1, 2 * rows)],
            [Value(11, "X", "T", "B", subject.Inputs), .. states.Select(state => Value(11, state + "0", 1, "B", subject.Hidden))],
            [Value(12, "Y", "T", 1, "B", subject.Hidden), .. states.Select(state => Value(12, state + "1", 1, "B", subject.Hidden))]);

        // IR version 8, operators of version 14: what old runtimes read, too.
        return Message([Number(1, 8), Field(7, graph), Field(8, Message([Text(1, ""), Number(2, 14)]))]);
    }

    /// <summary>The states that a subject's file has beside X and Y.</summary>
    public static int States(Subject subject) => subject.Kind == CellKind.Lstm ? 2 : 1;

    private static (string Name, string Gates) Operator(Subject subject) =>
        subject.Kind == CellKind.Lstm ? ("LSTM", "iofg") : subject.Kind == CellKind.Gru ? ("GRU", "zrn") : ("RNN", "h");

    private static byte[] Attribute(string name, long value) => Field(5, Message([Text(1, name), Number(3, value), Number(20, Int)]));

    private static byte[] Tensor(string name, float[] values, params long[] shape) =>
        Field(5, Message([.. shape.Select(size => Number(1, size))], [Number(2, Float), Text(8, name), Field(9, [.. MemoryMarshal.AsBytes(values.AsSpan())])]));

    private static byte[] Value(int field, string name, params object[] shape)
    {
        var sizes = shape.Select(size => Field(1, size is string symbol ? Text(2, symbol) : Number(1, (int)size)));
        return Field(field, Message([Text(1, name), Field(2, Field(1, Message([Number(1, Float), Field(2, Message([.. sizes]))])))]));
    }

    private static byte[] Message(params byte[][][] fields) => [.. fields.SelectMany(part => part.SelectMany(field => field))];

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => [.. Varint((uint)(field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint((uint)field << 3), .. Varint((ulong)value)];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
