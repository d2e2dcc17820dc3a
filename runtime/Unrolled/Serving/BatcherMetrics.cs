using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Unrolled;

/// <summary>What batchers count, under the meter <see cref="MeterName"/> with the tag <c>model</c>. It costs next to nothing where nobody listens.</summary>
internal sealed class BatcherMetrics(string model)
{
    public const string MeterName = "Unrolled.StreamBatcher";

    private static readonly Meter s_meter = new(MeterName);
    private static readonly Counter<long> s_steps = s_meter.CreateCounter<long>("unrolled.steps", "{step}", "Steps of streams that have ended.");
    private static readonly Counter<long> s_failures = s_meter.CreateCounter<long>("unrolled.step.failures", "{step}", "Steps that ended with an exception.");
    private static readonly UpDownCounter<int> s_waiting = s_meter.CreateUpDownCounter<int>("unrolled.steps.waiting", "{step}", "Steps that wait for a batch.");

#if NET9_0_OR_GREATER
    private static readonly Histogram<int> s_batch = s_meter.CreateHistogram(
        "unrolled.batch.streams",
        "{stream}",
        "Streams that were stepped together.",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] });
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram(
        "unrolled.step.duration",
        "s",
        "From the call of StepAsync to the end of the step, with the wait for other streams.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] });
#else
    private static readonly Histogram<int> s_batch = s_meter.CreateHistogram<int>("unrolled.batch.streams", "{stream}", "Streams that were stepped together.");
    private static readonly Histogram<double> s_duration =
        s_meter.CreateHistogram<double>("unrolled.step.duration", "s", "From the call of StepAsync to the end of the step, with the wait for other streams.");
#endif

    private readonly KeyValuePair<string, object?> _model = new("model", model);

    /// <summary>A step waits for a batch.</summary>
    public void Arrived() => s_waiting.Add(1, _model);

    /// <summary>The steps of a batch have ended.</summary>
    /// <typeparam name="TModel">The model's class.</typeparam>
    /// <param name="streams">The streams.</param>
    /// <param name="failed">Whether they ended with an exception.</param>
    public void Ended<TModel>(ReadOnlySpan<BatchedStream<TModel>> streams, bool failed)
        where TModel : class, IInferenceModel<TModel>
    {
        s_waiting.Add(-streams.Length, _model);
        s_batch.Record(streams.Length, _model);
        (failed ? s_failures : s_steps).Add(streams.Length, _model);
        if (!s_duration.Enabled)
            return;
        long now = Stopwatch.GetTimestamp();
        foreach (var stream in streams)
            s_duration.Record(Stopwatch.GetElapsedTime(stream.Arrived, now).TotalSeconds, _model);
    }
}
