using System.Globalization;

namespace Unrolled.Compiler.Planning;

/// <summary>
/// A length in elements that depends on the vector width: a sum of (factor × padded width). Widths are padded to whole vectors, so it is a number only where
/// the vectors are known.
/// </summary>
internal sealed class Length
{
    private readonly SortedDictionary<int, long> _factors;

    private Length(SortedDictionary<int, long> factors) => _factors = factors;

    public static Length Zero { get; } = new([]);

    /// <summary>The factor of each padded width, by width.</summary>
    public IEnumerable<KeyValuePair<int, long>> Terms => _factors;

    /// <summary>The widths that it depends on.</summary>
    public IEnumerable<int> Widths => _factors.Keys;

    public bool IsZero => _factors.Count == 0;

    /// <summary>This and <paramref name="factor"/> times the padded <paramref name="width"/>.</summary>
    public Length Plus(int width, long factor)
    {
        if (factor == 0)
            return this;
        var factors = new SortedDictionary<int, long>(_factors);
        factors[width] = (factors.TryGetValue(width, out var have) ? have : 0) + factor;
        return new(factors);
    }

    /// <summary>For people: <c>4×64 + 16×32</c>.</summary>
    public override string ToString() => IsZero
        ? "0"
        : string.Join(" + ", _factors.Select(pair => $"{pair.Value.ToString(CultureInfo.InvariantCulture)}×{pair.Key.ToString(CultureInfo.InvariantCulture)}"));
}
