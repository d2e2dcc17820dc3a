using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// A named block of numbers inside a model, a state or a tape: a view, not a copy. Values are row-major here, however they are packed in memory.
/// </summary>
public abstract class NamedTensor
{
    private protected NamedTensor(string name, Shape shape)
    {
        Name = name;
        Shape = shape;
        Length = checked((int)shape.Count);
    }

    /// <summary>The purpose of an access to the values.</summary>
    private protected enum Access
    {
        Read,
        Write,
    }

    /// <summary>The full name, as in <c>lstm0.W_i</c>.</summary>
    public string Name { get; }

    /// <summary>The sizes of its dimensions.</summary>
    public Shape Shape { get; }

    /// <summary>The number of values.</summary>
    public int Length { get; }

    /// <summary>Replaces all values.</summary>
    /// <param name="values">The values, row-major, <see cref="Length"/> of them.</param>
    /// <exception cref="ArgumentException">The number of values is not <see cref="Length"/>, or a value is not greater than 0 where a layer divides by
    /// it.</exception>
    /// <exception cref="InvalidOperationException">The tensor can only be read.</exception>
    public void Set(ReadOnlySpan<float> values)
    {
        if (values.Length != Length)
            throw new ArgumentException($"{Name} {Shape} has {Length} values; got {values.Length}.", nameof(values));
        if (Problem(values) is { } problem)
            throw new ArgumentException(problem + ".", nameof(values));
        var layout = Locate(Access.Write, out var buffer);
        layout.Pack(values, buffer.Span);
        Changed();
    }

    /// <summary>Copies the values into a new array, row-major.</summary>
    /// <exception cref="InvalidOperationException">The values are not available at the moment; the message says when they are.</exception>
    public float[] ToArray()
    {
        var values = new float[Length];
        CopyTo(values);
        return values;
    }

    /// <summary>Copies the values, row-major, to the start of <paramref name="destination"/>.</summary>
    /// <param name="destination">At least <see cref="Length"/> floats.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="InvalidOperationException">The values are not available at the moment; the message says when they are.</exception>
    public void CopyTo(Span<float> destination)
    {
        if (destination.Length < Length)
            throw new ArgumentException($"{Name} {Shape} has {Length} values; the destination has room for {destination.Length}.", nameof(destination));
        var layout = Locate(Access.Read, out var buffer);
        var values = destination[..Length];
        layout.Unpack(buffer.Span, values);
        Unpacked(values);
    }

    /// <summary>Sets all values to 0.</summary>
    internal void Clear()
    {
        var layout = Locate(Access.Write, out var buffer);
        layout.Clear(buffer.Span);
        Changed();
    }

    /// <summary>Name and shape: <c>lstm0.W_i [64, 28]</c>.</summary>
    public override string ToString() => $"{Name} {Shape}";

    /// <summary>The current place of the values; throws if they are not available.</summary>
    private protected abstract PackedLayout Locate(Access access, out AlignedBuffer buffer);

    /// <summary>What is wrong with values that are to be set; null where nothing is.</summary>
    private protected virtual string? Problem(ReadOnlySpan<float> values) => null;

    /// <summary>Called after the values were replaced.</summary>
    private protected virtual void Changed()
    {
    }

    /// <summary>Called with the values that are about to be handed out.</summary>
    private protected virtual void Unpacked(Span<float> values)
    {
    }
}

/// <summary>A tensor that lies in one place of one buffer for as long as it lives.</summary>
internal sealed class BufferTensor(string name, Shape shape, AlignedBuffer buffer, PackedLayout layout) : NamedTensor(name, shape)
{
    private protected override PackedLayout Locate(Access access, out AlignedBuffer storage)
    {
        storage = buffer;
        return layout;
    }
}

/// <summary>A state between runs: notes for each stream that it was set.</summary>
internal sealed class StateTensor(string name, Shape shape, AlignedBuffer buffer, PackedLayout layout, bool[] isSet) : NamedTensor(name, shape)
{
    private protected override PackedLayout Locate(Access access, out AlignedBuffer storage)
    {
        storage = buffer;
        return layout;
    }

    private protected override void Changed() => Array.Fill(isSet, true);
}
