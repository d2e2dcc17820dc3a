namespace Sunspots;

/// <summary>The yearly mean sunspot numbers, 1700 to 2008.</summary>
internal sealed class SunspotSeries
{
    private SunspotSeries(int firstYear, double[] numbers) => (FirstYear, Numbers) = (firstYear, numbers);

    /// <summary>The year of the first number.</summary>
    public int FirstYear { get; }

    /// <summary>The year of the last number.</summary>
    public int LastYear => FirstYear + Numbers.Length - 1;

    /// <summary>One number a year.</summary>
    public double[] Numbers { get; }

    /// <summary>Reads a file with a heading and one line 'year,number' for each year, none left out.</summary>
    public static SunspotSeries Read(string path)
    {
        var rows = File.ReadLines(path).Skip(1).Select(line => line.Split(',')).ToArray();
        return new SunspotSeries(int.Parse(rows[0][0]), [.. rows.Select(row => double.Parse(row[1]))]);
    }

    /// <summary>The place of a year in <see cref="Numbers"/>.</summary>
    /// <exception cref="FormatException">There is no number for that year.</exception>
    public int IndexOf(int year) => year >= FirstYear && year <= LastYear
        ? year - FirstYear
        : throw new FormatException($"There is no number for {year}: the years are {FirstYear} to {LastYear}.");
}
