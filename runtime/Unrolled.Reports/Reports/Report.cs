namespace Unrolled;

/// <summary>A training run as one HTML page: a file that needs no network and no other file.</summary>
public static class Report
{
    /// <summary>
    /// Writes the report of a run: its learning curves; how good the model is on <paramref name="data"/>, with a confusion matrix for classes and truth and
    /// forecast for numbers; the gates over an example, how often they are open, how far back the loss reaches; the model, the options and the machine.
    /// </summary>
    /// <param name="path">The file, such as <c>report.html</c>; it is replaced whole or not at all.</param>
    /// <param name="model">The trained model.</param>
    /// <param name="history">What <c>trainer.Fit</c> returned.</param>
    /// <param name="data">What the model is measured by and shown with: best, sequences that it has not learned from.</param>
    /// <param name="options">What it was trained with; null: not known.</param>
    /// <param name="title">Of the page; null: the model's name.</param>
    /// <param name="loss">What it was trained with; null: what follows from the targets, see <see cref="ReachCurve.Of"/>.</param>
    /// <param name="tokenText">What a token stands for, such as a character; null: its number.</param>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the model.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write<TModel>(
        string path, IModel<TModel> model, History history, SequenceDataset data, FitOptions? options = null, string? title = null, ILoss? loss = null,
        Func<int, string>? tokenText = null)
        where TModel : class, IModel<TModel>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(data);
        new ReportPage<TModel>((TModel)model, data, options, title, loss, [], tokenText).Write(history.Epochs).Save(path);
    }

    /// <summary>The same with what a trainer knows beside: its optimiser, schedule and loss.</summary>
    /// <param name="path">The file, such as <c>report.html</c>; it is replaced whole or not at all.</param>
    /// <param name="trainer">What trained the model.</param>
    /// <param name="history">What <c>trainer.Fit</c> returned.</param>
    /// <param name="data">What the model is measured by and shown with: best, sequences that it has not learned from.</param>
    /// <param name="options">What it was trained with; null: not known.</param>
    /// <param name="title">Of the page; null: the model's name.</param>
    /// <param name="tokenText">What a token stands for, such as a character; null: its number.</param>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the model.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write<TModel>(
        string path, Trainer<TModel> trainer, History history, SequenceDataset data, FitOptions? options = null, string? title = null,
        Func<int, string>? tokenText = null)
        where TModel : class, IModel<TModel>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(data);
        ReportPage<TModel>.Of(trainer, data, options, title, tokenText).Write(history.Epochs).Save(path);
    }

    /// <summary>
    /// Keeps a page up to date while <c>trainer.Fit</c> runs: <c>trainer.Fit(train, options, Report.Live("report.html", trainer, test, options))</c>.
    /// Open it in a browser: it loads itself anew every other second. When the run ends, the page becomes the whole report, which stands still; where it
    /// ends with an exception, the page says which, and stands still too.
    /// </summary>
    /// <param name="path">The file; it is replaced after an epoch, at most once a second.</param>
    /// <param name="trainer">What trains the model.</param>
    /// <param name="data">What the trained model is measured by and shown with: best, sequences that it does not learn from.</param>
    /// <param name="options">What it is trained with; null: not known.</param>
    /// <param name="observer">One more that sees the run, such as <see cref="Progress.Console"/>.</param>
    /// <param name="title">Of the page; null: the model's name.</param>
    /// <param name="tokenText">What a token stands for, such as a character; null: its number.</param>
    public static ITrainingObserver Live<TModel>(
        string path, Trainer<TModel> trainer, SequenceDataset data, FitOptions? options = null, ITrainingObserver? observer = null, string? title = null,
        Func<int, string>? tokenText = null)
        where TModel : class, IModel<TModel>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(data);

        // What does not fit is said before training, not after it.
        data.Check<TModel>();
        return new LiveReport<TModel>(path, ReportPage<TModel>.Of(trainer, data, options, title, tokenText), observer);
    }
}
