using System.Runtime.CompilerServices;
using Unrolled.CompilerServices;

namespace Unrolled.Tests.Numerics;

/// <summary>The operations of a vector type, lane by lane, against scalar arithmetic.</summary>
public sealed class SimdTests
{
    private static readonly float[] Values =
    [
        0f, -0f, 1f, -1f, 0.5f, 1.5f, 2.5f, -2.5f, 0.49999997f, 3.7f, -3.7f, 1e-40f, -1e-40f, 1e30f, -1e30f, 8388607.5f, 1e9f,
        float.MaxValue, float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
    ];

    [Fact]
    public void Width_is_the_widest_supported()
    {
        int expected = Simd512.IsSupported
            && System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? 16 : Simd256.IsSupported ? 8 : Simd128.IsSupported ? 4 : 1;
        Assert.Equal(expected, SimdWidth.Lanes);
    }

    [Theory]
    [InlineData(1, 16, 1, 16)]
    [InlineData(16, 16, 1, 16)]
    [InlineData(17, 16, 2, 32)]
    [InlineData(7, 1, 7, 7)]
    [InlineData(5, 4, 2, 8)]
    public void Blocks_cover_all_units(int units, int lanes, int blocks, int padded)
    {
        Assert.Equal(blocks, Packed.Blocks(units, lanes));
        Assert.Equal(padded, Packed.Padded(units, lanes));
    }

    [Fact]
    public void Arithmetic_equals_scalar_arithmetic() => SimdWidths.RunWithHalves(new ArithmeticTest());

    [Fact]
    public void Masks_select_lanes() => SimdWidths.RunWithHalves(new MaskTest());

    [Fact]
    public void Exponents_and_scaling_are_exact() => SimdWidths.RunWithHalves(new ExponentTest());

    [Fact]
    public void Sum_adds_every_lane_once() => SimdWidths.RunWithHalves(new SumTest());

    [Fact]
    public void Sums_of_fours_and_groups_are_those_of_all_lanes() => SimdWidths.RunWithHalves(new SumRowsTest());

    /// <summary>Half a vector has the activations of the whole one, not of its width.</summary>
    [Fact]
    public void Half_a_vector_has_the_same_activations()
    {
        if (!Simd512.IsSupported) return;
        foreach (float a in Values)
        {
            AssertLanes(VectorMath.Sigmoid(Simd512Lower.Broadcast(a)), First(VectorMath.Sigmoid(Simd512.Broadcast(a))), $"sigmoid {a}");
            AssertLanes(VectorMath.Tanh(Simd512Lower.Broadcast(a)), First(VectorMath.Tanh(Simd512.Broadcast(a))), $"tanh {a}");
            AssertLanes(VectorMath.FastSigmoid(Simd512Lower.Broadcast(a)), First(VectorMath.FastSigmoid(Simd512.Broadcast(a))), $"fast sigmoid {a}");
            AssertLanes(VectorMath.FastTanh(Simd512Lower.Broadcast(a)), First(VectorMath.FastTanh(Simd512.Broadcast(a))), $"fast tanh {a}");
        }
    }

    [Fact]
    public void An_element_of_four_is_in_every_lane() => SimdWidths.RunWithHalves(new ElementTest());

    [Fact]
    public void Products_with_weights_in_memory_are_those_with_a_vector() => SimdWidths.RunWithHalves(new AccumulateTest());

    [Fact]
    public void Rows_are_copied_and_nothing_beyond_them() => SimdWidths.RunWithHalves(new CopyRowTest());

    /// <summary>Lanes that an operation computes; memory may be laid out for more.</summary>
    private static int Computed<V>() where V : struct, ISimd<V> => Unsafe.SizeOf<V>() / sizeof(float);

    private static float First<V>(V v) where V : struct, ISimd<V> => Unsafe.As<V, float>(ref v);

    private static void AssertLanes<V>(V actual, float expected, string what) where V : struct, ISimd<V>
    {
        float[] lanes = new float[Computed<V>()];
        Packed.At<V>(ref lanes[0], 0) = actual;
        Assert.All(lanes, found => Assert.True(
            BitConverter.SingleToInt32Bits(found) == BitConverter.SingleToInt32Bits(expected) || (float.IsNaN(found) && float.IsNaN(expected)),
            $"{typeof(V).Name} {what}: expected {expected:R}, found {found:R}"));
    }

    private sealed class ElementTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            // The last four of a row: nothing beyond them is read into a result.
            float[] row = [7f, 1.5f, float.NaN, -0f, 3e-40f];
            V four = V.Four(ref row[1]);
            AssertLanes(V.Element(four, ref row[1], 0), row[1], "element 0");
            AssertLanes(V.Element(four, ref row[1], 1), row[2], "element 1");
            AssertLanes(V.Element(four, ref row[1], 2), row[3], "element 2");
            AssertLanes(V.Element(four, ref row[1], 3), row[4], "element 3");
        }
    }

    private sealed class AccumulateTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            // Off by one float: weights need not be aligned.
            float[] weights = [.. Enumerable.Range(0, 33).Select(i => 0.1f + (i / 7f))];
            V expected = V.Broadcast(1f / 3f), actual = expected, b = V.Broadcast(-1.7f);
            V.Accumulate(ref expected, Packed.At<V>(ref weights[0], 1), b);
            V.Accumulate(ref actual, ref weights[0], 1, b);
            for (int lane = 0; lane < Computed<V>(); lane++)
                Assert.Equal(Unsafe.Add(ref Unsafe.As<V, float>(ref expected), lane), Unsafe.Add(ref Unsafe.As<V, float>(ref actual), lane));
            V.Accumulate(ref actual, ref weights[0], 1, V.Zero);
            Assert.Equal(First(expected), First(actual));
            Assert.NotEqual(1f / 3f, First(actual));
        }
    }

    private sealed class ArithmeticTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            AssertLanes(V.Zero, 0f, "zero");
            foreach (float a in Values)
            {
                V va = V.Broadcast(a);
                AssertLanes(va, a, $"broadcast {a}");
                AssertLanes(-va, -a, $"negate {a}");
                AssertLanes(V.Abs(va), MathF.Abs(a), $"abs {a}");
                AssertLanes(V.Sqrt(va), MathF.Sqrt(a), $"sqrt {a}");
                AssertLanes(V.RoundToEven(va), MathF.Round(a, MidpointRounding.ToEven), $"round {a}");
                foreach (float b in Values)
                {
                    V vb = V.Broadcast(b);
                    AssertLanes(va + vb, a + b, $"{a} + {b}");
                    AssertLanes(va - vb, a - b, $"{a} - {b}");
                    AssertLanes(va * vb, a * b, $"{a} * {b}");
                    AssertLanes(va / vb, a / b, $"{a} / {b}");
                    if (float.IsNaN(b)) AssertLanes(V.Min(va, vb), float.NaN, $"min {a} NaN");
                    if (float.IsNaN(b)) AssertLanes(V.Max(va, vb), float.NaN, $"max {a} NaN");
                    if (float.IsNaN(a) || float.IsNaN(b) || a == b) continue;
                    AssertLanes(V.Min(va, vb), MathF.Min(a, b), $"min {a} {b}");
                    AssertLanes(V.Max(va, vb), MathF.Max(a, b), $"max {a} {b}");
                }
            }

            // Products and sums that are exact: the same fused or not.
            AssertLanes(V.MultiplyAdd(V.Broadcast(3f), V.Broadcast(-5f), V.Broadcast(7f)), -8f, "multiply-add");
            AssertLanes(V.NegativeMultiplyAdd(V.Broadcast(3f), V.Broadcast(-5f), V.Broadcast(7f)), 22f, "negative multiply-add");
        }
    }

    private sealed class MaskTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            V yes = V.Broadcast(2f), no = V.Broadcast(-3f);
            foreach (float a in Values)
                foreach (float b in Values)
                {
                    V va = V.Broadcast(a), vb = V.Broadcast(b);
                    AssertLanes(V.Select(V.GreaterThan(va, vb), yes, no), a > b ? 2f : -3f, $"{a} > {b}");
                    AssertLanes(V.Select(V.Equal(va, vb), yes, no), a == b ? 2f : -3f, $"{a} = {b}");
                    AssertLanes(V.And(V.GreaterThan(va, vb), no), a > b ? -3f : 0f, $"{a} > {b}, and");
                }

            AssertLanes(V.Or(V.Broadcast(2f), V.Broadcast(-0f)), -2f, "or");
            for (int count = -1; count <= Computed<V>() + 1; count++)
            {
                float[] lanes = new float[Computed<V>()];
                Packed.At<V>(ref lanes[0], 0) = V.And(V.FirstLanes(count), yes);
                for (int lane = 0; lane < Computed<V>(); lane++) Assert.Equal(lane < count ? 2f : 0f, lanes[lane]);
            }
        }
    }

    private sealed class ExponentTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            for (int e = -126; e <= 127; e++)
                foreach (float m in (float[])[1f, 1.25f, 1.9999999f])
                {
                    V v = V.Broadcast((float)Math.ScaleB((double)m, e));
                    AssertLanes(V.Exponent(v), e, $"exponent of {m}·2^{e}");
                    AssertLanes(V.Mantissa(v), m, $"mantissa of {m}·2^{e}");
                }

            for (int n = -252; n <= 254; n++)
                foreach (float a in (float[])[0.5f, -0.75f, 1f, 1.4142135f, -1.9999999f])
                    AssertLanes(V.ScaleByPowerOfTwo(V.Broadcast(a), V.Broadcast(n)), (float)Math.ScaleB((double)a, n), $"{a}·2^{n}");
            for (int n = -127; n <= 128; n++)
            {
                float expected = n == -127 ? 0f : n == 128 ? float.PositiveInfinity : (float)Math.ScaleB(1.0, n);
                AssertLanes(V.ShiftIntoExponent(V.Broadcast(12582912f + 127f + n)), expected, $"2^{n}");
            }
        }
    }

    private sealed class SumTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            float[] lanes = new float[Computed<V>()];
            for (int i = 0; i < Computed<V>(); i++) lanes[i] = 1 << i;
            Assert.Equal((1 << Computed<V>()) - 1, V.Sum(Packed.At<V>(ref lanes[0], 0)));
        }
    }

    private sealed class SumRowsTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            // Lane i of vector r is 1000 r + 2^i, so that each sum is exact and tells what it is made of.
            int rows = Computed<V>();
            float[] vectors = new float[rows * V.Lanes], fours = new float[Math.Max(1, rows / 4) * V.Lanes], sums = new float[V.Lanes];
            for (int i = 0; i < vectors.Length; i++)
                vectors[i] = i % V.Lanes < rows ? (1000 * (i / V.Lanes)) + (1 << (i % V.Lanes)) : float.NaN;
            for (int r = 0; r < rows; r += 4)
            {
                V Row(int row) => Packed.At<V>(ref vectors[0], Math.Min(row, rows - 1) * V.Lanes);
                Packed.At<V>(ref fours[0], r / 4 * V.Lanes) = V.SumFours(Row(r), Row(r + 1), Row(r + 2), Row(r + 3));
            }

            Packed.At<V>(ref sums[0], 0) = V.SumGroups(ref fours[0]);
            for (int r = 0; r < rows; r++)
                Assert.Equal((1000f * r * rows) + (1 << rows) - 1, sums[r]);
        }
    }

    private sealed class CopyRowTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            // As memory has them: the first vector of a layer that fits half of one, or whole vectors and a rest.
            for (int floats = 0; floats <= (Computed<V>() < V.Lanes ? Computed<V>() : 3 * V.Lanes + 5); floats++)
            {
                float[] from = [.. Enumerable.Range(1, 80).Select(i => (float)i)], to = new float[80];
                Packed.CopyRow<V>(ref from[3], ref to[5], floats);
                Assert.Equal(from.Skip(3).Take(floats), to.Skip(5).Take(floats));
                Assert.All(to.Take(5).Concat(to.Skip(5 + floats)), value => Assert.Equal(0f, value));
            }
        }
    }
}
