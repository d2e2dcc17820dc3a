namespace Unrolled;

// How the losses went down.
public sealed partial class Picture
{
    /// <summary>Loss and metrics of each epoch of a run, in training and in validation; the learning rate too where it changed. The axis of the loss is
    /// logarithmic where the loss falls to less than a thirtieth.</summary>
    /// <param name="history">What <c>trainer.Fit</c> returned.</param>
    /// <param name="width">Pixels; everything is drawn for it, so that text stays legible.</param>
    /// <exception cref="ArgumentException">The run ended before its first epoch was finished.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is not from 320 to 4000.</exception>
    public static Picture LearningCurve(History history, int width = PictureWidth.Page)
    {
        ArgumentNullException.ThrowIfNull(history);
        return LearningCurve(history.Epochs, width);
    }

    /// <summary>Losses, or anything else, that you noted while you trained by hand with <c>trainer.Step</c>: a line each. The axis is logarithmic where the
    /// largest number is more than 30 times the smallest.</summary>
    /// <param name="curves">By name, a number every so many updates: <c>new Dictionary&lt;string, double[]&gt; { ["LSTM"] = … }</c>. NaN leaves a gap.</param>
    /// <param name="every">From one number to the next, on the axis; the first number stands there too.</param>
    /// <param name="xTitle">What <paramref name="every"/> counts.</param>
    /// <param name="yTitle">What the numbers are.</param>
    /// <param name="title">Above the picture.</param>
    /// <param name="width">Pixels; everything is drawn for it, so that text stays legible.</param>
    /// <exception cref="ArgumentException">There is no curve, or none with a number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is not from 320 to 4000, or <paramref name="every"/> is not above 0.</exception>
    public static Picture LearningCurve(
        IEnumerable<KeyValuePair<string, double[]>> curves, double every = 1, string xTitle = "updates", string yTitle = "loss", string title = "Loss",
        int width = PictureWidth.Page)
    {
        ArgumentNullException.ThrowIfNull(curves);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        PictureWidth.Check(width);
        PlotLine[] lines = [.. curves.Select((curve, k) => new PlotLine(
            curve.Key, [.. curve.Value.Select((number, index) => ((index + 1) * every, number))], Palette.Series[k % Palette.Series.Count],
            k < Palette.Series.Count ? null : "6 3"))];
        int longest = lines.Length == 0 ? 0 : lines.Max(line => line.Points.Count);
        if (longest == 0)
            throw new ArgumentException("Expected at least one curve with a number; found none.", nameof(curves));
        var plot = new LinePlot
        {
            Title = title,
            XTitle = xTitle,
            YTitle = yTitle,
            X = Scale.Tight(every, Math.Max(2, longest) * every, width < 500 ? 5 : 10),
            Y = LinePlot.ScaleOf(lines),
            Lines = lines,
        };
        double height = LinePlot.HeightOf(width);
        var svg = new SvgWriter(width, height, title, $"{yTitle} over {xTitle}: {string.Join(", ", lines.Select(line => line.Name))}.");
        plot.Draw(svg, 0, height);
        return svg.ToPicture();
    }

    internal static Picture LearningCurve(IReadOnlyList<EpochResult> epochs, int width)
    {
        PictureWidth.Check(width);
        if (epochs.Count == 0)
            throw new ArgumentException("Expected at least one epoch; the run ended before its first one was finished.", nameof(epochs));
        var plots = LearningPlots.Of(epochs, width);
        double height = LinePlot.HeightOf(width);
        var svg = new SvgWriter(width, height * plots.Count, "Learning curve",
            $"Loss{string.Concat(epochs[0].Metrics.Names.Select(name => ", " + name))} over {epochs.Count} epochs.");
        for (int i = 0; i < plots.Count; i++)
            plots[i].Draw(svg, i * height, height);
        return svg.ToPicture();
    }
}
