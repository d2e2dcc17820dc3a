using System.Globalization;

namespace Unrolled;

/// <summary>The page of a run, as it stands now.</summary>
internal sealed class ReportPage<TModel>
    where TModel : class, IModel<TModel>
{
    private readonly TModel _model;
    private readonly SequenceDataset _data;
    private readonly FitOptions? _options;
    private readonly string _title;
    private readonly ILoss? _loss;
    private readonly (string, string?)[] _training;
    private readonly Func<int, string>? _tokenText;

    /// <param name="model">The model.</param>
    /// <param name="data">What it is measured by.</param>
    /// <param name="options">What it is trained with.</param>
    /// <param name="title">Of the page.</param>
    /// <param name="loss">What it is trained with.</param>
    /// <param name="training">What else is known of the training.</param>
    /// <param name="tokenText">What a token stands for.</param>
    public ReportPage(
        TModel model, SequenceDataset data, FitOptions? options, string? title, ILoss? loss, (string, string?)[] training, Func<int, string>? tokenText)
    {
        (_model, _data, _options, _title, _loss, _training, _tokenText) = (model, data, options, title ?? TModel.Layout.ModelName, loss, training, tokenText);
    }

    public static ReportPage<TModel> Of(Trainer<TModel> trainer, SequenceDataset data, FitOptions? options, string? title, Func<int, string>? tokenText)
    {
        (string, string?)[] training =
        [
            ("loss", trainer.Loss?.GetType().Name),
            ("optimiser", trainer.Optimizer.ToString()),
            ("largest gradient norm", trainer.MaxGradientNorm?.ToString("g5", CultureInfo.InvariantCulture)),
            ("batches an update", trainer.Accumulate > 1 ? trainer.Accumulate.ToString(CultureInfo.InvariantCulture) : null),
        ];
        return new ReportPage<TModel>(trainer.Model, data, options, title, trainer.Loss, training, tokenText);
    }

    /// <summary>Epochs without a better validation loss after which a run ends; null: it does not.</summary>
    public int? Patience => _options?.Patience;

    /// <summary>The page of a run that goes on.</summary>
    public Html WriteLive(TrainingStart run, IReadOnlyList<EpochResult> epochs, int reload) =>
        WriteEpochs(new Html($"{_title}: training", reload), $"Training. This page loads itself anew every {reload} seconds until the run ends.", run, epochs);

    /// <summary>The page of a run that ended with an exception: what it had come to.</summary>
    public Html WriteStopped(TrainingStart run, IReadOnlyList<EpochResult> epochs, string why) =>
        WriteEpochs(new Html($"{_title}: stopped"), why, run, epochs, isOver: true);

    private Html WriteEpochs(Html page, string state, TrainingStart run, IReadOnlyList<EpochResult> epochs, bool isOver = false)
    {
        int done = epochs.Count > 0 ? epochs[^1].Epoch : run.DoneEpochs;
        page.Raw("<header>").Element("h1", _title).Element("p", state).Raw("</header>\n<main>");
        page.Raw("<div class=\"column\">\n<section class=\"pictures\">").Element("h2", $"Epoch {done} of {run.Epochs}");
        page.Raw(string.Create(CultureInfo.InvariantCulture, $"<p><progress max=\"{run.Epochs}\" value=\"{done}\"></progress></p>"));
        if (epochs.Count == 0)
        {
            page.Element("p", isOver ? "No epoch was finished." : "The first epoch is under way.");
        }
        else
        {
            var elapsed = epochs[^1].Elapsed;
            double left = elapsed.TotalSeconds / epochs.Count * (run.Epochs - done);
            page.Element("p", $"{epochs[^1]}");
            page.Element("p", isOver ? $"{RunTables.Duration(elapsed)} until then."
                : $"{RunTables.Duration(elapsed)} so far; {RunTables.Duration(TimeSpan.FromSeconds(left))} left if it goes on to the last epoch.");
            page.Figure(width => Picture.LearningCurve(epochs, width));
        }

        page.Raw("</section>\n</div>\n<div class=\"column\">");
        RunTables.Epochs(page, epochs, most: 12);
        Tables(page);
        return page.Raw("</div>\n</main>");
    }

    /// <summary>The page of a run that has ended.</summary>
    /// <param name="epochs">What it came to.</param>
    /// <param name="ending">Sentences that stand before the summary.</param>
    public Html Write(IReadOnlyList<EpochResult> epochs, string ending = "")
    {
        var page = new Html(_title);
        page.Raw("<header>").Element("h1", _title).Element("p", ending + RunTables.Summary(epochs)).Raw("</header>\n<main>\n<div class=\"column\">");
        if (epochs.Count > 0)
            page.Raw("<section class=\"pictures\">").Element("h2", "Learning curves").Figure(width => Picture.LearningCurve(epochs, width)).Raw("</section>");
        new ReportPictures<TModel>(_model, _data, _loss ?? TargetLoss.Of(_model, _data), _options?.Metrics ?? [], _tokenText).Write(page);
        page.Raw("</div>\n<div class=\"column\">");
        Tables(page);
        RunTables.Epochs(page, epochs, most: int.MaxValue);
        return page.Raw("</div>\n</main>");
    }

    private void Tables(Html page)
    {
        RunTables.Model(page, _model);
        RunTables.Training(page, _options, _training);
        RunTables.Data(page, _data.Describe<TModel>());
        RunTables.Machine<TModel>(page, _model.Core.Seed);
    }
}
