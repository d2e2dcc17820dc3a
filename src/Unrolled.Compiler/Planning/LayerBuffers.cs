using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>The buffers of a layer while it is planned. Those for kept values and for means are given slots one by one.</summary>
internal sealed class LayerBuffers
{
    private readonly List<Buffer> _buffers = [];
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);

    /// <summary>The buffers with all their slots, without those that got none.</summary>
    public IReadOnlyList<Buffer> All => [.. _buffers.Select(Final).Where(buffer => buffer.Slots > 0)];

    public Buffer Add(Buffer buffer)
    {
        _buffers.Add(buffer);
        return buffer;
    }

    public Buffer Add(string name, BufferKind kind, int width, RowCount rows) => Add(new(UniqueName(name), kind, width, rows));

    /// <summary>A buffer whose slots are counted as they are given.</summary>
    public Buffer AddGrowing(Buffer buffer)
    {
        _slots.Add(buffer.Name, 0);
        return Add(buffer);
    }

    /// <summary>The next slot of a buffer that grows.</summary>
    public Location NewSlot(Buffer buffer) => new(new(buffer, When.Now), _slots[buffer.Name]++);

    public Buffer Find(BufferKind kind, int width) => _buffers.First(buffer => buffer.Kind == kind && buffer.Width == width);

    public Buffer FindState(BufferKind kind, string name) => _buffers.First(buffer => buffer.Kind == kind && buffer.State == name);

    /// <summary>A name that no other buffer has, nor what generated code has besides: users name states and values as they like.</summary>
    public string UniqueName(string name)
    {
        var unique = name;
        for (var k = 2; unique is "x" or "dx" or "dy" or "tape" || unique.EndsWith("_prev", StringComparison.Ordinal)
            || _buffers.Any(buffer => buffer.Name == unique); k++)
            unique = name + k;
        return unique;
    }

    /// <summary>The input's elements have no spare lanes behind them; kernels read a copy that has.</summary>
    public Buffer InputCopy(Node part)
    {
        var start = (int)part.Value;
        return _buffers.Find(buffer => buffer.Kind == BufferKind.InputCopy && buffer.Start == start && buffer.Width == part.Width)
            ?? Add(new(UniqueName(SliceName(part)), BufferKind.InputCopy, part.Width, RowCount.Steps) { Start = start });
    }

    /// <summary>The adjoint of a part of the input.</summary>
    public Buffer SliceAdjoint(Node part) =>
        Add(new(UniqueName("d" + SliceName(part)), BufferKind.SliceAdjoint, part.Width, RowCount.Steps) { Start = (int)part.Value });

    /// <summary>The memory of a mask: a row for each sequence where all its steps share one.</summary>
    public Buffer Mask(Node mask) => _buffers.Find(buffer => buffer.Mask == mask.Mask)
        ?? Add(new(UniqueName(mask.Name), BufferKind.Mask, mask.Width, mask.Mask!.IsOfSequence ? RowCount.Batch : RowCount.Steps) { Mask = mask.Mask });

    /// <summary>Memory for a right-hand side as bytes.</summary>
    public Buffer Bytes(Node operand)
    {
        var name = operand.Operation == Operation.Input ? "x" : operand.Operation == Operation.State ? operand.Name : operand.Label ?? "v";
        return _buffers.Find(buffer => buffer.BytesOf == operand)
            ?? Add(new(UniqueName(name + "_bytes"), BufferKind.Bytes, Panel.QuadsOf(operand.Width), RowCount.Once) { BytesOf = operand });
    }

    /// <summary>The name of a part of the input.</summary>
    private static string SliceName(Node part) => part.Name.Replace("[", "_").Replace("..", "_").Replace("]", "");

    /// <summary>Where the layer's output is.</summary>
    public View Output(CellGraph cell) => cell.States.FirstOrDefault(state => state.Next == cell.Output) is { } state
        ? new(FindState(BufferKind.State, state.Name), When.Next)
        : new(_buffers.First(buffer => buffer.Kind == BufferKind.Output), When.Now);

    /// <summary>The same buffer with all its slots.</summary>
    public Buffer Final(Buffer buffer) => _slots.TryGetValue(buffer.Name, out var slots) ? buffer with { Slots = slots } : buffer;

    /// <inheritdoc cref="Final(Buffer)"/>
    public Location Final(Location place) => place with { View = place.View with { Buffer = Final(place.View.Buffer) } };
}
