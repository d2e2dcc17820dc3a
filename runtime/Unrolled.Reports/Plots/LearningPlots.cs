using System.Globalization;

namespace Unrolled;

/// <summary>The plots of a learning curve, one a figure.</summary>
internal static class LearningPlots
{
    public static List<LinePlot> Of(IReadOnlyList<EpochResult> epochs, double width)
    {
        var x = Scale.Tight(epochs[0].Epoch, epochs[^1].Epoch, width < 500 ? 5 : 10, isWhole: true);
        var plots = new List<LinePlot> { Plot(epochs, x, "loss", epoch => epoch.Loss, epoch => epoch.ValidationLoss, Best(epochs)) };
        for (int k = 0; k < epochs[0].Metrics.Count; k++)
        {
            int metric = k;
            plots.Add(Plot(epochs, x, epochs[0].Metrics.Names[k], epoch => epoch.Metrics[metric],
                epoch => metric < epoch.ValidationMetrics.Count ? epoch.ValidationMetrics[metric] : null));
        }

        if (epochs.Any(epoch => epoch.LearningRate != epochs[0].LearningRate))
            plots.Add(Plot(epochs, x, "learning rate", epoch => epoch.LearningRate, _ => null));
        return plots;
    }

    private static LinePlot Plot(
        IReadOnlyList<EpochResult> epochs, Scale x, string what, Func<EpochResult, double> training, Func<EpochResult, double?> validation,
        (double, string)? mark = null)
    {
        var lines = new List<PlotLine> { new("training", [.. epochs.Select(epoch => ((double)epoch.Epoch, training(epoch)))], Palette.Blue) };
        if (epochs.Any(epoch => validation(epoch) is not null))
            lines.Add(new("validation", [.. epochs.Select(epoch => ((double)epoch.Epoch, validation(epoch) ?? double.NaN))], Palette.Vermilion));
        var y = LinePlot.ScaleOf(lines);
        return new LinePlot
        {
            Title = char.ToUpperInvariant(what[0]) + what[1..],
            XTitle = "epoch",
            YTitle = y.IsLogarithmic ? what + ", logarithmic" : what,
            X = x,
            Y = y,
            Lines = lines,
            Mark = mark,
        };
    }

    /// <summary>The epoch whose parameters the model keeps, where validation chose it.</summary>
    private static (double, string)? Best(IReadOnlyList<EpochResult> epochs) =>
        epochs.LastOrDefault(epoch => epoch.IsBest && epoch.ValidationLoss is not null) is { } best
            ? (best.Epoch, string.Create(CultureInfo.InvariantCulture, $"best: epoch {best.Epoch}, validation loss {best.ValidationLoss:g4}"))
            : null;
}
