namespace Unrolled;

// Truth and forecasts.
public sealed partial class Picture
{
    /// <summary>A series and what was forecast of it, over time.</summary>
    /// <param name="times">When, ascending: years, hours, steps.</param>
    /// <param name="truth">What it was, as many numbers; NaN interrupts the line.</param>
    /// <param name="forecasts">Forecasts by name, each as many numbers, NaN where there is none:
    /// <c>new Dictionary&lt;string, double[]&gt; { ["LSTM"] = … }</c>.</param>
    /// <param name="title">Above the picture.</param>
    /// <param name="xTitle">What the times are, with their unit.</param>
    /// <param name="yTitle">What the numbers are, with their unit.</param>
    /// <param name="width">Pixels.</param>
    /// <exception cref="ArgumentException">There is no time, a time is not a finite number or not after the one before, or there are not as many numbers as
    /// times.</exception>
    public static Picture Forecast(
        IReadOnlyList<double> times, IReadOnlyList<double> truth, IEnumerable<KeyValuePair<string, double[]>> forecasts,
        string title = "Truth and forecast", string xTitle = "time", string yTitle = "value", int width = PictureWidth.Page)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(forecasts);
        PictureWidth.Check(width);
        if (times.Count == 0)
            throw new ArgumentException("Expected at least one time; found none.", nameof(times));
        for (int k = 0; k < times.Count; k++)
        {
            if (!double.IsFinite(times[k]) || (k > 0 && times[k] <= times[k - 1]))
                throw new ArgumentException($"Expected times that are finite and ascend; found {Scale.Text(times[k])} at {k}.", nameof(times));
        }

        RequireCount(truth.Count, "the truth", nameof(truth));
        var lines = new List<PlotLine> { new("truth", [.. times.Zip(truth)], Palette.Ink) };
        foreach (var (name, values) in forecasts)
        {
            RequireCount(values.Length, $"the forecast '{name}'", nameof(forecasts));
            int k = lines.Count - 1;
            lines.Add(new(name, [.. times.Zip(values)], Palette.Series[k % Palette.Series.Count], k < Palette.Series.Count ? null : "6 3"));
        }

        double[] all = [.. lines.SelectMany(line => line.Points).Select(point => point.Y).Where(double.IsFinite)];
        var plot = new LinePlot
        {
            Title = title,
            XTitle = xTitle,
            YTitle = yTitle,
            X = Scale.Tight(times[0], times[^1], width < 500 ? 5 : 10),
            Y = all.Length > 0 ? Scale.Linear(all.Min(), all.Max()) : Scale.Linear(0, 1),
            Lines = lines,
        };
        double height = LinePlot.HeightOf(width) + 10;
        var svg = new SvgWriter(width, height, title, $"{yTitle} over {xTitle}: {string.Join(", ", lines.Select(line => line.Name))}.");
        plot.Draw(svg, 0, height);
        return svg.ToPicture();

        void RequireCount(int count, string what, string parameter)
        {
            if (count != times.Count)
                throw new ArgumentException($"Expected {times.Count} numbers in {what}, one for each time; found {count}.", parameter);
        }
    }
}
