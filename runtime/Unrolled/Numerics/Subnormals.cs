using System.Numerics;
using System.Runtime.CompilerServices;

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
        var threshold = new Vector<float>(Threshold);
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            ref Vector<float> vector = ref Unsafe.As<float, Vector<float>>(ref Unsafe.Add(ref first, i));
            var size = Vector.Abs(vector);
            var isTiny = Vector.LessThan(size, threshold) & Vector.GreaterThan(size, Vector<float>.Zero);
            if (!Vector.EqualsAll(isTiny, Vector<int>.Zero))
                vector = Vector.ConditionalSelect(isTiny, Vector<float>.Zero, vector);
        }

        for (; i < count; i++)
        {
            ref float value = ref Unsafe.Add(ref first, i);
            if (value != 0 && MathF.Abs(value) < Threshold)
                value = 0;
        }
    }
}
