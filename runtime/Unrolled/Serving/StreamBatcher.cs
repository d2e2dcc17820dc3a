using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>
/// Steps streams together that do not arrive together, as in a server: what is asked for within a millisecond becomes one <c>Step</c> of several streams,
/// which takes less time than as many steps. A thread of its own does that; all members can be called from any thread.
/// </summary>
/// <remarks>
/// Streams are stepped in groups of 1, 2, 4 and so on. A stream in a group of its own adds up in another order than one of several, so outputs depend on that
/// by rounding, but not on how many the others are and what they read.
/// <para>Metrics: the meter <c>Unrolled.StreamBatcher</c> counts <c>unrolled.steps</c>, <c>unrolled.step.failures</c>, <c>unrolled.steps.waiting</c>,
/// <c>unrolled.batch.streams</c> and <c>unrolled.step.duration</c>, with the model's class as tag <c>model</c>.</para>
/// </remarks>
/// <example>
/// <code>
/// using var batcher = new StreamBatcher&lt;RowReader&gt;(model, model.Step);
/// var stream = batcher.NewStream();
/// x.CopyTo(stream.Input);
/// await stream.StepAsync();
/// float y = stream.Output[0];
/// </code>
/// </example>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class StreamBatcher<TModel> : IDisposable
    where TModel : class, IInferenceModel<TModel>
{
    private readonly object _gate = new();
    private readonly StreamGroups<TModel> _groups;
    private readonly BatcherMetrics _metrics;
    private readonly int _maxStreams;
    private readonly TimeSpan _window;
    private readonly Thread _thread;
    private List<BatchedStream<TModel>> _waiting = [];
    private List<BatchedStream<TModel>> _batch = [];
    private bool _isDisposed;

    /// <summary>A batcher for a model over features.</summary>
    /// <param name="model">The model; it may not be trained meanwhile.</param>
    /// <param name="step"><c>model.Step</c>.</param>
    /// <param name="options">How streams are gathered; those of <see cref="StreamBatcherOptions"/> by default.</param>
    /// <exception cref="ArgumentException">The model has a backward direction and cannot step, or it is a token model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public StreamBatcher(TModel model, StreamStep<TModel> step, StreamBatcherOptions? options = null)
        : this(model, step, null, options) => ArgumentNullException.ThrowIfNull(step);

    /// <summary>A batcher for a token model.</summary>
    /// <param name="model">The model; it may not be trained meanwhile.</param>
    /// <param name="step"><c>model.Step</c>.</param>
    /// <param name="options">How streams are gathered; those of <see cref="StreamBatcherOptions"/> by default.</param>
    /// <exception cref="ArgumentException">The model has a backward direction and cannot step, or it reads features.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public StreamBatcher(TModel model, TokenStreamStep<TModel> step, StreamBatcherOptions? options = null)
        : this(model, null, step, options) => ArgumentNullException.ThrowIfNull(step);

    private StreamBatcher(TModel model, StreamStep<TModel>? step, TokenStreamStep<TModel>? tokenStep, StreamBatcherOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new StreamBatcherOptions();
        options.Check();
        var layout = model.Core.Layout;
        if (layout.HasBackwardDirection)
            throw new ArgumentException($"A layer of {layout.ModelName} runs backward: it cannot step. Run and Predict take whole sequences.", nameof(model));
        if (step is not null && layout.Vocabulary > 0)
            throw new ArgumentException($"{layout.ModelName} reads tokens: expected a Step of tokens; found one of features.", nameof(step));
        if (tokenStep is not null && layout.Vocabulary == 0)
            throw new ArgumentException($"{layout.ModelName} reads {layout.Inputs} features: expected a Step of features; found one of tokens.", nameof(step));
        Model = model;
        _maxStreams = options.MaxStreams;
        _window = options.Window;
        _metrics = new BatcherMetrics(layout.ModelName);
        _groups = new StreamGroups<TModel>(model, step, tokenStep, _maxStreams);
        _thread = new Thread(Work) { IsBackground = true, Name = $"{layout.ModelName} batches" };
        _thread.Start();
    }

    /// <summary>The model.</summary>
    public TModel Model { get; }

    /// <summary>A new stream, whose state is zero or the layers' learned initial state.</summary>
    public BatchedStream<TModel> NewStream() => new(this);

    /// <summary>Ends the steps that wait and then the thread. Streams take no step afterwards.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    internal void Add(BatchedStream<TModel> stream)
    {
        stream.Arrived = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _waiting.Add(stream);

            // The thread waits for the first of a batch, then for the batch to be full.
            if (_waiting.Count == 1 || _waiting.Count == _maxStreams)
                Monitor.Pulse(_gate);
        }

        _metrics.Arrived();
    }

    private void Work()
    {
        while (Gather())
        {
            var streams = CollectionsMarshal.AsSpan(_batch);
            Exception? failure = null;
            try
            {
                _groups.Step(streams);
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            _metrics.Ended<TModel>(streams, failure is not null);
            foreach (var stream in streams)
                stream.Complete(failure);
            _batch.Clear();
        }
    }

    /// <summary>Waits for the next batch; false if there will be none.</summary>
    private bool Gather()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_isDisposed)
                    return false;
                Monitor.Wait(_gate);
            }

            // The clock of waits has milliseconds: what is left is rounded to them.
            while (_waiting.Count < _maxStreams && !_isDisposed)
            {
                var left = _window - Stopwatch.GetElapsedTime(_waiting[0].Arrived);
                if (left < TimeSpan.FromMilliseconds(0.5))
                    break;
                Monitor.Wait(_gate, (int)Math.Round(left.TotalMilliseconds));
            }

            (_waiting, _batch) = (_batch, _waiting);
            return true;
        }
    }
}
