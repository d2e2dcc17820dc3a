using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>What normalisation needs over the units of a row.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Reductions
{
    /// <summary>What is added to a variance before its root is taken.</summary>
    private const float Epsilon = 1e-5f;

    /// <summary>Turns vectors whose lanes add up to a sum over <paramref name="units"/> units into their mean, the same in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mean<V>(ref float sums, nint count, int units) where V : struct, ISimd<V>
    {
        for (nint i = 0; i < count; i++)
        {
            ref V sum = ref Packed.At<V>(ref sums, i * V.Lanes);
            sum = V.Broadcast(V.Sum(sum) / units);
        }
    }

    /// <summary>Turns vectors whose lanes add up to a sum over <paramref name="units"/> units into 1/√(mean + 1e-5), the same in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InverseRoot<V>(ref float sums, nint count, int units) where V : struct, ISimd<V>
    {
        for (nint i = 0; i < count; i++)
        {
            ref V sum = ref Packed.At<V>(ref sums, i * V.Lanes);
            sum = V.Broadcast(1f / MathF.Sqrt((V.Sum(sum) / units) + Epsilon));
        }
    }
}
