using System.Threading.Tasks.Sources;

namespace Unrolled;

/// <summary>
/// One stream of a <see cref="StreamBatcher{TModel}"/>, with a state of its own: fill <see cref="Input"/> (or <see cref="Token"/>), await
/// <see cref="StepAsync"/>, read <see cref="Output"/>. It takes one step at a time, and steps allocate nothing. A stream that is no longer needed is simply
/// dropped.
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class BatchedStream<TModel> : IValueTaskSource
    where TModel : class, IInferenceModel<TModel>
{
    private readonly StreamBatcher<TModel> _batcher;
    private readonly float[] _input;
    private readonly float[] _output;
    private readonly int _vocabulary;

    // Who awaits goes on in the thread pool: the batcher's thread has the next batch to step.
    private ManualResetValueTaskSourceCore<bool> _done = new() { RunContinuationsAsynchronously = true };
    private int _isStepping;

    internal BatchedStream(StreamBatcher<TModel> batcher)
    {
        var layout = batcher.Model.Core.Layout;
        _batcher = batcher;
        _input = new float[layout.Inputs];
        _output = new float[layout.Outputs];
        _vocabulary = layout.Vocabulary;
        State = batcher.Model.NewState();
    }

    /// <summary>The stream's state, to be read, set or reset between steps.</summary>
    public State<TModel> State { get; }

    /// <summary>The features of the next step, [inputs]; empty for a token model.</summary>
    public Span<float> Input => _input;

    /// <summary>The token of the next step, for a token model.</summary>
    public int Token { get; set; }

    /// <summary>The outputs of the last step, [outputs].</summary>
    public ReadOnlySpan<float> Output => _output;

    /// <summary>When the step at hand was asked for, as a time stamp of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    internal long Arrived { get; set; }

    /// <summary>Runs one step, together with those of other streams that are asked for within the window. Neither input nor state may be touched until it has
    /// ended.</summary>
    /// <exception cref="InvalidOperationException">The step before it was not awaited to its end.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The token is outside of the vocabulary.</exception>
    /// <exception cref="ObjectDisposedException">The batcher was disposed.</exception>
    public ValueTask StepAsync()
    {
        if (_vocabulary > 0 && (uint)Token >= (uint)_vocabulary)
            throw new ArgumentOutOfRangeException(nameof(Token), Token, $"Expected a token from 0 to {_vocabulary - 1}; found {Token}.");
        if (Interlocked.Exchange(ref _isStepping, 1) != 0)
            throw new InvalidOperationException(
                "A stream takes one step at a time: await the step before it, then call StepAsync again. Independent steps need a stream each (NewStream).");
        _done.Reset();
        var step = new ValueTask(this, _done.Version);
        try
        {
            _batcher.Add(this);
        }
        catch
        {
            Volatile.Write(ref _isStepping, 0);
            throw;
        }

        return step;
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _done.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _done.GetResult(token);
        }
        finally
        {
            Volatile.Write(ref _isStepping, 0);
        }
    }

    /// <summary>Ends the step: who awaits it goes on.</summary>
    /// <param name="failure">What went wrong, or null.</param>
    internal void Complete(Exception? failure)
    {
        if (failure is null)
            _done.SetResult(true);
        else
            _done.SetException(failure);
    }

    internal Span<float> OutputToWrite => _output;
}
