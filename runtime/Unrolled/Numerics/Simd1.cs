using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>One float: the portable vector, for machines without vector registers. No dimension is padded with it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct Simd1 : ISimd<Simd1>
{
    private float value;

    /// <inheritdoc/>
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc/>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    /// <inheritdoc/>
    public static int Registers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16;
    }

    /// <inheritdoc/>
    public static bool Fuses
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    /// <inheritdoc/>
    public static Simd1 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { value = 0f };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Broadcast(float value) => new() { value = value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 operator +(Simd1 a, Simd1 b) => new() { value = a.value + b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 operator -(Simd1 a, Simd1 b) => new() { value = a.value - b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 operator *(Simd1 a, Simd1 b) => new() { value = a.value * b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 operator /(Simd1 a, Simd1 b) => new() { value = a.value / b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Quotient(Simd1 a, Simd1 b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Reciprocal(Simd1 b) => Broadcast(1f) / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 operator -(Simd1 a) => new() { value = -a.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 MultiplyAdd(Simd1 a, Simd1 b, Simd1 c) => new() { value = (a.value * b.value) + c.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd1 sum, Simd1 a, Simd1 b) => sum.value = (a.value * b.value) + sum.value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd1 sum, ref float weights, nint offset, Simd1 b) =>
        sum.value = (Unsafe.Add(ref weights, offset) * b.value) + sum.value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd1 first, ref Simd1 second, ref BFloat16Pair weights, nint offset, Simd1 a, Simd1 b)
    {
        Accumulate(ref first, First(ref Unsafe.Add(ref weights, offset)), a);
        Accumulate(ref second, Second(ref Unsafe.Add(ref weights, offset)), b);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateFirst(ref Simd1 sum, ref BFloat16Pair weights, nint offset, Simd1 a) =>
        Accumulate(ref sum, First(ref Unsafe.Add(ref weights, offset)), a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 First(ref BFloat16Pair weights) => new() { value = weights.First };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Second(ref BFloat16Pair weights) => new() { value = weights.Second };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd1 integers, ref Int8Quad weights, nint offset, Simd1 bytes) =>
        integers = FromBits(BitConverter.SingleToInt32Bits(integers.value) + Unsafe.Add(ref weights, offset)
            .Times(BitConverter.SingleToUInt32Bits(bytes.value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Scaled(Simd1 integers, ref Int8Quad offsets, ref Int8Quad scales) =>
        new() { value = (BitConverter.SingleToInt32Bits(integers.value) + offsets.Bits) * BitConverter.Int32BitsToSingle(scales.Bits) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Simd1 integral, ref byte to) => to = (byte)((int)integral.value + Int8Quad.Most);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 BroadcastAt(ref float first, nint index) => new() { value = Unsafe.Add(ref first, index) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Four(ref float first) => new() { value = first };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Element(Simd1 four, ref float first, int index) => new() { value = Unsafe.Add(ref first, index) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 NegativeMultiplyAdd(Simd1 a, Simd1 b, Simd1 c) => new() { value = c.value - (a.value * b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Min(Simd1 a, Simd1 b) => new() { value = a.value < b.value ? a.value : b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Max(Simd1 a, Simd1 b) => new() { value = a.value > b.value ? a.value : b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Abs(Simd1 a) => new() { value = MathF.Abs(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Sigmoid(Simd1 a) => VectorMath.SigmoidByExponential(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Tanh(Simd1 a) => VectorMath.TanhByExponential(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 FastSigmoid(Simd1 a) => VectorMath.RationalSigmoid(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 FastTanh(Simd1 a) => VectorMath.RationalTanh(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Sqrt(Simd1 a) => new() { value = MathF.Sqrt(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd1 a) => a.value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 SumFours(Simd1 a, Simd1 b, Simd1 c, Simd1 d) => a;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 SumGroups(ref float rows) => Packed.At<Simd1>(ref rows, 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 GreaterThan(Simd1 a, Simd1 b) => Mask(a.value > b.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Equal(Simd1 a, Simd1 b) => Mask(a.value == b.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Select(Simd1 mask, Simd1 a, Simd1 b) => BitConverter.SingleToInt32Bits(mask.value) != 0 ? a : b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 And(Simd1 mask, Simd1 v) => FromBits(BitConverter.SingleToInt32Bits(mask.value) & BitConverter.SingleToInt32Bits(v.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Or(Simd1 a, Simd1 b) => FromBits(BitConverter.SingleToInt32Bits(a.value) | BitConverter.SingleToInt32Bits(b.value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 FirstLanes(int count) => Mask(count > 0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 RoundToEven(Simd1 a) => new() { value = MathF.Round(a.value, MidpointRounding.ToEven) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 ScaleByPowerOfTwo(Simd1 a, Simd1 n)
    {
        // In two factors, neither of which leaves the range of normal numbers: only the last product rounds.
        int whole = (int)n.value;
        int half = whole >> 1;
        return new() { value = a.value * FromBits((half + 127) << 23).value * FromBits((whole - half + 127) << 23).value };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 ShiftIntoExponent(Simd1 a) => FromBits(BitConverter.SingleToInt32Bits(a.value) << 23);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Exponent(Simd1 a) => new() { value = (BitConverter.SingleToInt32Bits(a.value) >>> 23) - 127 };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd1 Mantissa(Simd1 a) => FromBits((BitConverter.SingleToInt32Bits(a.value) & 0x007FFFFF) | 0x3F800000);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Simd1 Mask(bool set) => FromBits(set ? -1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Simd1 FromBits(int bits) => new() { value = BitConverter.Int32BitsToSingle(bits) };
}
