using System.Diagnostics;
using System.Globalization;

namespace Unrolled;

/// <summary>Progress as text: a bar that is drawn over itself, or plain lines.</summary>
/// <param name="writer">Where to.</param>
/// <param name="width">The width of the terminal, asked each time; null: plain lines.</param>
internal sealed class TextProgress(TextWriter writer, Func<int>? width) : ITrainingObserver
{
    private const int BarWidth = 24, UsualWidth = 80;

    private static readonly TimeSpan s_betweenBars = TimeSpan.FromMilliseconds(100), s_betweenLines = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _clock = new();
    private TrainingStart _start = new(0, 0, 0, 0);
    private TimeSpan _shown, _epochStarted;
    private double? _validation;
    private int _epoch, _sequencesBefore, _drawn;
    private long _sequences;

    public void OnStart(TrainingStart run)
    {
        _start = run;
        _clock.Restart();
        (_shown, _epochStarted, _epoch, _sequences) = (TimeSpan.Zero, TimeSpan.Zero, 0, 0);
    }

    public bool OnUpdate(in UpdateResult update)
    {
        var now = _clock.Elapsed;
        if (update.Epoch != _epoch)
        {
            // A run that goes on in the middle of an epoch has not done what lies before.
            bool resumed = _epoch == 0 && update.Batch > 1;
            (_epoch, _epochStarted, _sequencesBefore) = (update.Epoch, now, resumed ? update.Sequences : 0);
        }

        if (now - _shown < (width is null ? s_betweenLines : s_betweenBars))
            return true;
        _shown = now;
        Show(update, now);
        return true;
    }

    public bool OnEpoch(EpochResult epoch)
    {
        Erase();
        _sequences += _start.Sequences - _sequencesBefore;
        _sequencesBefore = 0;
        _validation = epoch.ValidationLoss;
        writer.WriteLine(epoch);
        _shown = _clock.Elapsed;
        return true;
    }

    public void OnEnd(History history)
    {
        Erase();
        writer.Flush();
    }

    private void Show(in UpdateResult update, TimeSpan now)
    {
        int doneHere = update.Sequences - _sequencesBefore;
        double rate = doneHere / Math.Max(1e-9, (now - _epochStarted).TotalSeconds);
        double remaining = (double)_start.Sequences * (_start.Epochs - update.Epoch + 1) - update.Sequences;
        double perSecond = (_sequences + doneHere) / Math.Max(1e-9, now.TotalSeconds);
        string left = perSecond > 0 ? Time(TimeSpan.FromSeconds(Math.Min(remaining / perSecond, TimeSpan.MaxValue.TotalSeconds / 2))) : "?";
        string validation = _validation is { } loss ? string.Create(CultureInfo.InvariantCulture, $", validation {loss:g4}") : "";
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {update.Epoch}/{_start.Epochs} {Bar(update)}loss {update.EpochLoss:g4}{validation}, {rate:f0} sequences/s, {left} left");
        if (width is null)
        {
            writer.WriteLine(text);
            return;
        }

        int room = Math.Max(1, (width() is var columns and > 1 ? columns : UsualWidth) - 1);
        text = text.Length > room ? text[..room] : text;
        writer.Write('\r' + text.PadRight(Math.Min(_drawn, room)));
        writer.Flush();
        _drawn = text.Length;
    }

    private string Bar(in UpdateResult update)
    {
        double done = Math.Clamp((double)update.Sequences / Math.Max(1, _start.Sequences), 0, 1);
        if (width is null)
            return string.Create(CultureInfo.InvariantCulture, $"{done:p0}: ");
        int filled = (int)(done * BarWidth);
        return $"[{new string('#', filled)}{new string('.', BarWidth - filled)}] ";
    }

    private void Erase()
    {
        if (_drawn > 0)
            writer.Write('\r' + new string(' ', _drawn) + '\r');
        _drawn = 0;
    }

    private static string Time(TimeSpan time) =>
        time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
}
