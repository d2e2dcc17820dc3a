namespace Unrolled;

/// <summary>Text that has to fit.</summary>
internal static class PlotText
{
    private const double Largest = 15, Smallest = 11, BoldIsWider = 1.08;

    /// <summary>Writes the title at the top, as large as it fits.</summary>
    public static void Title(SvgWriter svg, double y, string title)
    {
        double width = svg.Width - 16, needed = SvgWriter.WidthOf(title, 1) * BoldIsWider;
        double size = Math.Clamp(width / Math.Max(needed, 1e-9), Smallest, Largest);
        svg.Text(8, y, Cut(title, width / BoldIsWider, size), size, isBold: true);
    }

    /// <summary>The text, or as much of its beginning as fits.</summary>
    public static string Cut(string text, double width, double size)
    {
        if (SvgWriter.WidthOf(text, size) <= width)
            return text;
        int length = text.Length - 1;
        while (length > 0 && SvgWriter.WidthOf(text[..length] + "…", size) > width)
            length--;

        // Half of a pair of surrogates is no character.
        if (length > 0 && char.IsHighSurrogate(text[length - 1]))
            length--;
        return text[..length] + "…";
    }
}
