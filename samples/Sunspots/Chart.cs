using System.Text;

namespace Sunspots;

/// <summary>Draws truth and forecast as an SVG file.</summary>
internal static class Chart
{
    private const int Width = 1100;
    private const int Height = 460;
    private const int Left = 64;
    private const int Right = 24;
    private const int Top = 74;
    private const int Bottom = 48;
    private const int YearsBefore = 40; // how many training years are shown, to see where the forecasts begin

    /// <summary>Writes the chart.</summary>
    /// <param name="path">The file.</param>
    /// <param name="firstYear">The year of the first number.</param>
    /// <param name="truth">One number a year.</param>
    /// <param name="forecasts">As many forecasts.</param>
    /// <param name="split">Where the held-out years begin; forecasts are drawn from here on.</param>
    public static void Write(string path, int firstYear, double[] truth, double[] forecasts, int split)
    {
        int begin = Math.Max(0, split - YearsBefore), last = truth.Length - 1;
        double highest = Math.Ceiling(Math.Max(truth[begin..].Max(), forecasts[split..].Max()) / 50) * 50;
        double X(double index) => Left + (Width - Left - Right) * (index - begin) / (last - begin);
        double Y(double number) => Height - Bottom - (Height - Top - Bottom) * number / highest;
        string Line(double[] values, int from) =>
            string.Join(' ', Enumerable.Range(from, values.Length - from).Select(i => $"{X(i):f1},{Y(values[i]):f1}"));

        var svg = new StringBuilder();
        svg.AppendLine($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}"
                font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="13" fill="#444">
            <rect width="100%" height="100%" fill="#fff"/>
            <text x="{Left}" y="30" font-size="18" font-weight="600" fill="#111">Sunspots, forecast one year ahead</text>
            <rect x="{X(split - 0.5):f1}" y="{Top}" width="{X(last) - X(split - 0.5):f1}" height="{Height - Top - Bottom}" fill="#f4f1ea"/>
            <text x="{X(split - 0.5) + 8:f1}" y="{Top + 18}" fill="#8a7f68">held-out years</text>
            <text x="{X(split - 0.5) - 8:f1}" y="{Top + 18}" fill="#8a7f68" text-anchor="end">training years</text>
            """);

        for (double number = 0; number <= highest; number += 50)
        {
            svg.AppendLine($"""<line x1="{Left}" x2="{Width - Right}" y1="{Y(number):f1}" y2="{Y(number):f1}" stroke="{(number == 0 ? "#888" : "#ddd")}"/>""");
            svg.AppendLine($"""<text x="{Left - 10}" y="{Y(number) + 4.5:f1}" text-anchor="end">{number}</text>""");
        }

        for (int i = begin; i <= last; i++)
        {
            if ((firstYear + i) % 10 != 0)
                continue;
            svg.AppendLine($"""<line x1="{X(i):f1}" x2="{X(i):f1}" y1="{Y(0):f1}" y2="{Y(0) + 5:f1}" stroke="#888"/>""");
            svg.AppendLine($"""<text x="{X(i):f1}" y="{Y(0) + 22:f1}" text-anchor="middle">{firstYear + i}</text>""");
        }

        svg.AppendLine($"""
            <polyline points="{Line(truth, begin)}" fill="none" stroke="#2b2b2b" stroke-width="1.8" stroke-linejoin="round"/>
            <polyline points="{Line(forecasts, split)}" fill="none" stroke="#e4572e" stroke-width="2.2" stroke-linejoin="round"/>
            <line x1="{Left}" x2="{Left + 26}" y1="51" y2="51" stroke="#2b2b2b" stroke-width="1.8"/>
            <text x="{Left + 34}" y="55.5">observed, yearly mean</text>
            <line x1="{Left + 200}" x2="{Left + 226}" y1="51" y2="51" stroke="#e4572e" stroke-width="2.2"/>
            <text x="{Left + 234}" y="55.5">LSTM, from the years before</text>
            </svg>
            """);
        File.WriteAllText(path, svg.ToString());
    }
}
