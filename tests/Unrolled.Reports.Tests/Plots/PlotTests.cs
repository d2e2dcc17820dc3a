using System.Globalization;

namespace Unrolled.Reports.Tests;

public class PlotTests
{
    private static readonly double[] s_times = [.. Enumerable.Range(0, 40).Select(k => 1960.0 + k)];
    private static readonly Dictionary<string, double[]> s_forecasts = new()
    {
        ["LSTM, one year ahead"] = [double.NaN, .. s_times[1..].Select(time => 900 + Math.Sin(time))],
        ["persistence"] = [.. s_times.Select(time => 901 + Math.Cos(time))],
    };

    /// <summary>Each kind of picture, drawn for a width.</summary>
    private static readonly Dictionary<string, Func<int, Picture>> s_kinds = new()
    {
        ["learning curve"] = width => Picture.LearningCurve(Examples.Trained.History, width),
        ["losses by hand"] = width => Picture.LearningCurve(
            new Dictionary<string, double[]> { ["LSTM"] = [1.5, 1.1, 0.7, double.NaN, 0.2], ["RNN"] = [1.6, 1.4] }, every: 100, width: width),
        ["gates"] = width => Picture.Gates(Examples.Trained.Model, Examples.Wave(1, 20), width: width),
        ["gates of tokens"] = width => Picture.Gates(new TokenReader(seed: 1), new[] { 1, 2, 3, 4, 5 }, labels: ["one", "two", "three", "four", "five"],
            width: width),
        ["passage"] = width => Picture.Passage(Examples.Trained.Model, Examples.Classes, "gru0", width: width),
        ["reach"] = width => Picture.Reach(Examples.Trained.Model, Examples.Classes, width: width),
        ["reach of two"] = width => Picture.Reach(
            [ReachCurve.Of(Examples.Trained.Model, Examples.Classes, "trained"), ReachCurve.Of(new Sorter(seed: 1), Examples.Classes, "untrained")], null,
                width),
        ["confusion"] = width => Picture.Confusion(ConfusionMatrix.Of(Examples.Trained.Model, Examples.Classes), ["first", "second class", "third"],
            width: width),
        ["forecast"] = width => Picture.Forecast(s_times, [.. s_times.Select(time => 900 + Math.Sin(time + 1))], s_forecasts, "Truth & forecast", "year",
            "height in m", width),
    };

    public static IEnumerable<object[]> Kinds => from kind in s_kinds.Keys from width in new[] { 358, 700, 1200 } select new object[] { kind, width };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_text_lies_over_another_or_beyond_the_edge(string kind, int width)
    {
        var picture = s_kinds[kind](width);
        Assert.Equal(width, SvgText.Number(SvgText.Parse(picture), "width"));
        Assert.Empty(SvgText.Problems(picture));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pictures_are_the_same_each_time_and_in_any_culture(string kind, int width)
    {
        string first = s_kinds[kind](width).Svg;
        var (usual, other) = (CultureInfo.CurrentCulture, (CultureInfo)CultureInfo.InvariantCulture.Clone());
        (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign, other.NumberFormat.PercentSymbol) = (",", "~", "Prozent");
        try
        {
            CultureInfo.CurrentCulture = other;
            Assert.Equal(first, s_kinds[kind](width).Svg);
        }
        finally
        {
            CultureInfo.CurrentCulture = usual;
        }
    }

    [Fact]
    public void A_learning_curve_has_the_losses_and_metrics_of_the_history()
    {
        var epochs = Examples.Trained.History.Epochs;
        var plots = LearningPlots.Of(epochs, 700);
        Assert.Equal(["Loss", "Accuracy"], plots.Select(plot => plot.Title));
        Assert.Equal(epochs.Select(epoch => (epoch.Epoch, epoch.Loss)), plots[0].Lines[0].Points.Select(point => ((int)point.X, point.Y)));
        Assert.Equal(epochs.Select(epoch => epoch.ValidationLoss), plots[0].Lines[1].Points.Select(point => (double?)point.Y));
        Assert.Equal(epochs.Select(epoch => epoch.ValidationMetrics[0]), plots[1].Lines[1].Points.Select(point => point.Y));
        Assert.Equal(Examples.Trained.History.Best.Epoch, plots[0].Mark!.Value.X);

        // As drawn: four lines of five points; the first epoch's training loss at the left end, and where the axis says.
        var picture = Picture.LearningCurve(Examples.Trained.History);
        var lines = SvgText.All(picture, "polyline").Select(line => line.Attribute("points")!.Value.Split(' ')).ToList();
        Assert.Equal([5, 5, 5, 5], lines.Select(line => line.Length));
        var grid = SvgText.All(picture, "text").Where(text => text.Attribute("text-anchor")?.Value == "end").Take(2).ToList();
        double Value(int k) => double.Parse(grid[k].Value, CultureInfo.InvariantCulture);
        double Y(int k) => SvgText.Number(grid[k], "y") - 4;
        double drawn = Value(0) + (double.Parse(lines[0][0].Split(',')[1], CultureInfo.InvariantCulture) - Y(0)) / (Y(1) - Y(0)) * (Value(1) - Value(0));
        Assert.Equal(epochs[0].Loss, drawn, 0.005);
    }

    [Fact]
    public void A_run_without_an_epoch_has_no_learning_curve()
    {
        GatesTests.Says("Expected at least one curve with a number", () => Picture.LearningCurve(new Dictionary<string, double[]> { ["LSTM"] = [] }));
        GatesTests.Says("Expected at least one epoch", () => Picture.LearningCurve(Array.Empty<EpochResult>(), 700));
    }

    [Fact]
    public void A_forecast_is_interrupted_where_there_is_none()
    {
        double[] gap = [1, 2, double.NaN, 4, 5];
        var picture = Picture.Forecast([0, 1, 2, 3, 4], [1, 2, 3, 4, 5], new Dictionary<string, double[]> { ["with a gap"] = gap });
        Assert.Equal([5, 2, 2], SvgText.All(picture, "polyline").Select(line => line.Attribute("points")!.Value.Split(' ').Length));
        GatesTests.Says("Expected 5 numbers in the forecast 'short', one for each time; found 1.",
            () => Picture.Forecast([0, 1, 2, 3, 4], gap, new Dictionary<string, double[]> { ["short"] = [1] }));
        GatesTests.Says("Expected 2 numbers in the truth", () => Picture.Forecast([0, 1], gap, []));
        GatesTests.Says("Expected times that are finite and ascend; found 1 at 2.", () => Picture.Forecast([0, 1, 1], [1, 2, 3], []));
        GatesTests.Says("Expected at least one time", () => Picture.Forecast([], [], []));
    }

    [Fact]
    public void A_confusion_matrix_has_its_counts_and_shares()
    {
        var matrix = ConfusionMatrix.Of(Examples.Trained.Model, Examples.Classes);
        var picture = Picture.Confusion(matrix, ["a", "b", "c"]);
        var map = Assert.Single(SvgText.HeatMaps(picture));
        var colours = ColourMap.Unsigned(0, 1);
        for (int row = 0; row < 3; row++)
        {
            double sum = matrix[row, 0] + matrix[row, 1] + matrix[row, 2];
            for (int column = 0; column < map[row].Length; column++)
                Assert.Equal(colours.Colour(colours.Level(matrix[row, column] / sum)), map[row][column]);
        }

        string[] counts = [.. SvgText.All(picture, "text").Where(text => SvgText.Number(text, "font-size") == 13).Select(text => text.Value)];
        Assert.Equal(from row in Enumerable.Range(0, 3) from column in Enumerable.Range(0, 3) where matrix[row, column] > 0 select $"{matrix[row, column]}",
            counts);
        GatesTests.Says("Expected a name for each of the 3 classes; found 1.", () => Picture.Confusion(matrix, ["a"]));
    }
}
