using System.Globalization;

namespace Unrolled.Compiler.Graph;

/// <summary>Numbers as text, for printers.</summary>
internal static class Numbers
{
    /// <summary>A whole number, the same in any culture.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
