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
