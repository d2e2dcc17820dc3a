using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// One machine vector of floats, with what kernels need beside the arithmetic of <see cref="IVector{V}"/>. Kernels are written once, generic over
/// <typeparamref name="V"/>; the compiler of machine
/// code specialises them for each width.
/// </summary>
/// <typeparam name="V">The implementing type itself.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ISimd<V> : IVector<V> where V : struct, ISimd<V>
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Whether the machine runs this type in its own vector registers.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Vector registers that a kernel may count on: 32 or 16.</summary>
    static abstract int Registers { get; }

    /// <summary>Whether <see cref="IVector{V}.MultiplyAdd"/> rounds once.</summary>
    static abstract bool Fuses { get; }

    /// <summary>
    /// a / b for finite a and b in [1, 2¹²⁶], at most one unit in the last place off. Where a division is slow (512 bits on Intel: one in 16 cycles) it is
    /// an estimate of 1/b and one step of Newton's.
    /// </summary>
    static abstract V Quotient(V a, V b);

    /// <summary>1 / b as <see cref="Quotient"/> has it.</summary>
    static abstract V Reciprocal(V b);

    /// <summary>
    /// sum += a·b, as <see cref="IVector{V}.MultiplyAdd"/> has it. What is stored to a variable that is an operand itself keeps its register: no moves
    /// between a loop's sums.
    /// </summary>
    static abstract void Accumulate(ref V sum, V a, V b);

    /// <summary>
    /// sum += w·b, w being the vector that starts <paramref name="offset"/> floats past <paramref name="weights"/>: an instruction that multiplies and
    /// adds can take it from memory itself, and the JIT has it do so where the reference gets that far.
    /// </summary>
    static abstract void Accumulate(ref V sum, ref float weights, nint offset, V b);

    /// <summary>first += w·a and second += u·b, w and u being the two weights of each of the pairs that start <paramref name="offset"/> pairs past
    /// <paramref name="weights"/>, as <see cref="Accumulate(ref V, V, V)"/> has it, in that order: <paramref name="first"/> and
    /// <paramref name="second"/> may be one variable.</summary>
    static abstract void Accumulate(ref V first, ref V second, ref BFloat16Pair weights, nint offset, V a, V b);

    /// <summary>sum += w·a, w being the first weight of each pair.</summary>
    static abstract void AccumulateFirst(ref V sum, ref BFloat16Pair weights, nint offset, V a);

    /// <summary>The first weight of each of the pairs that start at <paramref name="weights"/>, in memory that does not move, as that of a model does
    /// not.</summary>
    static abstract V First(ref BFloat16Pair weights);

    /// <summary>The second weight of each of them.</summary>
    static abstract V Second(ref BFloat16Pair weights);

    /// <summary>Each lane of <paramref name="integers"/>, a whole number, += the products of four weights, of the fours that start
    /// <paramref name="offset"/> fours past <paramref name="weights"/>, with the four bytes of the lane of <paramref name="bytes"/>, which
    /// <see cref="StoreBytes"/> has made.</summary>
    static abstract void Accumulate(ref V integers, ref Int8Quad weights, nint offset, V bytes);

    /// <summary>(integers + offsets)·scales as floats, the sum exact, then rounded to a float, then the product: the same bits at every width. Offsets are
    /// the whole numbers that the bytes' own offset asks for.</summary>
    static abstract V Scaled(V integers, ref Int8Quad offsets, ref Int8Quad scales);

    /// <summary>Stores whole numbers in [−127, 127] as bytes, as many as there are lanes: plus 127, where instructions want no sign.</summary>
    static abstract void StoreBytes(V integral, ref byte to);

    /// <summary>The float that lies <paramref name="index"/> past <paramref name="first"/>, in all lanes.</summary>
    static abstract V BroadcastAt(ref float first, nint index);

    /// <summary>Four floats from <paramref name="first"/> on, repeated in each group of four lanes: what <see cref="Element"/> takes one of. (The first
    /// alone, where there is one lane.)</summary>
    static abstract V Four(ref float first);

    /// <summary>The float that lies <paramref name="index"/>, a constant from 0 to 3, past <paramref name="first"/>, in all lanes: out of
    /// <paramref name="four"/>, the <see cref="Four"/> of <paramref name="first"/>, where vectors have four lanes.</summary>
    static abstract V Element(V four, ref float first, int index);

    /// <summary>1 / (1 + e⁻ᵃ), as <see cref="VectorMath.Sigmoid{V}(V)"/> has it.</summary>
    static abstract V Sigmoid(V a);

    /// <summary>The hyperbolic tangent, as <see cref="VectorMath.Tanh{V}(V)"/> has it: by whatever is fastest at this width.</summary>
    static abstract V Tanh(V a);

    /// <summary>As <see cref="VectorMath.FastSigmoid{V}(V)"/> has it.</summary>
    static abstract V FastSigmoid(V a);

    /// <summary>As <see cref="VectorMath.FastTanh{V}(V)"/> has it.</summary>
    static abstract V FastTanh(V a);

    /// <summary><see cref="Sigmoid(V)"/> of two vectors, the same bits: a width whose constants take time to load does it once for both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual void Sigmoid(V a, V b, out V sigmoidOfA, out V sigmoidOfB)
    {
        sigmoidOfA = V.Sigmoid(a);
        sigmoidOfB = V.Sigmoid(b);
    }

    /// <summary><see cref="Tanh(V)"/> of two vectors, as <see cref="Sigmoid(V, V, out V, out V)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual void Tanh(V a, V b, out V tanhOfA, out V tanhOfB)
    {
        tanhOfA = V.Tanh(a);
        tanhOfB = V.Tanh(b);
    }

    /// <summary><see cref="FastSigmoid(V)"/> of two vectors, as <see cref="Sigmoid(V, V, out V, out V)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual void FastSigmoid(V a, V b, out V sigmoidOfA, out V sigmoidOfB)
    {
        sigmoidOfA = V.FastSigmoid(a);
        sigmoidOfB = V.FastSigmoid(b);
    }

    /// <summary><see cref="FastTanh(V)"/> of two vectors, as <see cref="Sigmoid(V, V, out V, out V)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual void FastTanh(V a, V b, out V tanhOfA, out V tanhOfB)
    {
        tanhOfA = V.FastTanh(a);
        tanhOfB = V.FastTanh(b);
    }

    /// <summary>The sum of all lanes, halves added to halves: the order depends on <see cref="Lanes"/> alone.</summary>
    static abstract float Sum(V a);

    /// <summary>In each group of four lanes: the sum of that group's lanes of a, of b, of c and of d. (a, where there is one lane.)</summary>
    static abstract V SumFours(V a, V b, V c, V d);

    /// <summary>
    /// Of a vector for each group of four lanes, one after another from <paramref name="rows"/>: all groups of the first added up, all groups of the
    /// second, and so on. After
    /// <see cref="SumFours"/> these are the sums of all lanes, of as many vectors as a vector has lanes.
    /// </summary>
    static abstract V SumGroups(ref float rows);

    /// <summary>Mask of the first <paramref name="count"/> lanes; 0 or less: none, <see cref="Lanes"/> or more: all.</summary>
    static abstract V FirstLanes(int count);

    /// <summary>The nearest integral value, ties to even.</summary>
    static abstract V RoundToEven(V a);

    /// <summary>
    /// a·2ⁿ for integral <paramref name="n"/> in [−252, 254] and |a| in [0.5, 2), rounded once: a result too large is infinite,
    /// one too small subnormal or zero.
    /// </summary>
    static abstract V ScaleByPowerOfTwo(V a, V n);

    /// <summary>
    /// The bits of each lane shifted left by 23, so that its low nine bits become sign and exponent. Of 1.5·2²³ + 127 + n, as a sum with
    /// the former leaves it after rounding, this makes 2ⁿ for n in [−126, 127], 0 for −127 and infinity for 128.
    /// </summary>
    static abstract V ShiftIntoExponent(V a);

    /// <summary>e, as a float, of a = m·2ᵉ with 1 ≤ m &lt; 2, for positive normal lanes; 128 for infinity.</summary>
    static abstract V Exponent(V a);

    /// <summary>m of a = m·2ᵉ with 1 ≤ m &lt; 2, for positive normal lanes; 1 for infinity.</summary>
    static abstract V Mantissa(V a);
}
