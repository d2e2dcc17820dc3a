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
        page.Write(history.Epochs).Save(path);
    }

    private void Write()
    {
        page.WriteLive(_run, _epochs, ReloadSeconds).Save(path);
        _sinceWriting.Restart();
    }
}
