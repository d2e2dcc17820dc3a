using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    /// <summary>Makes the sums of a share's groups 0.</summary>
    /// <param name="sums">The sums [groups][stride].</param>
    /// <param name="stride">Floats from one group's sums to the next.</param>
    /// <param name="share">Whose groups.</param>
    public static void ClearGroups(ref float sums, nint stride, Share share) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref sums, share.FirstGroup * stride), checked((int)((share.EndGroup - share.FirstGroup) * stride))).Clear();

    /// <summary>
    /// Adds what the groups of rows have summed up into gradients, in the order of the groups; each worker does its part of the vectors, over all groups, or
    /// over those of the part whose turn it is.
    /// </summary>
    /// <param name="sums">The sums [groups][stride]; the first of those to add.</param>
    /// <param name="stride">Floats from one group's sums to the next.</param>
    /// <param name="tape">The tape of the rows.</param>
    /// <param name="gradients">What they are added to.</param>
    /// <param name="floats">The number of sums of a group to add: whole vectors.</param>
    /// <param name="worker">Who does it.</param>
    public static void AddGroups<V>(ref float sums, nint stride, LayerTape tape, ref float gradients, nint floats, Worker worker) where V : struct, ISimd<V>
    {
        var (first, then) = tape.GroupsOfTurn;
        AddGroups<V>(ref sums, stride, first.Start.Value, first.End.Value, ref gradients, floats, worker);
        AddGroups<V>(ref sums, stride, then.Start.Value, then.End.Value, ref gradients, floats, worker);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddGroups<V>(ref float sums, nint stride, nint first, nint last, ref float gradients, nint floats, Worker worker)
        where V : struct, ISimd<V>
    {
        if (first == last)
            return;
        for (nint vector = worker.First(floats / V.Lanes, out nint end); vector < end; vector++)
        {
            ref V gradient = ref Packed.At<V>(ref gradients, vector * V.Lanes);
            V sum = gradient;
            for (nint group = first; group < last; group++)
                sum += Packed.At<V>(ref sums, (group * stride) + (vector * V.Lanes));
            gradient = sum;
        }
    }
}
