using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>Vectors whose elements lie in [−1, 1], as bytes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Bytes
{
    /// <summary>
    /// Rounds 127·v to the nearest, ties to even, and stores it as the products with weights of one byte take it. What lies outside [−1, 1], which a user
    /// can set a state to, counts as the nearer end.
    /// </summary>
    /// <param name="x">The first element.</param>
    /// <param name="count">How many there are. Nothing past them is read.</param>
    /// <param name="bytes">Takes them, four a float. Weights behind the last one are 0, so that it does not matter what stands there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quantize<V>(ref float x, nint count, ref float bytes) where V : struct, ISimd<V>
    {
        ref byte to = ref Unsafe.As<float, byte>(ref bytes);
        V one = V.Broadcast(1f), most = V.Broadcast(Int8Quad.Most);
        nint i = 0;
        for (; i <= count - V.Lanes; i += V.Lanes)
            V.StoreBytes(V.RoundToEven(V.Min(V.Max(Packed.At<V>(ref x, i), -one), one) * most), ref Unsafe.Add(ref to, i));
        if (i == count) return;

        // What is left, with zeros behind it, and of its bytes those of whole words.
        V rest = V.Zero, packed = V.Zero;
        for (nint k = i; k < count; k++)
            Unsafe.Add(ref Unsafe.As<V, float>(ref rest), k - i) = Unsafe.Add(ref x, k);
        V.StoreBytes(V.RoundToEven(V.Min(V.Max(rest, -one), one) * most), ref Unsafe.As<V, byte>(ref packed));
        for (nint k = i; k < count; k += Int8Quad.Count)
            Unsafe.Add(ref bytes, k / Int8Quad.Count) = Unsafe.Add(ref Unsafe.As<V, float>(ref packed), (k - i) / Int8Quad.Count);
    }
}
