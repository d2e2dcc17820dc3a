namespace Unrolled;

/// <summary>
/// A loss or gradient is not a finite number. The parameters, moments and counts are as the last good update left them. Where the tape was there to look,
/// it says where the first such number appears.
/// </summary>
public sealed class NotFiniteException : InvalidOperationException
{
    private readonly string _what;
    private readonly string _advice;

    internal NotFiniteException(string what, long update, NotFinitePlace? place, string advice, int? epoch = null, int? batch = null, int? dataSequence = null)
        : base(Text(what, update, place, advice, epoch, batch, dataSequence))
    {
        (_what, _advice) = (what, advice);
        (Update, Place, Epoch, Batch, DataSequence) = (update, place, epoch, batch, dataSequence);
    }

    /// <summary>The update that was not made, counted from 1.</summary>
    public long Update { get; }

    /// <summary>The epoch of <c>Fit</c>, counted from 1; null outside it.</summary>
    public int? Epoch { get; }

    /// <summary>The batch within the epoch, counted from 1; null outside <c>Fit</c>.</summary>
    public int? Batch { get; }

    /// <summary>The layer where the first number that is not finite appears; null where it appears in none.</summary>
    public string? Layer => Place?.Layer;

    /// <summary>The tensor where it appears: <c>lstm0.c</c>, <c>inputs</c>, <c>outputs</c>, <c>targets</c>, <c>dense1.W</c>.</summary>
    public string? Tensor => Place?.Tensor;

    /// <summary>The step where it appears, from 0 at the start of the sequence; null where it belongs to no step.</summary>
    public int? Step => Place?.Step;

    /// <summary>The sequence on the tape, from 0.</summary>
    public int? Sequence => Place?.Sequence;

    /// <summary>The sequence in the data set, from 0; null outside <c>Fit</c>.</summary>
    public int? DataSequence { get; }

    /// <summary>Whether what the model was given, inputs or targets, had it already.</summary>
    public bool IsInData => Place?.IsInData ?? false;

    private NotFinitePlace? Place { get; }

    internal NotFiniteException At(int epoch, int batch, int? dataSequence) => new(_what, Update, Place, _advice, epoch, batch, dataSequence);

    private static string Text(string what, long update, NotFinitePlace? place, string advice, int? epoch, int? batch, int? dataSequence)
    {
        string run = epoch is null ? "" : $" (epoch {epoch}, batch {batch})";
        string where = place is null ? "" : $" {place.Text(dataSequence)}";
        return $"The {what} at update {update}{run}; the parameters are as update {update - 1} left them.{where} "
            + $"{(place is { IsInData: true } ? "What the model is given must be finite numbers: data.Check finds all that is not." : advice)}";
    }
}

/// <summary>Where the first number that is not finite appears.</summary>
/// <param name="Layer">The layer, if it is in one.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Value">The number.</param>
/// <param name="Step">The step, if it is at one.</param>
/// <param name="Sequence">The sequence on the tape.</param>
/// <param name="Element">Unit, feature or element.</param>
/// <param name="IsInData">Whether the model was given it.</param>
/// <param name="IsGradient">Whether it is a gradient.</param>
internal sealed record NotFinitePlace(string? Layer, string Tensor, float Value, int? Step, int? Sequence, int Element, bool IsInData = false,
    bool IsGradient = false)
{
    public string Text(int? dataSequence)
    {
        string element = IsGradient ? "" : $"[{Element}]";
        string step = Step is null ? "" : $" at step {Step}";
        string sequence = dataSequence is { } index ? $" of sequence {index} of the data set" : Sequence is null ? "" : $" of sequence {Sequence}";
        string data = IsInData ? "" : "; inputs and targets are finite";
        return $"The first number that is not finite is {(IsGradient ? "in the gradient of " : "")}{Tensor}{element}"
            + $"{(Layer is null ? "" : $", layer {Layer},")}{step}{(Step is null ? "" : sequence)}: {Value}{data}.";
    }
}
