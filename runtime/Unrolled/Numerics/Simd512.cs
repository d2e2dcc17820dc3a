using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.CompilerServices;

/// <summary>Sixteen floats in an AVX-512 register. To be used only where <see cref="IsSupported"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct Simd512 : ISimd<Simd512>
{
    private Vector512<float> value;

    internal readonly Vector512<float> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Simd512 Of(Vector512<float> value) => new() { value = value };

    /// <inheritdoc/>
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16;
    }

    /// <inheritdoc/>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported;
    }

    /// <inheritdoc/>
    public static int Registers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 32;
    }

    /// <inheritdoc/>
    public static bool Fuses
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    /// <inheritdoc/>
    public static Simd512 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { value = Vector512<float>.Zero };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Broadcast(float value) => new() { value = Vector512.Create(value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator +(Simd512 a, Simd512 b) => new() { value = a.value + b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator -(Simd512 a, Simd512 b) => new() { value = a.value - b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator *(Simd512 a, Simd512 b) => new() { value = a.value * b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator /(Simd512 a, Simd512 b) => new() { value = a.value / b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Quotient(Simd512 a, Simd512 b)
    {
        // q + r·(a - b·q), where r is 1/b to 14 bits and q = a·r.
        Vector512<float> r = Avx512F.Reciprocal14(b.value), q = a.value * r;
        return new() { value = Avx512F.FusedMultiplyAdd(r, Avx512F.FusedMultiplyAddNegated(b.value, q, a.value), q) };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Reciprocal(Simd512 b)
    {
        Vector512<float> r = Avx512F.Reciprocal14(b.value);
        return new() { value = Avx512F.FusedMultiplyAdd(r, Avx512F.FusedMultiplyAddNegated(b.value, r, Vector512.Create(1f)), r) };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator -(Simd512 a) => new() { value = a.value ^ Vector512.Create(-0f) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 a, Simd512 b, Simd512 c) => new() { value = Avx512F.FusedMultiplyAdd(a.value, b.value, c.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd512 sum, Simd512 a, Simd512 b) => sum.value = Avx512F.FusedMultiplyAdd(a.value, b.value, sum.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd512 sum, ref float weights, nint offset, Simd512 b) =>
        sum.value = Avx512F.FusedMultiplyAdd(b.value, Unsafe.As<float, Vector512<float>>(ref Unsafe.Add(ref weights, offset)), sum.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd512 first, ref Simd512 second, ref BFloat16Pair weights, nint offset, Simd512 a, Simd512 b)
    {
        Vector512<uint> pairs = Unsafe.As<BFloat16Pair, Vector512<uint>>(ref Unsafe.Add(ref weights, offset));
        Accumulate(ref first, new Simd512 { value = Vector512.ShiftLeft(pairs, BFloat16Pair.Half).AsSingle() }, a);
        Accumulate(ref second, new Simd512 { value = (pairs & Vector512.Create(BFloat16Pair.SecondMask)).AsSingle() }, b);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateFirst(ref Simd512 sum, ref BFloat16Pair weights, nint offset, Simd512 a) =>
        Accumulate(ref sum, First(ref Unsafe.Add(ref weights, offset)), a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 First(ref BFloat16Pair weights) =>
        new() { value = Vector512.ShiftLeft(Unsafe.As<BFloat16Pair, Vector512<uint>>(ref weights), BFloat16Pair.Half).AsSingle() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Second(ref BFloat16Pair weights) =>
        new() { value = (Unsafe.As<BFloat16Pair, Vector512<uint>>(ref weights) & Vector512.Create(BFloat16Pair.SecondMask)).AsSingle() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd512 integers, ref Int8Quad weights, nint offset, Simd512 bytes)
    {
        Vector512<short> pairs = Avx512BW.MultiplyAddAdjacent(bytes.value.AsByte(), Unsafe.As<Int8Quad, Vector512<sbyte>>(ref Unsafe.Add(ref weights, offset)));
        integers.value = (integers.value.AsInt32() + Avx512BW.MultiplyAddAdjacent(pairs, Vector512<short>.One)).AsSingle();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Scaled(Simd512 integers, ref Int8Quad offsets, ref Int8Quad scales)
    {
        Vector512<int> sums = integers.value.AsInt32() + Unsafe.As<Int8Quad, Vector512<int>>(ref offsets);
        return new() { value = Avx512F.ConvertToVector512Single(sums) * Unsafe.As<Int8Quad, Vector512<float>>(ref scales) };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Simd512 integral, ref byte to)
    {
        Vector512<int> whole = Avx512F.ConvertToVector512Int32(integral.value) + Vector512.Create(Int8Quad.Most);
        Unsafe.As<byte, Vector128<byte>>(ref to) = Avx512F.ConvertToVector128Byte(whole);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 BroadcastAt(ref float first, nint index) => new() { value = Vector512.Create(Unsafe.Add(ref first, index)) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Four(ref float first)
    {
        Vector512<float> four = Unsafe.As<float, Vector128<float>>(ref first).ToVector256Unsafe().ToVector512Unsafe();
        return new() { value = Avx512F.Shuffle4x128(four, four, 0) };
    }

#pragma warning disable CA1857 // The index is a constant wherever this is inlined, which is everywhere.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Element(Simd512 four, ref float first, int index) => new() { value = Avx512F.Permute4x32(four.value, (byte)(index * 0b01_01_01_01)) };
#pragma warning restore CA1857

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 NegativeMultiplyAdd(Simd512 a, Simd512 b, Simd512 c) => new() { value = Avx512F.FusedMultiplyAddNegated(a.value, b.value, c.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Min(Simd512 a, Simd512 b) => new() { value = Avx512F.Min(a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Max(Simd512 a, Simd512 b) => new() { value = Avx512F.Max(a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Abs(Simd512 a) => new() { value = Vector512.Abs(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Sigmoid(Simd512 a) => new() { value = SigmoidTable.Sigmoid(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Tanh(Simd512 a) => new() { value = TanhTable.Tanh(a.value) };

    /// <summary>A vector whose lower half is <paramref name="half"/>, and anything above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Simd512 FromLower(Simd256 half) => new() { value = half.Value.ToVector512Unsafe() };

    /// <summary>The lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Simd256 Lower(Simd512 a) => new() { Value = a.value.GetLower() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 FastSigmoid(Simd512 a) => Sigmoid(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 FastTanh(Simd512 a) => Tanh(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sigmoid(Simd512 a, Simd512 b, out Simd512 sigmoidOfA, out Simd512 sigmoidOfB)
    {
        SigmoidTable.Sigmoid(a.value, b.value, out var ofA, out var ofB);
        sigmoidOfA = Of(ofA);
        sigmoidOfB = Of(ofB);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tanh(Simd512 a, Simd512 b, out Simd512 tanhOfA, out Simd512 tanhOfB)
    {
        TanhTable.Tanh(a.value, b.value, out var ofA, out var ofB);
        tanhOfA = Of(ofA);
        tanhOfB = Of(ofB);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FastSigmoid(Simd512 a, Simd512 b, out Simd512 sigmoidOfA, out Simd512 sigmoidOfB) => Sigmoid(a, b, out sigmoidOfA, out sigmoidOfB);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FastTanh(Simd512 a, Simd512 b, out Simd512 tanhOfA, out Simd512 tanhOfB) => Tanh(a, b, out tanhOfA, out tanhOfB);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Sqrt(Simd512 a) => new() { value = Avx512F.Sqrt(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd512 a) => Simd256.Sum(a.value.GetLower() + a.value.GetUpper());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 SumFours(Simd512 a, Simd512 b, Simd512 c, Simd512 d)
    {
        // There is no horizontal addition of this width. Of each group: a0 + a2, c0 + c2, a1 + a3, c1 + c3.
        Vector512<float> ac = Avx512F.UnpackLow(a.value, c.value) + Avx512F.UnpackHigh(a.value, c.value);
        Vector512<float> bd = Avx512F.UnpackLow(b.value, d.value) + Avx512F.UnpackHigh(b.value, d.value);
        return new() { value = Avx512F.UnpackLow(ac, bd) + Avx512F.UnpackHigh(ac, bd) };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 SumGroups(ref float rows) => SumPairs(
        SumPairs(Packed.At<Simd512>(ref rows, 0), Packed.At<Simd512>(ref rows, Lanes)),
        SumPairs(Packed.At<Simd512>(ref rows, 2 * Lanes), Packed.At<Simd512>(ref rows, 3 * Lanes)));

    /// <summary>Neighbouring groups of a added up, then those of b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Simd512 SumPairs(Simd512 a, Simd512 b) =>
        new() { value = Avx512F.Shuffle4x128(a.value, b.value, 0b10_00_10_00) + Avx512F.Shuffle4x128(a.value, b.value, 0b11_01_11_01) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 GreaterThan(Simd512 a, Simd512 b) => new() { value = Vector512.GreaterThan(a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Equal(Simd512 a, Simd512 b) => new() { value = Vector512.Equals(a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Select(Simd512 mask, Simd512 a, Simd512 b) => new() { value = Vector512.ConditionalSelect(mask.value, a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 And(Simd512 mask, Simd512 v) => new() { value = mask.value & v.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Or(Simd512 a, Simd512 b) => new() { value = a.value | b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 FirstLanes(int count) => new()
    {
        value = Vector512.LessThan(Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), Vector512.Create(count)).AsSingle(),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 RoundToEven(Simd512 a) => new() { value = Avx512F.RoundScale(a.value, 8) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 ScaleByPowerOfTwo(Simd512 a, Simd512 n) => new() { value = Avx512F.Scale(a.value, n.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 ShiftIntoExponent(Simd512 a) => new() { value = Vector512.ShiftLeft(a.value.AsInt32(), 23).AsSingle() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Exponent(Simd512 a) =>
        new() { value = Vector512.ConvertToSingle(Vector512.ShiftRightLogical(a.value.AsInt32(), 23) - Vector512.Create(127)) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Mantissa(Simd512 a) =>
        new() { value = ((a.value.AsInt32() & Vector512.Create(0x007FFFFF)) | Vector512.Create(0x3F800000)).AsSingle() };
}
