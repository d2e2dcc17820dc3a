using Unrolled.CompilerServices;

namespace Unrolled.Tests.Numerics;

/// <summary>
/// The elementary functions against double precision, within the bounds that their documentation states, over floats sampled evenly by their bits: every
/// sign and exponent. Set UNROLLED_SWEEP=1 for all 2³² of them (an hour).
/// </summary>
public sealed class VectorMathTests
{
    /// <summary>A function of the library, what it should be, and where and how well.</summary>
    internal interface IFunction
    {
        static abstract V Apply<V>(V x) where V : struct, ISimd<V>;

        static abstract double Exact(double x);

        /// <summary>The bounds hold for |x| up to here: everywhere, unless a function says otherwise.</summary>
        static virtual float Range => float.MaxValue;

        /// <summary>The error must be within so many ulp of the exact value or within <see cref="Absolute"/>.</summary>
        static virtual double Ulps => 0;

        static virtual double Absolute => 0;
    }

    [Fact]
    public void Sigmoid_is_within_its_bounds() => SimdWidths.Run(new Sweep<SigmoidFunction>());

    [Fact]
    public void Tanh_is_within_its_bounds() => SimdWidths.Run(new Sweep<TanhFunction>());

    [Fact]
    public void FastSigmoid_is_within_its_bounds() => SimdWidths.Run(new Sweep<FastSigmoidFunction>());

    [Fact]
    public void FastTanh_is_within_its_bounds() => SimdWidths.Run(new Sweep<FastTanhFunction>());

    [Fact]
    public void Exp_is_within_its_bounds() => SimdWidths.Run(new Sweep<ExpFunction>());

    [Fact]
    public void Log_is_within_its_bounds() => SimdWidths.Run(new Sweep<LogFunction>());

    [Fact]
    public void Softplus_is_within_its_bounds() => SimdWidths.Run(new Sweep<SoftplusFunction>());

    [Fact]
    public void Sin_is_within_its_bounds() => SimdWidths.Run(new Sweep<SinFunction>());

    [Fact]
    public void Cos_is_within_its_bounds() => SimdWidths.Run(new Sweep<CosFunction>());

    [Fact]
    public void Edges_are_exact() => SimdWidths.Run(new EdgeTest());

    [Fact]
    public void Ratio_of_small_sigmoids_survives() => SimdWidths.Run(new RatioTest());

    [Fact]
    public void Min_and_Max_pass_NaN_on_from_either_side() => SimdWidths.Run(new MinMaxTest());

    /// <summary>The distance of neighbouring floats at |value|; that of the subnormals below the smallest normal.</summary>
    private static double Ulp(double value) => Math.ScaleB(1, Math.Max(Math.ILogB(value), -126) - 23);

    private sealed class Sweep<F> : ISimdTest where F : IFunction
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            const int Chunk = 1 << 16;
            long step = Environment.GetEnvironmentVariable("UNROLLED_SWEEP") == "1" ? 1 : 9973;
            float[] x = new float[Chunk], y = new float[Chunk];
            for (long first = 0; first < 1L << 32; first += Chunk * step)
            {
                for (int i = 0; i < Chunk; i++) x[i] = BitConverter.UInt32BitsToSingle((uint)(first + (i * step)));
                for (int i = 0; i < Chunk; i += V.Lanes) Packed.At<V>(ref y[0], i) = F.Apply(Packed.At<V>(ref x[0], i));
                for (int i = 0; i < Chunk; i++) Check<V>(x[i], y[i]);
            }
        }

        private static void Check<V>(float x, float y)
        {
            if (float.IsFinite(x) && Math.Abs(x) > F.Range) return;
            double exact = F.Exact(x);
            float rounded = (float)exact;
            bool right = float.IsFinite(rounded)
                ? Math.Abs(y - exact) <= Math.Max(F.Absolute, F.Ulps * Ulp(exact)) || (float.IsInfinity(y) && Math.Abs(exact) >= float.MaxValue)
                : y.Equals(rounded) || (float.IsFinite(y) && Math.Abs(exact) < (2 - (1 / 16777216.0) + 1e-6) * Math.ScaleB(1, 127));
            if (!right) Assert.Fail($"{typeof(F).Name} on {typeof(V).Name} of {x:R}: expected {exact:R}, found {y:R}, {Math.Abs(y - exact) / Ulp(exact)} ulp");
        }
    }

    private sealed class EdgeTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            const float Inf = float.PositiveInfinity;
            Check<V, SigmoidFunction>((0f, 0.5f), (Inf, 1f), (100f, 1f), (float.NaN, float.NaN));
            Check<V, TanhFunction>((0f, 0f), (-0f, -0f), (Inf, 1f), (-Inf, -1f), (20f, 1f), (-20f, -1f), (1e-30f, 1e-30f), (float.Epsilon, float.Epsilon),
                (float.NaN, float.NaN));
            Check<V, ExpFunction>((0f, 1f), (Inf, Inf), (-Inf, 0f), (89f, Inf), (-105f, 0f), (float.NaN, float.NaN));
            Check<V, LogFunction>((1f, 0f), (0f, -Inf), (-0f, -Inf), (Inf, Inf), (-1f, float.NaN), (-Inf, float.NaN), (float.NaN, float.NaN));
            Check<V, SoftplusFunction>((Inf, Inf), (-Inf, 0f), (200f, 200f), (float.NaN, float.NaN));
            Check<V, SinFunction>((0f, 0f), (Inf, float.NaN), (-Inf, float.NaN), (float.NaN, float.NaN));
            Check<V, CosFunction>((0f, 1f), (Inf, float.NaN), (-Inf, float.NaN), (float.NaN, float.NaN));
            Check<V, ReluFunction>((-1f, 0f), (2.5f, 2.5f), (-Inf, 0f), (Inf, Inf), (float.NaN, float.NaN));
        }

        private static void Check<V, F>(params (float X, float Y)[] cases) where V : struct, ISimd<V> where F : IFunction
        {
            float[] result = new float[V.Lanes];
            foreach ((float x, float y) in cases)
            {
                Packed.At<V>(ref result[0], 0) = F.Apply(V.Broadcast(x));
                Assert.All(result, found => Assert.True(y.Equals(found) && float.IsNegative(y) == float.IsNegative(found) || float.IsNaN(y)
                    && float.IsNaN(found),
                    $"{typeof(F).Name} on {typeof(V).Name} of {x}: expected {y}, found {found}"));
            }
        }
    }

    private sealed class RatioTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            float[] result = new float[V.Lanes];
            foreach (float x in (float[])[-1f, -20f, -50f, -80f, -86f])
            {
                V f = VectorMath.Sigmoid(V.Broadcast(x)), i = VectorMath.Sigmoid(V.Broadcast(x - 1f));
                Packed.At<V>(ref result[0], 0) = f / (f + i);
                double exactF = SigmoidFunction.Exact(x), exactI = SigmoidFunction.Exact(x - 1f), exact = exactF / (exactF + exactI);
                Assert.All(result, found => Assert.InRange(found, exact - 4e-7, exact + 4e-7));
            }
        }
    }

    private sealed class MinMaxTest : ISimdTest
    {
        public void Run<V>() where V : struct, ISimd<V>
        {
            float[] result = new float[V.Lanes];
            foreach (float a in (float[])[-1f, 2f, float.NaN, float.NegativeInfinity])
                foreach (float b in (float[])[-1f, 3f, float.NaN, float.PositiveInfinity])
                {
                    Packed.At<V>(ref result[0], 0) = VectorMath.Min(V.Broadcast(a), V.Broadcast(b));
                    Assert.All(result, found => Assert.Equal(MathF.Min(a, b), found));
                    Packed.At<V>(ref result[0], 0) = VectorMath.Max(V.Broadcast(a), V.Broadcast(b));
                    Assert.All(result, found => Assert.Equal(MathF.Max(a, b), found));
                }
        }
    }

    private struct SigmoidFunction : IFunction
    {
        public static double Ulps => 4;
        // What is below the smallest normal comes out as that.
        public static double Absolute => 1.1755e-38;
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Sigmoid(x);
        public static double Exact(double x) => 1 / (1 + Math.Exp(-x));
    }

    private struct TanhFunction : IFunction
    {
        public static double Ulps => 4;
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Tanh(x);
        public static double Exact(double x) => Math.Tanh(x);
    }

    private struct FastSigmoidFunction : IFunction
    {
        public static double Absolute => 2.5e-7;
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.FastSigmoid(x);
        public static double Exact(double x) => 1 / (1 + Math.Exp(-x));
    }

    private struct FastTanhFunction : IFunction
    {
        public static double Absolute => 4e-7;
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.FastTanh(x);
        public static double Exact(double x) => Math.Tanh(x);
    }

    private struct ExpFunction : IFunction
    {
        public static double Ulps => 2;
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Exp(x);
        public static double Exact(double x) => Math.Exp(x);
    }

    private struct LogFunction : IFunction
    {
        public static double Ulps => 1;
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Log(x);
        public static double Exact(double x) => Math.Log(x);
    }

    private struct SoftplusFunction : IFunction
    {
        public static double Ulps => 3;
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Softplus(x);

        public static double Exact(double x)
        {
            double e = Math.Exp(-Math.Abs(x));
            return Math.Max(x, 0) + (e < 1e-5 ? e - (e * e / 2) : Math.Log(1 + e) * (e / (1 + e - 1)));
        }
    }

    private struct SinFunction : IFunction
    {
        public static float Range => 8192f;
        public static double Ulps => 3;
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Sin(x);
        public static double Exact(double x) => Math.Sin(x);
    }

    private struct CosFunction : IFunction
    {
        public static float Range => 8192f;
        public static double Ulps => 3;
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Cos(x);
        public static double Exact(double x) => Math.Cos(x);
    }

    private struct ReluFunction : IFunction
    {
        public static V Apply<V>(V x) where V : struct, ISimd<V> => VectorMath.Relu(x);
        public static double Exact(double x) => Math.Max(0, x);
    }
}
