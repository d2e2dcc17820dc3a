using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// The lower half of a <see cref="Simd512"/>: memory is laid out for 16 lanes, and 8 of them are computed. Where no more are needed, a step reads them at
/// twice the rate
/// (this processor: 1.94 vectors of 256 bits a cycle, 1.12 of 512).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct Simd512Lower : ISimd<Simd512Lower>
{
    private Simd256 half;

    /// <inheritdoc/>
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Simd512.Lanes;
    }

    /// <inheritdoc/>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Simd512.IsSupported;
    }

    /// <inheritdoc/>
    public static int Registers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Simd512.Registers;
    }

    /// <inheritdoc/>
    public static bool Fuses
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Simd256.Fuses;
    }

    /// <inheritdoc/>
    public static Simd512Lower Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { half = Simd256.Zero };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Broadcast(float value) => new() { half = Simd256.Broadcast(value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower operator +(Simd512Lower a, Simd512Lower b) => new() { half = a.half + b.half };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower operator -(Simd512Lower a, Simd512Lower b) => new() { half = a.half - b.half };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower operator *(Simd512Lower a, Simd512Lower b) => new() { half = a.half * b.half };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower operator /(Simd512Lower a, Simd512Lower b) => new() { half = a.half / b.half };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Quotient(Simd512Lower a, Simd512Lower b) => new() { half = Simd256.Quotient(a.half, b.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Reciprocal(Simd512Lower b) => new() { half = Simd256.Reciprocal(b.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower operator -(Simd512Lower a) => new() { half = -a.half };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower MultiplyAdd(Simd512Lower a, Simd512Lower b, Simd512Lower c) => new() { half = Simd256.MultiplyAdd(a.half, b.half, c.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd512Lower sum, Simd512Lower a, Simd512Lower b) => Simd256.Accumulate(ref sum.half, a.half, b.half);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd512Lower sum, ref float weights, nint offset, Simd512Lower b) =>
        Simd256.Accumulate(ref sum.half, ref weights, offset, b.half);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd512Lower first, ref Simd512Lower second, ref BFloat16Pair weights, nint offset, Simd512Lower a, Simd512Lower b)
    {
        Simd256.Accumulate(ref first.half, ref second.half, ref weights, offset, a.half, b.half);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateFirst(ref Simd512Lower sum, ref BFloat16Pair weights, nint offset, Simd512Lower a) =>
        Accumulate(ref sum, First(ref Unsafe.Add(ref weights, offset)), a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower First(ref BFloat16Pair weights) => new() { half = Simd256.First(ref weights) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Second(ref BFloat16Pair weights) => new() { half = Simd256.Second(ref weights) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd512Lower integers, ref Int8Quad weights, nint offset, Simd512Lower bytes) =>
        Simd256.Accumulate(ref integers.half, ref weights, offset, bytes.half);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Scaled(Simd512Lower integers, ref Int8Quad offsets, ref Int8Quad scales) =>
        new() { half = Simd256.Scaled(integers.half, ref offsets, ref scales) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Simd512Lower integral, ref byte to) => Simd256.StoreBytes(integral.half, ref to);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower BroadcastAt(ref float first, nint index) => new() { half = Simd256.BroadcastAt(ref first, index) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Four(ref float first) => new() { half = Simd256.Four(ref first) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Element(Simd512Lower four, ref float first, int index) => new() { half = Simd256.Element(four.half, ref first, index) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower NegativeMultiplyAdd(Simd512Lower a, Simd512Lower b, Simd512Lower c) =>
        new() { half = Simd256.NegativeMultiplyAdd(a.half, b.half, c.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Min(Simd512Lower a, Simd512Lower b) => new() { half = Simd256.Min(a.half, b.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Max(Simd512Lower a, Simd512Lower b) => new() { half = Simd256.Max(a.half, b.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Abs(Simd512Lower a) => new() { half = Simd256.Abs(a.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Sigmoid(Simd512Lower a) => new() { half = Simd512.Lower(Simd512.Sigmoid(Simd512.FromLower(a.half))) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Tanh(Simd512Lower a) => new() { half = Simd512.Lower(Simd512.Tanh(Simd512.FromLower(a.half))) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower FastSigmoid(Simd512Lower a) => Sigmoid(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower FastTanh(Simd512Lower a) => Tanh(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sigmoid(Simd512Lower a, Simd512Lower b, out Simd512Lower sigmoidOfA, out Simd512Lower sigmoidOfB)
    {
        Simd512.Sigmoid(Simd512.FromLower(a.half), Simd512.FromLower(b.half), out Simd512 ofA, out Simd512 ofB);
        sigmoidOfA = new() { half = Simd512.Lower(ofA) };
        sigmoidOfB = new() { half = Simd512.Lower(ofB) };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tanh(Simd512Lower a, Simd512Lower b, out Simd512Lower tanhOfA, out Simd512Lower tanhOfB)
    {
        Simd512.Tanh(Simd512.FromLower(a.half), Simd512.FromLower(b.half), out Simd512 ofA, out Simd512 ofB);
        tanhOfA = new() { half = Simd512.Lower(ofA) };
        tanhOfB = new() { half = Simd512.Lower(ofB) };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FastSigmoid(Simd512Lower a, Simd512Lower b, out Simd512Lower sigmoidOfA, out Simd512Lower sigmoidOfB) =>
        Sigmoid(a, b, out sigmoidOfA, out sigmoidOfB);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FastTanh(Simd512Lower a, Simd512Lower b, out Simd512Lower tanhOfA, out Simd512Lower tanhOfB) =>
        Tanh(a, b, out tanhOfA, out tanhOfB);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Sqrt(Simd512Lower a) => new() { half = Simd256.Sqrt(a.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd512Lower a) => Simd256.Sum(a.half);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower SumFours(Simd512Lower a, Simd512Lower b, Simd512Lower c, Simd512Lower d) =>
        new() { half = Simd256.SumFours(a.half, b.half, c.half, d.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower SumGroups(ref float rows) =>
        new() { half = Simd256.SumHalves(Packed.At<Simd512Lower>(ref rows, 0).half, Packed.At<Simd512Lower>(ref rows, Lanes).half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower GreaterThan(Simd512Lower a, Simd512Lower b) => new() { half = Simd256.GreaterThan(a.half, b.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Equal(Simd512Lower a, Simd512Lower b) => new() { half = Simd256.Equal(a.half, b.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Select(Simd512Lower mask, Simd512Lower a, Simd512Lower b) => new() { half = Simd256.Select(mask.half, a.half, b.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower And(Simd512Lower mask, Simd512Lower v) => new() { half = Simd256.And(mask.half, v.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Or(Simd512Lower a, Simd512Lower b) => new() { half = Simd256.Or(a.half, b.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower FirstLanes(int count) => new() { half = Simd256.FirstLanes(count) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower RoundToEven(Simd512Lower a) => new() { half = Simd256.RoundToEven(a.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower ScaleByPowerOfTwo(Simd512Lower a, Simd512Lower n) => new() { half = Simd256.ScaleByPowerOfTwo(a.half, n.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower ShiftIntoExponent(Simd512Lower a) => new() { half = Simd256.ShiftIntoExponent(a.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Exponent(Simd512Lower a) => new() { half = Simd256.Exponent(a.half) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512Lower Mantissa(Simd512Lower a) => new() { half = Simd256.Mantissa(a.half) };
}
