namespace Unrolled;

/// <summary>Colours that readers with any kind of colour blindness can tell apart, on white.</summary>
/// <remarks>M. Okabe and K. Ito, Color Universal Design (2008).</remarks>
internal static class Palette
{
    /// <summary>Text, and lines that carry meaning.</summary>
    public const string Ink = "#1a1a1a";

    /// <summary>Axes and text of second rank; still 7 to 1 against white.</summary>
    public const string Grey = "#555555";

    /// <summary>Grids.</summary>
    public const string Faint = "#d9d9d9";

    public const string Paper = "#ffffff";
    public const string Blue = "#0072b2";
    public const string Orange = "#e69f00";
    public const string Green = "#009e73";
    public const string Vermilion = "#d55e00";
    public const string Purple = "#cc79a7";
    public const string Sky = "#56b4e9";
    public const string Yellow = "#f0e442";

    /// <summary>One after another for the lines of a plot, the most different first.</summary>
    public static IReadOnlyList<string> Series { get; } = [Blue, Vermilion, Green, Purple, Orange, Sky, Ink];
}
