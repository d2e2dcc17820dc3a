using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

// Vectors side by side: the columns of matrices that share a right-hand side, and their sums.
public static partial class Packed
{
    /// <summary>Two vectors, from <paramref name="p"/> + <paramref name="offset"/> floats on. Not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load<V>(ref float p, nint offset, out V a, out V b) where V : struct, ISimd<V>
    {
        a = At<V>(ref p, offset);
        b = At<V>(ref p, offset + V.Lanes);
    }

    /// <summary>Stores two vectors there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V>(ref float p, nint offset, V a, V b) where V : struct, ISimd<V>
    {
        At<V>(ref p, offset) = a;
        At<V>(ref p, offset + V.Lanes) = b;
    }

    /// <summary>Two sums += the weights there · <paramref name="x"/>, as <see cref="ISimd{V}.Accumulate(ref V, ref float, nint, V)"/> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate<V>(ref V a, ref V b, ref float weights, nint offset, V x) where V : struct, ISimd<V>
    {
        V.Accumulate(ref a, ref weights, offset, x);
        V.Accumulate(ref b, ref weights, offset + V.Lanes, x);
    }

    /// <summary>Two sums += their weights · <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate<V>(ref V a, ref V b, V s, V t, V x) where V : struct, ISimd<V>
    {
        V.Accumulate(ref a, s, x);
        V.Accumulate(ref b, t, x);
    }

    /// <summary>Three vectors, from <paramref name="p"/> + <paramref name="offset"/> floats on. Not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load<V>(ref float p, nint offset, out V a, out V b, out V c) where V : struct, ISimd<V>
    {
        a = At<V>(ref p, offset);
        b = At<V>(ref p, offset + V.Lanes);
        c = At<V>(ref p, offset + (2 * V.Lanes));
    }

    /// <summary>Stores three vectors there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V>(ref float p, nint offset, V a, V b, V c) where V : struct, ISimd<V>
    {
        At<V>(ref p, offset) = a;
        At<V>(ref p, offset + V.Lanes) = b;
        At<V>(ref p, offset + (2 * V.Lanes)) = c;
    }

    /// <summary>Three sums += the weights there · <paramref name="x"/>, as <see cref="ISimd{V}.Accumulate(ref V, ref float, nint, V)"/> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate<V>(ref V a, ref V b, ref V c, ref float weights, nint offset, V x) where V : struct, ISimd<V>
    {
        V.Accumulate(ref a, ref weights, offset, x);
        V.Accumulate(ref b, ref weights, offset + V.Lanes, x);
        V.Accumulate(ref c, ref weights, offset + (2 * V.Lanes), x);
    }

    /// <summary>Three sums += their weights · <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate<V>(ref V a, ref V b, ref V c, V s, V t, V u, V x) where V : struct, ISimd<V>
    {
        V.Accumulate(ref a, s, x);
        V.Accumulate(ref b, t, x);
        V.Accumulate(ref c, u, x);
    }

    /// <summary>Four vectors, from <paramref name="p"/> + <paramref name="offset"/> floats on. Not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load<V>(ref float p, nint offset, out V a, out V b, out V c, out V d) where V : struct, ISimd<V>
    {
        a = At<V>(ref p, offset);
        b = At<V>(ref p, offset + V.Lanes);
        c = At<V>(ref p, offset + (2 * V.Lanes));
        d = At<V>(ref p, offset + (3 * V.Lanes));
    }

    /// <summary>Stores four vectors there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V>(ref float p, nint offset, V a, V b, V c, V d) where V : struct, ISimd<V>
    {
        At<V>(ref p, offset) = a;
        At<V>(ref p, offset + V.Lanes) = b;
        At<V>(ref p, offset + (2 * V.Lanes)) = c;
        At<V>(ref p, offset + (3 * V.Lanes)) = d;
    }

    /// <summary>Four sums += the weights there · <paramref name="x"/>, as <see cref="ISimd{V}.Accumulate(ref V, ref float, nint, V)"/> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate<V>(ref V a, ref V b, ref V c, ref V d, ref float weights, nint offset, V x) where V : struct, ISimd<V>
    {
        V.Accumulate(ref a, ref weights, offset, x);
        V.Accumulate(ref b, ref weights, offset + V.Lanes, x);
        V.Accumulate(ref c, ref weights, offset + (2 * V.Lanes), x);
        V.Accumulate(ref d, ref weights, offset + (3 * V.Lanes), x);
    }

    /// <summary>Four sums += their weights · <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate<V>(ref V a, ref V b, ref V c, ref V d, V s, V t, V u, V v, V x) where V : struct, ISimd<V>
    {
        V.Accumulate(ref a, s, x);
        V.Accumulate(ref b, t, x);
        V.Accumulate(ref c, u, x);
        V.Accumulate(ref d, v, x);
    }
}
