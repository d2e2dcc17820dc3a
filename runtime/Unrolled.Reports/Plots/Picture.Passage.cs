using System.Globalization;

namespace Unrolled;

// How often gates let something through.
public sealed partial class Picture
{
    /// <summary>
    /// How often each gate of a layer is open (above 0.9), closed (below 0.1) and between, over all steps and units; beside it, how its values are spread.
    /// A gate that stays between never decides: it scales.
    /// </summary>
    /// <param name="model">The model; dropout does not act.</param>
    /// <param name="data">The sequences that it reads.</param>
    /// <param name="layer">The layer, such as <c>lstm0</c>. Null: the first layer with a state.</param>
    /// <param name="sequences">The most sequences that are read, spread evenly over the data set.</param>
    /// <param name="title">Above the picture; null: model and layer.</param>
    /// <param name="width">Pixels.</param>
    /// <exception cref="ArgumentException">The data set is empty, does not fit the model or has sequences of more than 20,000 steps; there is no such layer
    /// (the message
    /// lists them), or it has no gate.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Picture Passage<TModel>(
        IModel<TModel> model, SequenceDataset data, string? layer = null, int sequences = SequencePasses.Sequences, string? title = null,
        int width = PictureWidth.Page)
        where TModel : class, IModel<TModel>
    {
        PictureWidth.Check(width);
        var gates = PassageShares.Of(model, data, layer, sequences);
        if (gates.Count == 0)
        {
            var values = LayerValue.Of(model.NewTape(1, 1), layer);
            throw new ArgumentException(
                $"{values[0].Track} of {TModel.Layout.ModelName} has no gate, a value that stays from 0 to 1; it has "
                + $"{string.Join(", ", values.Select(value => value.Name))}.", nameof(layer));
        }

        layer ??= gates[0].Value.Track.Split('.')[0];
        return Passage(gates, title ?? $"How often the gates of {layer} are open, in {TModel.Layout.ModelName}", width);
    }

    internal static Picture Passage(IReadOnlyList<PassageShares> gates, string title, int width)
    {
        const double Row = 62, Top = 66, Bar = 30;
        bool isNarrow = width < 500;
        double left = isNarrow ? 96 : 122, spread = isNarrow ? 80 : 170, far = width - 12, right = far - spread - (isNarrow ? 14 : 28);
        string words = string.Join("; ", gates.Select(gate =>
            $"{gate.Value.Tensor}: {Percent(gate.Closed)} closed, {Percent(gate.Between)} between, {Percent(gate.Open)} open"));
        var svg = new SvgWriter(width, Top + Row * gates.Count + 22, title, words + ".");
        PlotText.Title(svg, 20, title);
        double x = 8;
        foreach (var (name, colour) in new[] { ("closed, below 0.1", Pale), ("between", Middling), ("open, above 0.9", Deep) })
        {
            svg.Rectangle(x, 34, 12, 12, colour, Palette.Grey, 0.75);
            svg.Text(x + 17, 44, name, isNarrow ? 10.5 : 12);
            x += 17 + SvgWriter.WidthOf(name, isNarrow ? 10.5 : 12) + (isNarrow ? 6 : 18);
        }

        for (int i = 0; i < gates.Count; i++)
        {
            var gate = gates[i];
            double y = Top + i * Row;
            string track = gates[0].Value.Track == gates[^1].Value.Track ? "" : gate.Value.Track[(gate.Value.Track.LastIndexOf('.') + 1)..] + " ";
            svg.Text(left - 10, y + 14, track + gate.Value.Name, 13, Anchor.End, isBold: true);
            svg.Text(left - 10, y + 28, gate.Value.Meaning, 11, Anchor.End, Palette.Grey);
            double at = left;
            (double, string, string)[] parts = [(gate.Closed, Pale, Palette.Ink), (gate.Between, Middling, Palette.Ink), (gate.Open, Deep, Palette.Paper)];
            foreach (var (share, colour, ink) in parts)
            {
                double length = share * (right - left);
                svg.Rectangle(at, y, length, Bar, colour, Palette.Grey, 0.75);
                if (length > SvgWriter.WidthOf(Percent(share), 12) + 4)
                    svg.Text(at + length / 2, y + 19, Percent(share), 12, Anchor.Middle, ink);
                at += length;
            }

            Spread(svg, far - spread, y - 8, spread, Bar + 8, gate.Bins);
        }

        double axis = Top + gates.Count * Row - 8;
        svg.Text(left, axis + 12, isNarrow ? "share of steps × units" : "share of all steps and units", 11, colour: Palette.Grey);
        svg.Text(far - spread / 2, axis + 12, "value of the gate", 11, Anchor.Middle, Palette.Grey);
        return svg.ToPicture();
    }

    private const string Pale = "#ffffff", Middling = "#a6cfe6", Deep = "#083f6b";

    private static string Percent(double share) =>
        (share * 100).ToString(share is (> 0 and < 0.01) or (> 0.99 and < 1) ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";

    private static void Spread(SvgWriter svg, double x, double y, double width, double height, double[] bins)
    {
        double most = bins.Max(), step = width / bins.Length;
        for (int k = 0; k < bins.Length; k++)
        {
            string colour = k < 2 ? Palette.Grey : k >= bins.Length - 2 ? Deep : Middling;
            svg.Rectangle(x + k * step + 0.5, y + height * (1 - bins[k] / most), step - 1, height * bins[k] / most, colour);
        }

        svg.Line(x, y + height, x + width, y + height, Palette.Grey);
        svg.Text(x, y + height + 13, "0", 11);
        svg.Text(x + width, y + height + 13, "1", 11, Anchor.End);
    }
}
