using System.Diagnostics;
using System.Globalization;

namespace Unrolled;

/// <summary>
/// A vector in the equations of a cell: the input x, a state, or a value computed from them. Operators work element by element, between two vectors of the
/// same width,
/// or between a vector and a number.
/// </summary>
/// <remarks>
/// Only <see cref="Equations"/> creates vectors: there is no constructor and no conversion from a number or an array.
/// In <c>Equations.Evaluate</c>, a vector holds its elements in double precision, and a debugger shows them.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Vec
{
    private readonly double[] _elements;
    private readonly bool _isSlice;

    internal Vec(double[] elements, bool isInput = false, bool isSlice = false)
    {
        _elements = elements;
        _isSlice = isSlice;
        IsInput = isInput;
    }

    /// <summary>Number of elements.</summary>
    internal int Width => _elements.Length;

    /// <summary>The elements.</summary>
    internal ReadOnlySpan<double> Elements => _elements;

    /// <summary>Whether it is x or a slice of x, so that a matrix applied to it is an input matrix.</summary>
    internal bool IsInput { get; }

    /// <summary>A slice of x: elements <c>range.Start</c> (inclusive) to <c>range.End</c> (exclusive).</summary>
    /// <param name="range">At least one element, all within x.</param>
    /// <exception cref="InvalidOperationException">The vector is not x.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or ends outside x.</exception>
    public Vec this[Range range]
    {
        get
        {
            if (!IsInput || _isSlice)
                throw new InvalidOperationException($"Only x can be sliced, and [{range}] slices a slice, a state or a computed vector.");
            int start = range.Start.GetOffset(Width), end = range.End.GetOffset(Width);
            if (start < 0 || start >= end || end > Width)
                throw new ArgumentOutOfRangeException(nameof(range), range, $"The slice [{range}] is empty or reaches beyond the {Width} elements of x.");
            return new Vec(_elements[start..end], isInput: true, isSlice: true);
        }
    }

    /// <summary>v + w, element by element.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="w">A vector as wide as <paramref name="v"/>.</param>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static Vec operator +(Vec v, Vec w) => Zip("+", v, w, static (a, b) => a + b);

    /// <summary>v + c.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="c">A number, added to every element.</param>
    public static Vec operator +(Vec v, double c) => v.Map(a => a + c);

    /// <summary>c + v.</summary>
    /// <param name="c">A number, added to every element.</param>
    /// <param name="v">A vector.</param>
    public static Vec operator +(double c, Vec v) => v.Map(a => c + a);

    /// <summary>v − w, element by element.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="w">A vector as wide as <paramref name="v"/>.</param>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static Vec operator -(Vec v, Vec w) => Zip("-", v, w, static (a, b) => a - b);

    /// <summary>v − c.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="c">A number, subtracted from every element.</param>
    public static Vec operator -(Vec v, double c) => v.Map(a => a - c);

    /// <summary>c − v.</summary>
    /// <param name="c">A number, from which every element is subtracted.</param>
    /// <param name="v">A vector.</param>
    public static Vec operator -(double c, Vec v) => v.Map(a => c - a);

    /// <summary>−v.</summary>
    /// <param name="v">A vector.</param>
    public static Vec operator -(Vec v) => v.Map(static a => -a);

    /// <summary>v·w, element by element.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="w">A vector as wide as <paramref name="v"/>.</param>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static Vec operator *(Vec v, Vec w) => Zip("*", v, w, static (a, b) => a * b);

    /// <summary>v·c.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="c">A number, by which every element is multiplied.</param>
    public static Vec operator *(Vec v, double c) => v.Map(a => a * c);

    /// <summary>c·v.</summary>
    /// <param name="c">A number, by which every element is multiplied.</param>
    /// <param name="v">A vector.</param>
    public static Vec operator *(double c, Vec v) => v.Map(a => c * a);

    /// <summary>v / w, element by element.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="w">A vector as wide as <paramref name="v"/>.</param>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static Vec operator /(Vec v, Vec w) => Zip("/", v, w, static (a, b) => a / b);

    /// <summary>v / c.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="c">A number, by which every element is divided.</param>
    public static Vec operator /(Vec v, double c) => v.Map(a => a / c);

    /// <summary>c / v.</summary>
    /// <param name="c">A number, which is divided by every element.</param>
    /// <param name="v">A vector.</param>
    public static Vec operator /(double c, Vec v) => v.Map(a => c / a);

    /// <summary>The elements, as in <c>[0.25, -1]</c>.</summary>
    public override string ToString() => "[" + string.Join(", ", _elements.Select(static a => a.ToString(CultureInfo.InvariantCulture))) + "]";

    /// <summary>A function of every element.</summary>
    internal Vec Map(Func<double, double> function)
    {
        var result = new double[_elements.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = function(_elements[i]);
        return new Vec(result);
    }

    /// <summary>A function of the elements of two vectors of one width.</summary>
    internal static Vec Zip(string operation, Vec v, Vec w, Func<double, double, double> function)
    {
        ArgumentNullException.ThrowIfNull(v);
        ArgumentNullException.ThrowIfNull(w);
        if (v.Width != w.Width)
            throw new ArgumentException($"{operation} works element by element, so both vectors must have the same width: the left one has {v.Width} "
                + $"elements, the right one {w.Width}.");
        var result = new double[v.Width];
        for (int i = 0; i < result.Length; i++)
            result[i] = function(v._elements[i], w._elements[i]);
        return new Vec(result);
    }
}
