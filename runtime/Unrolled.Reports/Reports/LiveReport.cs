using System.Diagnostics;

namespace Unrolled;

/// <summary>Writes the page of a run as it goes.</summary>
internal sealed class LiveReport<TModel>(string path, ReportPage<TModel> page, ITrainingObserver? inner) : ITrainingObserver
    where TModel : class, IModel<TModel>
{
    /// <summary>Seconds after which a browser loads the page anew.</summary>
    public const int ReloadSeconds = 2;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly List<EpochResult> _epochs = [];
    private readonly Stopwatch _sinceWriting = new();
    private TrainingStart _run = new(0, 0, 0, 0);

    public void OnStart(TrainingStart run)
    {
        _run = run;
        _epochs.Clear();
        Write();
        inner?.OnStart(run);
    }

    public bool OnUpdate(in UpdateResult update) => inner?.OnUpdate(update) ?? true;

    public bool OnEpoch(EpochResult epoch)
    {
        _epochs.Add(epoch);
        if (_sinceWriting.Elapsed >= s_pause)
            Write();
        return inner?.OnEpoch(epoch) ?? true;
    }

    public void OnEnd(History history)
    {
        inner?.OnEnd(history);
        page.Write(history.Epochs, Ending(history.Epochs)).Save(path);
    }

    public void OnFailure(Exception exception)
    {
        string kind = exception.GetType().Name;
        page.WriteStopped(_run, _epochs, $"The run ended with an error ({kind}): {exception.Message}").Save(path);
        inner?.OnFailure(exception);
    }

    /// <summary>Why it ended before its last epoch; empty where it did not.</summary>
    private string Ending(IReadOnlyList<EpochResult> epochs)
    {
        int done = epochs.Count > 0 ? epochs[^1].Epoch : 0;
        if (done >= _run.Epochs)
            return "";
        int best = epochs.LastOrDefault(epoch => epoch.IsBest)?.Epoch ?? 0;
        string why = page.Patience is { } patience && done - best >= patience
            ? $"the validation loss had not fallen for {patience} epochs"
            : "it was cancelled, or an observer ended it";
        return $"The run ended before epoch {done + 1} of {_run.Epochs} was finished: {why}. ";
    }

    private void Write()
    {
        page.WriteLive(_run, _epochs, ReloadSeconds).Save(path);
        _sinceWriting.Restart();
    }
}
