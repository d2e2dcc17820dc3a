using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.CompilerServices;

/// <summary>Four floats in a 128-bit register (SSE, or Arm AdvSimd with its fused multiply-add).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct Simd128 : ISimd<Simd128>
{
    private Vector128<float> value;

    /// <inheritdoc/>
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    /// <inheritdoc/>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.IsHardwareAccelerated;
    }

    /// <inheritdoc/>
    public static int Registers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => AdvSimd.IsSupported ? 32 : 16;
    }

    /// <inheritdoc/>
    public static bool Fuses
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => AdvSimd.IsSupported;
    }

    /// <summary>Whether bytes have a sign: Arm multiplies such with weights.</summary>
    private static bool HasSignedBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => AdvSimd.Arm64.IsSupported;
    }

    /// <inheritdoc/>
    public static Simd128 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { value = Vector128<float>.Zero };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Broadcast(float value) => new() { value = Vector128.Create(value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator +(Simd128 a, Simd128 b) => new() { value = a.value + b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator -(Simd128 a, Simd128 b) => new() { value = a.value - b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator *(Simd128 a, Simd128 b) => new() { value = a.value * b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator /(Simd128 a, Simd128 b) => new() { value = a.value / b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Quotient(Simd128 a, Simd128 b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Reciprocal(Simd128 b) => Broadcast(1f) / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator -(Simd128 a) => new() { value = a.value ^ Vector128.Create(-0f) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyAdd(Simd128 a, Simd128 b, Simd128 c) =>
        new() { value = AdvSimd.IsSupported ? AdvSimd.FusedMultiplyAdd(c.value, a.value, b.value) : (a.value * b.value) + c.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd128 sum, Simd128 a, Simd128 b) => sum.value = AdvSimd.IsSupported
        ? AdvSimd.FusedMultiplyAdd(sum.value, a.value, b.value) : (a.value * b.value) + sum.value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd128 sum, ref float weights, nint offset, Simd128 b) =>
        Accumulate(ref sum, new Simd128 { value = Unsafe.As<float, Vector128<float>>(ref Unsafe.Add(ref weights, offset)) }, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd128 first, ref Simd128 second, ref BFloat16Pair weights, nint offset, Simd128 a, Simd128 b)
    {
        Vector128<uint> pairs = Unsafe.As<BFloat16Pair, Vector128<uint>>(ref Unsafe.Add(ref weights, offset));
        Accumulate(ref first, new Simd128 { value = Vector128.ShiftLeft(pairs, BFloat16Pair.Half).AsSingle() }, a);
        Accumulate(ref second, new Simd128 { value = (pairs & Vector128.Create(BFloat16Pair.SecondMask)).AsSingle() }, b);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateFirst(ref Simd128 sum, ref BFloat16Pair weights, nint offset, Simd128 a) =>
        Accumulate(ref sum, First(ref Unsafe.Add(ref weights, offset)), a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 First(ref BFloat16Pair weights) =>
        new() { value = Vector128.ShiftLeft(Unsafe.As<BFloat16Pair, Vector128<uint>>(ref weights), BFloat16Pair.Half).AsSingle() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Second(ref BFloat16Pair weights) =>
        new() { value = (Unsafe.As<BFloat16Pair, Vector128<uint>>(ref weights) & Vector128.Create(BFloat16Pair.SecondMask)).AsSingle() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd128 integers, ref Int8Quad weights, nint offset, Simd128 bytes)
    {
        weights = ref Unsafe.Add(ref weights, offset);
        Vector128<int> sums = integers.value.AsInt32();
        Vector128<sbyte> quads = Unsafe.As<Int8Quad, Vector128<sbyte>>(ref weights);
        if (Ssse3.IsSupported)
        {
            sums += Sse2.MultiplyAddAdjacent(Ssse3.MultiplyAddAdjacent(bytes.value.AsByte(), quads), Vector128<short>.One);
        }
        else if (Dp.IsSupported)
        {
            sums = Dp.DotProduct(sums, bytes.value.AsSByte(), quads);
        }
        else if (AdvSimd.Arm64.IsSupported)
        {
            // Two products of bytes, 2·127·127 at most, have room in 16 bits.
            Vector128<short> lower = AdvSimd.MultiplyWideningLower(bytes.value.AsSByte().GetLower(), quads.GetLower());
            Vector128<short> upper = AdvSimd.MultiplyWideningUpper(bytes.value.AsSByte(), quads);
            sums = AdvSimd.AddPairwiseWideningAndAdd(sums, AdvSimd.Arm64.AddPairwise(lower, upper));
        }
        else
        {
            Vector128<uint> four = bytes.value.AsUInt32();
            sums += Vector128.Create(
                weights.Times(four.GetElement(0)), Unsafe.Add(ref weights, 1).Times(four.GetElement(1)),
                Unsafe.Add(ref weights, 2).Times(four.GetElement(2)), Unsafe.Add(ref weights, 3).Times(four.GetElement(3)));
        }

        integers.value = sums.AsSingle();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Scaled(Simd128 integers, ref Int8Quad offsets, ref Int8Quad scales)
    {
        Vector128<int> sums = integers.value.AsInt32();
        if (!HasSignedBytes) sums += Unsafe.As<Int8Quad, Vector128<int>>(ref offsets);
        return new() { value = Vector128.ConvertToSingle(sums) * Unsafe.As<Int8Quad, Vector128<float>>(ref scales) };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Simd128 integral, ref byte to)
    {
        Vector128<int> whole = Vector128.ConvertToInt32(integral.value);
        if (!HasSignedBytes) whole += Vector128.Create(Int8Quad.Most);
        Vector128<short> words = Vector128.Narrow(whole, whole);
        Unsafe.As<byte, uint>(ref to) = Vector128.Narrow(words, words).AsUInt32().ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 BroadcastAt(ref float first, nint index) => new() { value = Vector128.Create(Unsafe.Add(ref first, index)) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Four(ref float first) => new() { value = Unsafe.As<float, Vector128<float>>(ref first) };

#pragma warning disable CA1857 // The index is a constant wherever this is inlined, which is everywhere.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Element(Simd128 four, ref float first, int index) =>
        new()
        {
            value = AdvSimd.IsSupported
                ? AdvSimd.DuplicateSelectedScalarToVector128(four.value, (byte)index)
                : Vector128.Shuffle(four.value, Vector128.Create(index)),
        };
#pragma warning restore CA1857

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 NegativeMultiplyAdd(Simd128 a, Simd128 b, Simd128 c) =>
        new() { value = AdvSimd.IsSupported ? AdvSimd.FusedMultiplySubtract(c.value, a.value, b.value) : c.value - (a.value * b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Min(Simd128 a, Simd128 b) => new()
    {
        value = Sse.IsSupported ? Sse.Min(a.value, b.value)
            : AdvSimd.IsSupported ? AdvSimd.Min(a.value, b.value)
            : Vector128.ConditionalSelect(Vector128.LessThan(a.value, b.value), a.value, b.value),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Max(Simd128 a, Simd128 b) => new()
    {
        value = Sse.IsSupported ? Sse.Max(a.value, b.value)
            : AdvSimd.IsSupported ? AdvSimd.Max(a.value, b.value)
            : Vector128.ConditionalSelect(Vector128.GreaterThan(a.value, b.value), a.value, b.value),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Abs(Simd128 a) => new() { value = Vector128.Abs(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Sigmoid(Simd128 a) => VectorMath.SigmoidByExponential(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Tanh(Simd128 a) => VectorMath.TanhByExponential(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 FastSigmoid(Simd128 a) => VectorMath.RationalSigmoid(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 FastTanh(Simd128 a) => VectorMath.RationalTanh(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Sqrt(Simd128 a) => new() { value = Vector128.Sqrt(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd128 a) => Sum(a.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Sum(Vector128<float> value)
    {
        Vector64<float> half = value.GetLower() + value.GetUpper();
        return half.GetElement(0) + half.GetElement(1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 SumFours(Simd128 a, Simd128 b, Simd128 c, Simd128 d) => new() { value = Pairs(Pairs(a.value, b.value), Pairs(c.value, d.value)) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 SumGroups(ref float rows) => Packed.At<Simd128>(ref rows, 0);

    /// <summary>The sums of neighbours: of a, then of b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pairs(Vector128<float> a, Vector128<float> b) =>
        Sse3.IsSupported ? Sse3.HorizontalAdd(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.AddPairwise(a, b)
        : Vector128.Create(a.GetElement(0) + a.GetElement(1), a.GetElement(2) + a.GetElement(3), b.GetElement(0) + b.GetElement(1), b.GetElement(2)
        + b.GetElement(3));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 GreaterThan(Simd128 a, Simd128 b) => new() { value = Vector128.GreaterThan(a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Equal(Simd128 a, Simd128 b) => new() { value = Vector128.Equals(a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Select(Simd128 mask, Simd128 a, Simd128 b) => new() { value = Vector128.ConditionalSelect(mask.value, a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 And(Simd128 mask, Simd128 v) => new() { value = mask.value & v.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Or(Simd128 a, Simd128 b) => new() { value = a.value | b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 FirstLanes(int count) => new()
    {
        value = Vector128.LessThan(Vector128.Create(0, 1, 2, 3), Vector128.Create(count)).AsSingle(),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 RoundToEven(Simd128 a)
    {
        if (Sse41.IsSupported) return new() { value = Sse41.RoundToNearestInteger(a.value) };
        if (AdvSimd.IsSupported) return new() { value = AdvSimd.RoundToNearest(a.value) };

        // Adding 2^23 drops the fraction; from 2^23 on there is none.
        Vector128<float> sign = a.value & Vector128.Create(-0f);
        Vector128<float> magnitude = a.value ^ sign;
        Vector128<float> rounded = magnitude + Vector128.Create(8388608f) - Vector128.Create(8388608f);
        return new() { value = Vector128.ConditionalSelect(Vector128.LessThan(magnitude, Vector128.Create(8388608f)), rounded, magnitude) | sign };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 ScaleByPowerOfTwo(Simd128 a, Simd128 n)
    {
        // In two factors, neither of which leaves the range of normal numbers: only the last product rounds.
        Vector128<int> whole = Vector128.ConvertToInt32(n.value);
        Vector128<int> half = Vector128.ShiftRightArithmetic(whole, 1);
        Vector128<int> bias = Vector128.Create(127);
        return new() { value = a.value * Vector128.ShiftLeft(half + bias, 23).AsSingle() * Vector128.ShiftLeft(whole - half + bias, 23).AsSingle() };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 ShiftIntoExponent(Simd128 a) => new() { value = Vector128.ShiftLeft(a.value.AsInt32(), 23).AsSingle() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Exponent(Simd128 a) =>
        new() { value = Vector128.ConvertToSingle(Vector128.ShiftRightLogical(a.value.AsInt32(), 23) - Vector128.Create(127)) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Mantissa(Simd128 a) =>
        new() { value = ((a.value.AsInt32() & Vector128.Create(0x007FFFFF)) | Vector128.Create(0x3F800000)).AsSingle() };
}
