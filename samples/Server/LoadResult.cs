using System.Globalization;

namespace Server;

/// <summary>What a load client saw.</summary>
/// <param name="Connections">Connections.</param>
/// <param name="Sent">Steps that were sent.</param>
/// <param name="Answered">Steps that were answered.</param>
/// <param name="Wrong">Answers that differ from those of a single stream.</param>
/// <param name="Rate">Answers a second.</param>
/// <param name="Latencies">From the time at which a step was due to its answer, in milliseconds, sorted.</param>
internal sealed record LoadResult(int Connections, long Sent, long Answered, long Wrong, double Rate, float[] Latencies)
{
    /// <summary>Steps that were never answered.</summary>
    public long Lost => Sent - Answered;

    /// <summary>Whether every step was answered, and rightly.</summary>
    public bool IsRight => Sent > 0 && Lost == 0 && Wrong == 0;

    /// <summary>The latency that a share of the steps does not exceed, in milliseconds.</summary>
    /// <param name="share">From 0 to 1.</param>
    public float Quantile(double share) => Latencies.Length == 0 ? float.NaN : Latencies[Math.Min((int)(share * Latencies.Length), Latencies.Length - 1)];

    private string Milliseconds => string.Create(
        CultureInfo.InvariantCulture,
        $"median {Quantile(0.5):F2}, p99 {Quantile(0.99):F2}, p99.9 {Quantile(0.999):F2}, most {Quantile(1):F2}");

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Connections} connections, {Rate:F0} steps/s: {Sent} sent, {Lost} lost, {Wrong} wrong; ms: {Milliseconds}");
}
