using System.Runtime.CompilerServices;

namespace Unrolled;

/// <summary>
/// What an optimiser remembers of a vector of parameter elements: a vector for each of its <see cref="Optimizer.Moments"/>, to be read and written.
/// </summary>
/// <typeparam name="V">The vector type.</typeparam>
public readonly ref struct Moments<V> where V : struct, IVector<V>
{
    private readonly ref float _first;
    private readonly nint _stride;
    private readonly int _count;

    /// <param name="first">The elements in moment 0.</param>
    /// <param name="stride">Floats from one moment to the next.</param>
    /// <param name="count">How many moments there are.</param>
    internal Moments(ref float first, nint stride, int count)
    {
        _first = ref first;
        _stride = stride;
        _count = count;
    }

    /// <summary>One of the moments.</summary>
    /// <param name="index">Position of its name in <see cref="Optimizer.Moments"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The optimiser names no moment of this position.</exception>
    public ref V this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_count)
                Throw(index, _count);
            return ref Unsafe.As<float, V>(ref Unsafe.Add(ref _first, index * _stride));
        }
    }

    // Static: a call with this struct's address would keep its fields out of registers.
    private static void Throw(int index, int count) =>
        throw new ArgumentOutOfRangeException(
            nameof(index), index, $"The update rule uses moment {index}; its optimiser names {count} in Moments, numbered from 0.");
}
