using System.Numerics;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Sets values that have died away to 0, before they become subnormal numbers: arithmetic with those is up to a hundred times slower, and .NET cannot have
/// the processor flush them.
/// States and their gradients are looked at once in <see cref="Period"/> steps, moments once in as many updates. What halves with every step is still a
/// normal number by then, and what dies away faster is soon gone.
/// </summary>
internal static class Subnormals
{
    /// <summary>Values of a smaller magnitude become 0. Products of greater ones with weights and derivatives are normal numbers, unless these are below
    /// 1e-8 themselves.</summary>
    public const float Threshold = 1e-30f;

    /// <summary>Steps from one look at the states to the next.</summary>
    public const int Period = 16;

    /// <summary>Whether step <paramref name="step"/> of a pass, or update, is one after which values are looked at.</summary>
    public static bool IsDue(long step) => step % Period == Period - 1;

    /// <summary>Sets the values below <see cref="Threshold"/> to +0; NaNs stay.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    public static void Flush(ref float first, int count)
    {
        var values = MemoryMarshal.CreateSpan(ref first, count);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (ref Vector<float> vector in vectors)
            vector = Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(vector), new Vector<float>(Threshold)), Vector<float>.Zero, vector);
        foreach (ref float value in values[(vectors.Length * Vector<float>.Count)..])
            value = MathF.Abs(value) < Threshold ? 0 : value;
    }
}
