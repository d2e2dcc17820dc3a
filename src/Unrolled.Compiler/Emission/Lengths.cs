using System.Globalization;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>A length as C#. A generated method computes with variables that hold the padded widths.</summary>
internal sealed class Lengths(WidthNames names, Length length)
{
    /// <summary>The widths that it depends on.</summary>
    public IEnumerable<int> Widths => length.Widths;

    public bool IsZero => length.IsZero;

    public Lengths Add(int width, long factor) => new(names, length.Plus(width, factor));

    /// <summary>As C#: <c>4 * units + 16 * units2</c>.</summary>
    public override string ToString() => IsZero
        ? "0"
        : string.Join(" + ", length.Terms.OrderBy(pair => names.Order(pair.Key)).Select(pair => pair.Value == 1
            ? names.Padded(pair.Key)
            : $"{pair.Value.ToString(CultureInfo.InvariantCulture)} * {names.Padded(pair.Key)}"));
}

/// <summary>What the widths of a layer are called in its generated code.</summary>
internal sealed class WidthNames
{
    private readonly List<int> _order;
    private readonly string _first;

    /// <param name="widths">All widths; the first is the layer's own.</param>
    /// <param name="first">The constant's name of the first.</param>
    public WidthNames(IEnumerable<int> widths, string first)
    {
        _order = [.. widths.Distinct()];
        _first = first;
    }

    public IReadOnlyList<int> Widths => _order;

    public int Order(int width) => _order.IndexOf(width);

    /// <summary>The constant that holds the true width.</summary>
    public string True(int width) => Order(width) == 0 ? _first : "Width" + width.ToString(CultureInfo.InvariantCulture);

    /// <summary>The variable that holds the padded width.</summary>
    public string Padded(int width) => Order(width) == 0 ? "units" : "units" + width.ToString(CultureInfo.InvariantCulture);

    /// <summary>Declares the variables of <paramref name="widths"/> in a method that is generic over the vector type.</summary>
    public IEnumerable<string> Declarations(IEnumerable<int> widths) =>
        widths.Distinct().OrderBy(Order).Select(width => $"nint {Padded(width)} = Padded<V>({True(width)});");
}
