using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unrolled.CompilerServices;

/// <summary>Eight floats in an AVX2 register, with fused multiply-add. To be used only where <see cref="IsSupported"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct Simd256 : ISimd<Simd256>
{
    private Vector256<float> value;

    internal Vector256<float> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => value;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        init => this.value = value;
    }

    /// <inheritdoc/>
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    /// <inheritdoc/>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx2.IsSupported && Fma.IsSupported;
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
        get => true;
    }

    /// <inheritdoc/>
    public static Simd256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new() { value = Vector256<float>.Zero };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Broadcast(float value) => new() { value = Vector256.Create(value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator +(Simd256 a, Simd256 b) => new() { value = a.value + b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator -(Simd256 a, Simd256 b) => new() { value = a.value - b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator *(Simd256 a, Simd256 b) => new() { value = a.value * b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator /(Simd256 a, Simd256 b) => new() { value = a.value / b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Quotient(Simd256 a, Simd256 b) => a / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Reciprocal(Simd256 b) => Broadcast(1f) / b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator -(Simd256 a) => new() { value = a.value ^ Vector256.Create(-0f) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 a, Simd256 b, Simd256 c) => new() { value = Fma.MultiplyAdd(a.value, b.value, c.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd256 sum, Simd256 a, Simd256 b) => sum.value = Fma.MultiplyAdd(a.value, b.value, sum.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd256 sum, ref float weights, nint offset, Simd256 b) =>
        sum.value = Fma.MultiplyAdd(b.value, Unsafe.As<float, Vector256<float>>(ref Unsafe.Add(ref weights, offset)), sum.value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd256 first, ref Simd256 second, ref BFloat16Pair weights, nint offset, Simd256 a, Simd256 b)
    {
        Accumulate(ref first, First(ref Unsafe.Add(ref weights, offset)), a);
        Accumulate(ref second, Second(ref Unsafe.Add(ref weights, offset)), b);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateFirst(ref Simd256 sum, ref BFloat16Pair weights, nint offset, Simd256 a) =>
        Accumulate(ref sum, First(ref Unsafe.Add(ref weights, offset)), a);

    /// <inheritdoc/>
    /// <remarks>By an instruction that the JIT does not take for the load of <see cref="Second"/>: it would load once for both, and store what it has no
    /// register for. The twelve sums of an LSTM's vector leave four of 16.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Simd256 First(ref BFloat16Pair weights) =>
        new() { value = Vector256.ShiftLeft(Avx.LoadDquVector256((uint*)Unsafe.AsPointer(ref weights)), BFloat16Pair.Half).AsSingle() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Second(ref BFloat16Pair weights) =>
        new() { value = (Unsafe.As<BFloat16Pair, Vector256<uint>>(ref weights) & Vector256.Create(BFloat16Pair.SecondMask)).AsSingle() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Simd256 integers, ref Int8Quad weights, nint offset, Simd256 bytes)
    {
        Vector256<sbyte> quads = Unsafe.As<Int8Quad, Vector256<sbyte>>(ref Unsafe.Add(ref weights, offset));
#if NET10_0_OR_GREATER
        if (AvxVnni.IsSupported)
        {
            integers.value = AvxVnni.MultiplyWideningAndAdd(integers.value.AsInt32(), bytes.value.AsByte(), quads).AsSingle();
            return;
        }
#endif
        Vector256<short> pairs = Avx2.MultiplyAddAdjacent(bytes.value.AsByte(), quads);
        integers.value = (integers.value.AsInt32() + Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One)).AsSingle();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Scaled(Simd256 integers, ref Int8Quad offsets, ref Int8Quad scales)
    {
        Vector256<int> sums = integers.value.AsInt32() + Unsafe.As<Int8Quad, Vector256<int>>(ref offsets);
        return new() { value = Avx.ConvertToVector256Single(sums) * Unsafe.As<Int8Quad, Vector256<float>>(ref scales) };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Simd256 integral, ref byte to)
    {
        Vector256<int> whole = Avx.ConvertToVector256Int32(integral.value) + Vector256.Create(Int8Quad.Most);
        Vector128<short> words = Sse2.PackSignedSaturate(whole.GetLower(), whole.GetUpper());
        Unsafe.As<byte, ulong>(ref to) = Sse2.PackUnsignedSaturate(words, words).AsUInt64().ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 BroadcastAt(ref float first, nint index) => new() { value = Vector256.Create(Unsafe.Add(ref first, index)) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Four(ref float first)
    {
        Vector128<float> four = Unsafe.As<float, Vector128<float>>(ref first);
        return new() { value = Vector256.Create(four, four) };
    }

#pragma warning disable CA1857 // The index is a constant wherever this is inlined, which is everywhere.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Element(Simd256 four, ref float first, int index) => new() { value = Avx.Permute(four.value, (byte)(index * 0b01_01_01_01)) };
#pragma warning restore CA1857

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 NegativeMultiplyAdd(Simd256 a, Simd256 b, Simd256 c) => new() { value = Fma.MultiplyAddNegated(a.value, b.value, c.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Min(Simd256 a, Simd256 b) => new() { value = Avx.Min(a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Max(Simd256 a, Simd256 b) => new() { value = Avx.Max(a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Abs(Simd256 a) => new() { value = Vector256.Abs(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Sigmoid(Simd256 a) => new() { value = Activations256.Sigmoid(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Tanh(Simd256 a) => new() { value = Activations256.Tanh(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 FastSigmoid(Simd256 a) => Sigmoid(a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 FastTanh(Simd256 a) => new() { value = Activations256.FastTanh(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Sqrt(Simd256 a) => new() { value = Avx.Sqrt(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd256 a) => Sum(a.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Sum(Vector256<float> value) => Simd128.Sum(value.GetLower() + value.GetUpper());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 SumFours(Simd256 a, Simd256 b, Simd256 c, Simd256 d) =>
        new() { value = Avx.HorizontalAdd(Avx.HorizontalAdd(a.value, b.value), Avx.HorizontalAdd(c.value, d.value)) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 SumGroups(ref float rows) => SumHalves(Packed.At<Simd256>(ref rows, 0), Packed.At<Simd256>(ref rows, Lanes));

    /// <summary>The halves of a added up, then those of b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Simd256 SumHalves(Simd256 a, Simd256 b) =>
        new() { value = Avx.Permute2x128(a.value, b.value, 0x20) + Avx.Permute2x128(a.value, b.value, 0x31) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 GreaterThan(Simd256 a, Simd256 b) => new() { value = Vector256.GreaterThan(a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Equal(Simd256 a, Simd256 b) => new() { value = Vector256.Equals(a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Select(Simd256 mask, Simd256 a, Simd256 b) => new() { value = Vector256.ConditionalSelect(mask.value, a.value, b.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 And(Simd256 mask, Simd256 v) => new() { value = mask.value & v.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Or(Simd256 a, Simd256 b) => new() { value = a.value | b.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 FirstLanes(int count) => new()
    {
        value = Vector256.LessThan(Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7), Vector256.Create(count)).AsSingle(),
    };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 RoundToEven(Simd256 a) => new() { value = Avx.RoundToNearestInteger(a.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 ScaleByPowerOfTwo(Simd256 a, Simd256 n)
    {
        // In two factors, neither of which leaves the range of normal numbers: only the last product rounds.
        Vector256<int> whole = Vector256.ConvertToInt32(n.value);
        Vector256<int> half = Vector256.ShiftRightArithmetic(whole, 1);
        Vector256<int> bias = Vector256.Create(127);
        return new() { value = a.value * Vector256.ShiftLeft(half + bias, 23).AsSingle() * Vector256.ShiftLeft(whole - half + bias, 23).AsSingle() };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 ShiftIntoExponent(Simd256 a) => new() { value = Vector256.ShiftLeft(a.value.AsInt32(), 23).AsSingle() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Exponent(Simd256 a) =>
        new() { value = Vector256.ConvertToSingle(Vector256.ShiftRightLogical(a.value.AsInt32(), 23) - Vector256.Create(127)) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Mantissa(Simd256 a) =>
        new() { value = ((a.value.AsInt32() & Vector256.Create(0x007FFFFF)) | Vector256.Create(0x3F800000)).AsSingle() };
}
