namespace Unrolled;

/// <summary>The sizes of a tensor's dimensions, outermost first; values are row-major. Prints as <c>[64, 28]</c>.</summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int[]? _sizes;

    /// <summary>Creates a shape of the given sizes.</summary>
    /// <param name="sizes">The size of each dimension, outermost first; none for a single number.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public Shape(params int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        foreach (int size in sizes)
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(sizes));
        _sizes = (int[])sizes.Clone();
    }

    /// <summary>The number of dimensions.</summary>
    public int Rank => Sizes.Length;

    /// <summary>The number of elements: the product of the sizes.</summary>
    /// <exception cref="OverflowException">The product does not fit 63 bits.</exception>
    public long Count
    {
        get
        {
            if (Sizes.Contains(0))
                return 0;
            long count = 1;
            foreach (int size in Sizes)
                count = checked(count * size);
            return count;
        }
    }

    /// <summary>The sizes, outermost first.</summary>
    public ReadOnlySpan<int> Sizes => _sizes;

    /// <summary>The size of one dimension.</summary>
    /// <param name="dimension">Its index, 0 for the outermost.</param>
    public int this[int dimension] => Sizes[dimension];

    /// <summary>Whether both have the same sizes in the same order.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether the sizes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Shape other) => Sizes.SequenceEqual(other.Sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int size in Sizes)
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>The sizes in brackets: <c>[64, 28]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _sizes ?? [])}]";
}
