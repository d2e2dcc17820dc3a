using System.Collections;
using System.Globalization;

namespace Unrolled;

/// <summary>The values of some metrics, in the order in which they were asked for.</summary>
public sealed class MetricValues : IReadOnlyList<double>
{
    private readonly double[] _values;

    internal MetricValues(string[] names, double[] values)
    {
        Names = names;
        _values = values;
    }

    /// <summary>The metrics' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many there are.</summary>
    public int Count => _values.Length;

    /// <summary>The value of a metric by its place.</summary>
    /// <param name="index">From 0.</param>
    public double this[int index] => _values[index];

    /// <summary>The value of a metric by its name.</summary>
    /// <param name="name">Its <see cref="IMetric.Name"/>.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists all.</exception>
    public double this[string name]
    {
        get
        {
            for (int k = 0; k < _values.Length; k++)
            {
                if (Names[k] == name)
                    return _values[k];
            }

            throw Unrolled.Names.Unknown("metric", name, Names);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Names and values: <c>accuracy 0.912, F1 0.887</c>.</summary>
    public override string ToString() => string.Join(", ", Names.Select((name, k) => string.Create(CultureInfo.InvariantCulture, $"{name} {_values[k]:g4}")));
}
