using System.Text.RegularExpressions;

namespace Unrolled.Reports.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_report_has_every_section_and_needs_nothing_else()
    {
        var (model, history) = Examples.Trained;
        string page = Written(path => Report.Write(
            path, model, history, Examples.Classes, new FitOptions { Epochs = 5, Batch = 10, Metrics = [Metric.Accuracy], Checkpoint = "<&>.checkpoint" },
                "A <title> & more"));
        Assert.Equal(
            ["Learning curves", "Answers", "Gates", "Passage", "Reach", "Model", "Training", "Data of the pictures", "Where and when", "Epochs"],
            Regex.Matches(page, "<h2>(.*?)</h2>").Select(match => match.Groups[1].Value));
        Assert.Contains("<h1>A &lt;title&gt; &amp; more</h1>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;&amp;&gt;.checkpoint", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=", page);

        // The one address is the name of SVG's namespace.
        Assert.All(Regex.Matches(page, "https?://[^\"]*").Select(match => match.Value), address => Assert.Equal("http://www.w3.org/2000/svg", address));
        Assert.Contains("gru0.W_r", page, StringComparison.Ordinal);
        Assert.Contains("[Gru(5)]", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_shown_as_truth_and_model()
    {
        var trainer = new Trainer<Follower>(new Follower(seed: 1), Loss.MeanSquaredError, new Adam(0.01f));
        string page = Written(path => Report.Write(path, trainer, trainer.Fit(Examples.Waves, new FitOptions { Epochs = 2 }), Examples.Waves));
        Assert.Contains("Truth and model: output", page, StringComparison.Ordinal);
        Assert.Contains("Adam(learning rate 0.01", page, StringComparison.Ordinal);

        var answers = ReportForecast.Of(trainer.Model, Examples.Waves, 300);
        float[] wave = Examples.Wave(0, 10), outputs = trainer.Model.Predict(wave);
        Assert.True(answers.IsOneSequence);
        Assert.Equal(outputs.Select(y => (double)y), answers.Model[0], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal([0, .. wave[..^1].Select(y => (double)y)], answers.Truth[0]);
    }

    [Fact]
    public void A_token_model_is_shown_with_its_text_and_without_reach_where_it_reads_in_both_directions()
    {
        var trainer = new Trainer<TokenReader>(new TokenReader(seed: 1), Loss.SoftmaxCrossEntropy, new Adam(0.01f));
        var data = SequenceDataset.NextToken([.. Enumerable.Range(0, 61).Select(k => k % 6)], parts: 2);
        string page = Written(path => Report.Write(path, trainer, trainer.Fit(data, new FitOptions { Epochs = 1 }), data, tokenText: token => "<" + token));
        Assert.Contains("a model that reads tokens in both directions", page, StringComparison.Ordinal);
        Assert.Contains("&lt;5</text>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void While_it_trains_the_page_reloads_and_afterwards_it_does_not()
    {
        var trainer = new Trainer<Sorter>(new Sorter(seed: 1), Loss.SoftmaxCrossEntropy, new Adam(0.01f));
        var options = new FitOptions { Epochs = 3, Batch = 10 };
        string path = Path.Combine(_folder, "live.html");
        var look = new Look(path);
        trainer.Fit(Examples.Classes, options, Report.Live(path, trainer, Examples.Classes, options, look));
        Assert.Contains("<meta http-equiv=\"refresh\" content=\"2\">", look.AtStart, StringComparison.Ordinal);
        Assert.Contains("Epoch 0 of 3", look.AtStart, StringComparison.Ordinal);
        Assert.Equal((3, 9), (look.Epochs, look.Updates));
        string page = File.ReadAllText(path);
        Assert.DoesNotContain("http-equiv", page, StringComparison.Ordinal);
        Assert.Contains("Learning curves", page, StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFiles(_folder));

        // The page of a run under way.
        string live = ReportPage<Sorter>.Of(trainer, Examples.Classes, options, null, null)
            .WriteLive(new TrainingStart(50, 0, 3, 30), Examples.Trained.History.Epochs, 2).ToString();
        Assert.Contains("Epoch 5 of 50", live, StringComparison.Ordinal);
        Assert.Contains("<progress max=\"50\" value=\"5\">", live, StringComparison.Ordinal);
        Assert.Contains("<polyline", live, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ends_with_an_exception_leaves_a_page_that_says_so_and_stands_still()
    {
        var trainer = new Trainer<Sorter>(new Sorter(seed: 1), Loss.SoftmaxCrossEntropy, new Adam(0.01f));
        string path = Path.Combine(_folder, "live.html");
        var broken = new Broken(atEpoch: 2);
        var live = Report.Live(path, trainer, Examples.Classes, null, broken);
        var thrown = Assert.Throws<InvalidDataException>(() => trainer.Fit(Examples.Classes, new FitOptions { Epochs = 5, Batch = 10 }, live));
        Assert.Same(thrown, broken.Seen);
        string page = File.ReadAllText(path);
        Assert.DoesNotContain("http-equiv", page, StringComparison.Ordinal);
        Assert.Contains("The run ended with an error (InvalidDataException): the disk &lt;1&gt; is gone", page, StringComparison.Ordinal);
        Assert.Contains("Epoch 2 of 5", page, StringComparison.Ordinal);
        Assert.Contains("<polyline", page, StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFiles(_folder));

        // So it is where the first epoch, or the beginning, fails.
        Assert.Throws<InvalidDataException>(() => trainer.Fit(
            Examples.Classes, new FitOptions { Epochs = 5, Batch = 10 }, Report.Live(path, trainer, Examples.Classes, null, new Broken(atEpoch: 0))));
        page = File.ReadAllText(path);
        Assert.DoesNotContain("http-equiv", page, StringComparison.Ordinal);
        Assert.Contains("No epoch was finished.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_or_waits_in_vain_says_why_it_ended()
    {
        var trainer = new Trainer<Sorter>(new Sorter(seed: 1), Loss.SoftmaxCrossEntropy, new Adam(0.01f));
        string path = Path.Combine(_folder, "live.html");
        using var cancellation = new CancellationTokenSource();
        await foreach (var epoch in trainer.FitAsync(
            Examples.Classes, new FitOptions { Epochs = 5, Batch = 10 }, cancellation.Token, Report.Live(path, trainer, Examples.Classes)))
        {
            if (epoch.Epoch == 2)
                await cancellation.CancelAsync();
        }

        string page = File.ReadAllText(path);
        Assert.DoesNotContain("http-equiv", page, StringComparison.Ordinal);
        Assert.Contains("The run ended before epoch 3 of 5 was finished: it was cancelled, or an observer ended it. 2 epochs in", page,
            StringComparison.Ordinal);

        // Nothing is learned, so the second epoch is no better than the first.
        var still = new Trainer<Sorter>(new Sorter(seed: 1), Loss.SoftmaxCrossEntropy, new Sgd(1e-12f));
        var options = new FitOptions { Epochs = 5, Batch = 10, Validation = Examples.Classes, Patience = 1 };
        still.Fit(Examples.Classes, options, Report.Live(path, still, Examples.Classes, options));
        Assert.Contains("before epoch 3 of 5 was finished: the validation loss had not fallen for 1 epochs", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_do_not_fit_are_said_before_the_training()
    {
        var trainer = new Trainer<Sorter>(new Sorter(seed: 1), Loss.SoftmaxCrossEntropy, new Adam(0.01f));
        string path = Path.Combine(_folder, "report.html");
        Assert.ThrowsAny<ArgumentException>(() => Report.Live(path, trainer, SequenceDataset.Classification([new float[3]], [0])));
        Assert.ThrowsAny<ArgumentException>(() => Report.Write(path, trainer, Examples.Trained.History, SequenceDataset.Classification([new float[3]], [0])));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    /// <summary>What is shown at these widths, measured by the browser itself.</summary>
    [BrowserTheory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task A_browser_shows_the_page_without_an_error_or_a_bar_to_scroll_sideways(int width)
    {
        var (model, history) = Examples.Trained;
        string path = Path.Combine(_folder, "report.html");
        Report.Write(path, model, history, Examples.Classes, new FitOptions { Epochs = 5, Metrics = [Metric.Accuracy] });
        await using var tab = await Tab.Open(new Uri(path), width);
        var shown = await ShownPage.Of(tab);
        Assert.Empty(tab.Console);
        Assert.Equal(width, shown.Width);
        Assert.True(shown.ScrollWidth <= width, $"The page is {shown.ScrollWidth} pixels wide in a window of {width}.");
        Assert.Equal(5, shown.Pictures.Count);
        Assert.All(shown.Pictures, picture =>
        {
            Assert.InRange(picture.Width, 300, 720);
            Assert.InRange(picture.Height, 150, 1500);
            Assert.True(picture.Marks >= 6, $"A picture has {picture.Marks} shapes.");
            Assert.True(picture.TextPixels >= 9, $"The smallest text is {picture.TextPixels} pixels high.");
        });
    }

    private string Written(Action<string> write)
    {
        string path = Path.Combine(_folder, "report.html");
        write(path);
        Assert.Equal([path], Directory.GetFiles(_folder));
        return File.ReadAllText(path);
    }

    /// <summary>Throws after an epoch, or as the run begins.</summary>
    private sealed class Broken(int atEpoch) : ITrainingObserver
    {
        public Exception? Seen { get; private set; }

        public void OnStart(TrainingStart run) => Throw(0);

        public bool OnEpoch(EpochResult epoch) => Throw(epoch.Epoch);

        public void OnFailure(Exception exception) => Seen = exception;

        private bool Throw(int epoch) => epoch == atEpoch ? throw new InvalidDataException("the disk <1> is gone") : true;
    }

    /// <summary>Reads the page as the run begins, and counts what is passed on.</summary>
    private sealed class Look(string path) : ITrainingObserver
    {
        public string AtStart { get; private set; } = "";

        public int Epochs { get; private set; }

        public int Updates { get; private set; }

        public void OnStart(TrainingStart run) => AtStart = File.ReadAllText(path);

        public bool OnUpdate(in UpdateResult update) => ++Updates > 0;

        public bool OnEpoch(EpochResult epoch) => ++Epochs > 0;
    }
}
