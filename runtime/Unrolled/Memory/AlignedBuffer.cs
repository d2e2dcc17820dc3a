using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Zeroed floats that start at a multiple of 64 bytes. The memory is a pinned managed array: a reference or span into it keeps it alive, and there is
/// nothing to dispose.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AlignedBuffer
{
    /// <summary>The alignment of every buffer in bytes: a cache line, and the widest vector.</summary>
    public const int AlignmentInBytes = 64;

    /// <summary>Readable floats after the end, so that a kernel may load a whole vector at the last element.</summary>
    public const int SpareFloats = 64;

    private const int AlignmentInFloats = AlignmentInBytes / sizeof(float);

    private readonly float[] _array;
    private readonly int _start;

    /// <summary>Allocates <paramref name="floats"/> zeros.</summary>
    /// <param name="floats">The number of floats; may be 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than <see cref="MaximumLength"/>.</exception>
    public AlignedBuffer(long floats)
    {
        if (floats < 0 || floats > MaximumLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(floats), floats, $"A buffer holds 0 to {MaximumLength} floats; asked for {floats}.");
        }

        Length = (int)floats;
        _array = GC.AllocateArray<float>(Length + SpareFloats + AlignmentInFloats, pinned: true);
        nint address = (nint)Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0);
        _start = (int)((-address & (AlignmentInBytes - 1)) / sizeof(float));
    }

    /// <summary>The most floats that one buffer can hold.</summary>
    public static int MaximumLength => Array.MaxLength - SpareFloats - AlignmentInFloats;

    /// <summary>The number of floats, spare ones not counted.</summary>
    public int Length { get; }

    /// <summary>The first float.</summary>
    public ref float Reference
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _start);
    }

    /// <summary>All floats, spare ones not included.</summary>
    public Span<float> Span => MemoryMarshal.CreateSpan(ref Reference, Length);

    /// <summary>Sets every float to 0.</summary>
    public void Clear() => Span.Clear();
}
