using Unrolled.CompilerServices;

namespace Unrolled.Tests.Numerics;

/// <summary>An activation of two vectors at once has the bits that each has by itself: whether a value stands beside another must not show.</summary>
public sealed class PairsTests
{
    [Fact]
    public void Sigmoid_of_two_has_the_bits_of_one() => SimdWidths.RunWithHalves(new Test<SigmoidOfTwo>());

    [Fact]
    public void Tanh_of_two_has_the_bits_of_one() => SimdWidths.RunWithHalves(new Test<TanhOfTwo>());

    [Fact]
    public void FastSigmoid_of_two_has_the_bits_of_one() => SimdWidths.RunWithHalves(new Test<FastSigmoidOfTwo>());

    [Fact]
    public void FastTanh_of_two_has_the_bits_of_one() => SimdWidths.RunWithHalves(new Test<FastTanhOfTwo>());

    private interface IFunction
    {
        static abstract V Of<V>(V a) where V : struct, ISimd<V>;

        static abstract void Of<V>(V a, V b, out V ofA, out V ofB) where V : struct, ISimd<V>;
    }

    private sealed class Test<F> : ISimdTest where F : IFunction
    {
        private static readonly float[] Edges =
            [0f, -0f, 1f, -1f, 7.9f, -7.9f, 88f, -88f, float.Epsilon, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN];

        public void Run<V>() where V : struct, ISimd<V>
        {
            // Every sign and exponent, and among them, shifted against each other, those where something begins or ends.
            const int Count = 1 << 16;
            float[] a = new float[Count], b = new float[Count];
            for (int i = 0; i < Count; i++)
            {
                a[i] = i % 7 == 0 ? Edges[i / 7 % Edges.Length] : BitConverter.Int32BitsToSingle(i << 16 | (i * 40503 & 0xffff));
                b[i] = i % 5 == 0 ? Edges[i / 5 % Edges.Length] : (i - (Count / 2)) * (12f / Count);
            }

            float[] single = new float[V.Lanes], ofA = new float[V.Lanes], ofB = new float[V.Lanes];
            for (int i = 0; i < Count; i += V.Lanes)
            {
                V first = Packed.At<V>(ref a[0], i), second = Packed.At<V>(ref b[0], i);
                F.Of(first, second, out V one, out V other);
                Packed.At<V>(ref ofA[0], 0) = one;
                Packed.At<V>(ref ofB[0], 0) = other;
                Packed.At<V>(ref single[0], 0) = F.Of(first);
                Check<V>("first", a, i, single, ofA);
                Packed.At<V>(ref single[0], 0) = F.Of(second);
                Check<V>("second", b, i, single, ofB);
            }
        }

        private static void Check<V>(string which, float[] x, int at, float[] expected, float[] found)
        {
            for (int lane = 0; lane < expected.Length; lane++)
            {
                if (BitConverter.SingleToInt32Bits(expected[lane]) != BitConverter.SingleToInt32Bits(found[lane]))
                    Assert.Fail($"{typeof(F).Name} on {typeof(V).Name}, the {which}, of {x[at + lane]:R}: alone {expected[lane]:R}, with another "
                        + $"{found[lane]:R}");
            }
        }
    }

    private struct SigmoidOfTwo : IFunction
    {
        public static V Of<V>(V a) where V : struct, ISimd<V> => VectorMath.Sigmoid(a);
        public static void Of<V>(V a, V b, out V ofA, out V ofB) where V : struct, ISimd<V> => VectorMath.Sigmoid(a, b, out ofA, out ofB);
    }

    private struct TanhOfTwo : IFunction
    {
        public static V Of<V>(V a) where V : struct, ISimd<V> => VectorMath.Tanh(a);
        public static void Of<V>(V a, V b, out V ofA, out V ofB) where V : struct, ISimd<V> => VectorMath.Tanh(a, b, out ofA, out ofB);
    }

    private struct FastSigmoidOfTwo : IFunction
    {
        public static V Of<V>(V a) where V : struct, ISimd<V> => VectorMath.FastSigmoid(a);
        public static void Of<V>(V a, V b, out V ofA, out V ofB) where V : struct, ISimd<V> => VectorMath.FastSigmoid(a, b, out ofA, out ofB);
    }

    private struct FastTanhOfTwo : IFunction
    {
        public static V Of<V>(V a) where V : struct, ISimd<V> => VectorMath.FastTanh(a);
        public static void Of<V>(V a, V b, out V ofA, out V ofB) where V : struct, ISimd<V> => VectorMath.FastTanh(a, b, out ofA, out ofB);
    }
}
