using Unrolled.CompilerServices;

namespace Unrolled.Tests.Numerics;

/// <summary>A test body that is generic over the vector type.</summary>
internal interface ISimdTest
{
    void Run<V>() where V : struct, ISimd<V>;
}

/// <summary>Runs a test body on every vector type that this process supports.</summary>
internal static class SimdWidths
{
    public static void Run<T>(T test) where T : ISimdTest
    {
        if (Simd512.IsSupported) test.Run<Simd512>();
        if (Simd256.IsSupported) test.Run<Simd256>();
        if (Simd128.IsSupported) test.Run<Simd128>();
        test.Run<Simd1>();
    }

    /// <summary>The same, and on half of the widest.</summary>
    public static void RunWithHalves<T>(T test) where T : ISimdTest
    {
        Run(test);
        if (Simd512.IsSupported) test.Run<Simd512Lower>();
    }
}
