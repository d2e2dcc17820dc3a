using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Sets values that have died away to 0, before they become subnormal numbers: arithmetic with those is up to a hundred times slower, and .NET cannot have
/// the processor flush them.
/// On a tape, states and their gradients are looked at once in <see cref="Period"/> steps: what halves with every step is still a normal number by then.
/// States that are stepped, and moments, are looked at once in <see cref="LongPeriod"/> steps or updates: what loses less than a quarter each time is still
/// a normal number by then, and what dies away faster is gone by itself within 60 more.
/// </summary>
internal static class Subnormals
{
    /// <summary>Values of a smaller magnitude become 0. Products of greater ones with weights and derivatives are normal numbers, unless these are below
    /// 1e-8 themselves.</summary>
    public const float Threshold = 1e-30f;

    /// <summary>Steps of a tape from one look to the next.</summary>
    public const int Period = 16;

    /// <summary>Steps of a stream, or updates, from one look to the next.</summary>
    public const int LongPeriod = 64;

    /// <summary>Whether the moments are looked at after this update.</summary>
    /// <param name="update">The number of the update.</param>
    public static bool IsDueForMoments(long update) => update % LongPeriod == 0;

    /// <summary>Whether the states are looked at after this step of a pass.</summary>
    /// <param name="step">The number of the step.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDue(long step) => (step & (Period - 1)) == Period - 1;

    /// <summary>Sets the values below <see cref="Threshold"/> to +0; NaNs stay. Where there are none, as nearly always, nothing is written: a narrower store
    /// just before a wide load would hold that up.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    public static void Flush(ref float first, int count)
    {
        // The bits of a magnitude grow with it, and 0 less 1 is the greatest of all integers.
        Vector<uint> least = Vector<uint>.AllBitsSet, magnitude = new(0x7FFFFFFF);
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            least = Vector.Min(least, (Unsafe.As<float, Vector<uint>>(ref Unsafe.Add(ref first, i)) & magnitude) - Vector<uint>.One);
        uint rest = uint.MaxValue;
        for (; i < count; i++)
            rest = Math.Min(rest, (BitConverter.SingleToUInt32Bits(Unsafe.Add(ref first, i)) & 0x7FFFFFFF) - 1);
        uint threshold = BitConverter.SingleToUInt32Bits(Threshold) - 1;
        if (rest < threshold || Vector.LessThanAny(least, new Vector<uint>(threshold)))
            FlushNow(ref first, count);
    }

    private static void FlushNow(ref float first, int count)
    {
        foreach (ref float value in MemoryMarshal.CreateSpan(ref first, count))
        {
            if (value != 0 && MathF.Abs(value) < Threshold)
                value = 0;
        }
    }
}
