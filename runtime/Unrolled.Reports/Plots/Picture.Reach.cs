namespace Unrolled;

// How far back a loss depends on the inputs.
public sealed partial class Picture
{
    /// <summary>How far back a loss depends on what was read: the mean size of dLoss/dx at 0, 1, 2 … steps before the loss, on a logarithmic axis.</summary>
    /// <param name="model">A model that reads features, or tokens forwards alone: each counts as a vector of zeros with a single one.</param>
    /// <param name="data">Sequences with targets; of each, the loss of its last step that counts is taken.</param>
    /// <param name="loss">The loss; null: what follows from the targets, see <see cref="ReachCurve.Of"/>.</param>
    /// <param name="title">Above the picture; null: what it shows, and the model.</param>
    /// <param name="width">Pixels.</param>
    /// <exception cref="ArgumentException">The data set is empty, does not fit the model or has sequences of more than 20,000 steps.</exception>
    /// <exception cref="NotSupportedException">The model reads tokens, and has a layer that goes backwards through them.</exception>
    public static Picture Reach<TModel>(IModel<TModel> model, SequenceDataset data, ILoss? loss = null, string? title = null, int width = PictureWidth.Page)
        where TModel : class, IModel<TModel> =>
        Reach([ReachCurve.Of(model, data, loss: loss)], title ?? $"Reach of {TModel.Layout.ModelName}: what a loss owes to earlier inputs", width);

    /// <summary>Several models in one picture: <c>Picture.Reach(ReachCurve.Of(lstm, data, "LSTM"), ReachCurve.Of(rnn, data, "RNN"))</c>.</summary>
    /// <param name="curves">What was measured, a line each.</param>
    /// <exception cref="ArgumentException">There is no curve.</exception>
    public static Picture Reach(params ReachCurve[] curves) => Reach(curves, title: null);

    /// <summary>Several models in one picture, with a title and a width.</summary>
    /// <param name="curves">What was measured, a line each.</param>
    /// <param name="title">Above the picture; null: what it shows.</param>
    /// <param name="width">Pixels.</param>
    /// <exception cref="ArgumentException">There is no curve.</exception>
    public static Picture Reach(IReadOnlyList<ReachCurve> curves, string? title, int width = PictureWidth.Page)
    {
        ArgumentNullException.ThrowIfNull(curves);
        PictureWidth.Check(width);
        if (curves.Count == 0)
            throw new ArgumentException("Expected at least one curve; found none.", nameof(curves));
        PlotLine[] lines =
        [
            .. curves.Select((curve, k) => new PlotLine(
                curve.Name, [.. curve.Sizes.Select((size, back) => ((double)back, size))], Palette.Series[k % Palette.Series.Count],
                k < Palette.Series.Count ? null : "6 3")),
        ];
        double[] sizes = [.. lines.SelectMany(line => line.Points).Select(point => point.Y).Where(size => size > 0 && double.IsFinite(size))];
        var plot = new LinePlot
        {
            Title = title ?? "Reach: what a loss owes to earlier inputs",
            XTitle = "steps from the input to the loss",
            YTitle = width < 500 ? "mean size of dLoss/dx" : "mean size of dLoss/dx, logarithmic",
            X = Scale.Tight(0, Math.Max(1, curves.Max(curve => curve.Sizes.Count) - 1), width < 500 ? 5 : 10, isWhole: true),
            Y = sizes.Length > 0 ? Scale.Logarithmic(sizes.Min(), sizes.Max()) : Scale.Logarithmic(0.1, 1),
            Lines = lines,
        };
        double height = LinePlot.HeightOf(width) + 30;
        var svg = new SvgWriter(
            width, height, plot.Title, $"A line each for {string.Join(", ", curves.Select(curve => curve.Name))}, by the steps from the input to the loss.");
        plot.Draw(svg, 0, height);
        return svg.ToPicture();
    }
}
