using System.Globalization;

namespace Unrolled;

/// <summary>One axis: where a value lies between its two ends, and which values are written along it.</summary>
/// <param name="From">The value at the beginning.</param>
/// <param name="To">The value at the end, greater.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal factors.</param>
/// <param name="Ticks">The values that are written, ascending.</param>
internal sealed record Scale(double From, double To, bool IsLogarithmic, IReadOnlyList<double> Ticks)
{
    private static readonly double[] s_steps = [1, 2, 5, 10];

    /// <summary>An axis of equal distances whose ends are round numbers.</summary>
    /// <param name="from">The smallest value.</param>
    /// <param name="to">The largest value.</param>
    /// <param name="ticks">About how many values are written.</param>
    /// <param name="isWhole">Whether only whole numbers are written.</param>
    public static Scale Linear(double from, double to, int ticks = 5, bool isWhole = false)
    {
        double step = Step(ref from, ref to, ticks, isWhole);
        (from, to) = (Math.Floor(from / step + 1e-9) * step, Math.Ceiling(to / step - 1e-9) * step);
        return new Scale(from, to, false, Multiples(from, to, step));
    }

    /// <summary>An axis of equal distances that ends where its values do.</summary>
    /// <param name="from">The smallest value.</param>
    /// <param name="to">The largest value.</param>
    /// <param name="ticks">About how many values are written.</param>
    /// <param name="isWhole">Whether only whole numbers are written.</param>
    public static Scale Tight(double from, double to, int ticks = 8, bool isWhole = false)
    {
        double step = Step(ref from, ref to, ticks, isWhole);
        return new Scale(from, to, false, Multiples(from, to, step));
    }

    /// <summary>An axis of equal factors.</summary>
    /// <param name="from">The smallest value, greater than 0.</param>
    /// <param name="to">The largest value.</param>
    public static Scale Logarithmic(double from, double to)
    {
        // Within two powers of ten, 2 and 5 are written too; beyond eight, not every power.
        int first = (int)Math.Floor(Math.Log10(from) + 1e-9), last = (int)Math.Ceiling(Math.Log10(to) - 1e-9);
        last = Math.Max(last, first + 1);
        double[] factors = last - first <= 3 ? [1, 2, 5] : [1];
        int every = Math.Max(1, (last - first + 7) / 8);
        var all = from power in Enumerable.Range(first, last - first + 1)
                  where (power - first) % every == 0
                  from factor in factors
                  select factor * Math.Pow(10, power);
        double[] candidates = [.. all];
        double low = candidates.Last(tick => tick <= from * (1 + 1e-9)), high = candidates.FirstOrDefault(tick => tick >= to * (1 - 1e-9), to);
        if (low >= high)
            high = low * 10;
        return new Scale(low, high, true, [.. candidates.Where(tick => tick >= low && tick <= high * (1 + 1e-9))]);
    }

    /// <summary>Where a value lies: 0 at the beginning, 1 at the end.</summary>
    public double At(double value) => IsLogarithmic ? Math.Log(value / From) / Math.Log(To / From) : (value - From) / (To - From);

    /// <summary>Whether a value has a place on this axis.</summary>
    public bool Has(double value) => double.IsFinite(value) && (!IsLogarithmic || value > 0);

    /// <summary>A value of this axis as it is written along it.</summary>
    public string Label(double tick) => Text(tick);

    /// <summary>A number in few characters: five digits at most, and a power of ten where it is very large or small.</summary>
    public static string Text(double value)
    {
        if (value == 0)
            return "0";
        double size = Math.Abs(value);
        if (size is >= 1e6 or < 1e-4)
        {
            int power = (int)Math.Floor(Math.Log10(size) + 1e-12);
            string mantissa = (value / Math.Pow(10, power)).ToString("0.##", CultureInfo.InvariantCulture);
            return (mantissa is "1" or "-1" ? mantissa.Replace("1", "", StringComparison.Ordinal) : mantissa + "·").Replace('-', '−') + "10" + Raised(power);
        }

        return value.ToString(size >= 1000 ? "0" : size >= 1 ? "0.####" : "0.######", CultureInfo.InvariantCulture).Replace('-', '−');
    }

    private static string Raised(int power) =>
        string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(digit => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));

    private static double Step(ref double from, ref double to, int ticks, bool isWhole)
    {
        if (from == to)
        {
            double margin = from == 0 || isWhole ? 0.5 : Math.Abs(from) / 10;
            (from, to) = (from - margin, to + margin);
        }

        double rough = (to - from) / Math.Max(1, ticks), power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * s_steps.First(each => each * power >= rough * (1 - 1e-9));
        return isWhole ? Math.Max(1, step) : step;
    }

    private static double[] Multiples(double from, double to, double step)
    {
        long first = (long)Math.Ceiling(from / step - 1e-9), last = (long)Math.Floor(to / step + 1e-9);

        // Rounded to the step's digits: 0.30000000000000004 would be written in full.
        int digits = Math.Clamp(1 - (int)Math.Floor(Math.Log10(step)), 0, 15);
        return [.. Enumerable.Range(0, (int)Math.Max(0, last - first + 1)).Select(k => Math.Round((first + k) * step, digits))];
    }
}
