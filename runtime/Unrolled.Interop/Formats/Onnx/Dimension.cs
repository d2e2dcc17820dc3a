using System.Globalization;

namespace Unrolled.Formats.Onnx;

/// <summary>A size that need not be known: a factor times sizes that the graph leaves open, plus an offset.</summary>
/// <param name="Factor">The known factor; the whole number where nothing is open.</param>
/// <param name="Symbols">The open sizes, sorted, with '*' between them; empty where nothing is open.</param>
/// <param name="Offset">What is added; 0 where nothing is open.</param>
internal readonly record struct Dimension(long Factor, string Symbols, long Offset = 0)
{
    private const int MostSymbols = 8;

    public bool IsKnown => Symbols.Length == 0;

    public static Dimension Of(long value) => new(value, "");

    /// <summary>An open size; two of one name are equal.</summary>
    public static Dimension Open(string name) => new(1, name.Replace('*', '_'));

    public bool Is(long value) => IsKnown && Factor == value;

    /// <summary>The value, as an index or a count.</summary>
    public int Known(string what) => IsKnown && Factor is >= int.MinValue and <= int.MaxValue
        ? (int)Factor
        : throw new Refusal(IsKnown ? $"has {Factor} as {what}" : $"takes {what} from sizes that the file leaves open");

    public static Dimension operator *(Dimension a, Dimension b)
    {
        if (a.IsKnown && b.IsKnown)
            return Of(Checked(() => checked(a.Factor * b.Factor)));
        if (a.Is(0) || b.Is(0))
            return Of(0);
        if (a.Is(1) || b.Is(1))
            return a.Is(1) ? b : a;
        string[] symbols = [.. a.Open().Concat(b.Open()).Order(StringComparer.Ordinal)];
        if (a.Offset != 0 || b.Offset != 0 || symbols.Length > MostSymbols)
            throw new Refusal("calculates with sizes that the file leaves open");
        return new(Checked(() => checked(a.Factor * b.Factor)), string.Join('*', symbols));
    }

    public static Dimension operator +(Dimension a, Dimension b)
    {
        if (a.IsKnown)
            (a, b) = (b, a);
        if (a.IsKnown)
            return Of(Checked(() => checked(a.Factor + b.Factor)));
        if (!b.IsKnown)
            throw new Refusal("adds sizes that the file leaves open");
        return a with { Offset = Checked(() => checked(a.Offset + b.Factor)) };
    }

    public static Dimension operator -(Dimension a, Dimension b) => a == b ? Of(0) : b.IsKnown && b.Factor != long.MinValue ? a + Of(-b.Factor)
        : throw new Refusal("subtracts sizes that the file leaves open");

    public static Dimension operator /(Dimension a, Dimension b)
    {
        if (a == b && !b.Is(0))
            return Of(1);
        if (!b.IsKnown || b.Factor <= 0 || a.Factor % b.Factor != 0 || a.Offset % b.Factor != 0)
            throw new Refusal("divides sizes that the file leaves open, or that do not divide");
        return new(a.Factor / b.Factor, a.Symbols, a.Offset / b.Factor);
    }

    public override string ToString() => IsKnown ? Factor.ToString(CultureInfo.InvariantCulture)
        : (Factor == 1 ? "" : $"{Factor}*") + Symbols + (Offset == 0 ? "" : Offset > 0 ? $"+{Offset}" : $"{Offset}");

    private string[] Open() => IsKnown ? [] : Symbols.Split('*');

    private static long Checked(Func<long> calculate)
    {
        try
        {
            return calculate();
        }
        catch (OverflowException)
        {
            throw new Refusal("calculates with numbers that are too large");
        }
    }
}
