using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>Activations of two vectors at once, bit for bit those of one and of the other: where constants take time to load, they are loaded once for
/// both.</summary>
public static partial class VectorMath
{
    /// <summary><see cref="Sigmoid{V}(V)"/> of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sigmoid<V>(V a, V b, out V sigmoidOfA, out V sigmoidOfB) where V : struct, ISimd<V> => V.Sigmoid(a, b, out sigmoidOfA, out sigmoidOfB);

    /// <summary><see cref="Tanh{V}(V)"/> of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tanh<V>(V a, V b, out V tanhOfA, out V tanhOfB) where V : struct, ISimd<V> => V.Tanh(a, b, out tanhOfA, out tanhOfB);

    /// <summary><see cref="FastSigmoid{V}(V)"/> of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FastSigmoid<V>(V a, V b, out V sigmoidOfA, out V sigmoidOfB)
        where V : struct, ISimd<V> => V.FastSigmoid(a, b, out sigmoidOfA, out sigmoidOfB);

    /// <summary><see cref="FastTanh{V}(V)"/> of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FastTanh<V>(V a, V b, out V tanhOfA, out V tanhOfB) where V : struct, ISimd<V> => V.FastTanh(a, b, out tanhOfA, out tanhOfB);
}
