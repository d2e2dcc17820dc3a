namespace Unrolled.Mpi.Tests.Scale;

/// <summary>What connects the ranks.</summary>
/// <param name="Name">For tables.</param>
/// <param name="Latency">Seconds from one rank to another for a few bytes.</param>
/// <param name="BytesPerSecond">Of a long block.</param>
internal sealed record Link(string Name, double Latency, double BytesPerSecond);

/// <summary>What one rank takes for the work of a model, on one thread.</summary>
/// <param name="Name">For tables.</param>
/// <param name="Floats">Packed parameters.</param>
/// <param name="Pass">Seconds of a pass forward and backward, without its sequences. Small parts go through in one.</param>
/// <param name="Sequence">Seconds of each sequence of a pass.</param>
/// <param name="Update">Seconds of an update, and of what joins the gradients of a part.</param>
/// <param name="Join">Seconds to join the gradients of two parts.</param>
internal sealed record Work(string Name, long Floats, double Pass, double Sequence, double Update, double Join);

/// <summary>
/// The time of an update on several ranks: whole parts on each, small ones in one pass, two exchanges of all gradients, and the update on all. Ranks never
/// compute while they exchange.
/// </summary>
internal static class CostModel
{
    /// <summary>Parts of a batch until there are more ranks than that.</summary>
    public const int FewestParts = 8;

    // Before the gradients the ranks give each other losses and weights, a few bytes. Each exchange is preceded by one in which they say what they call.
    private const int Small = 2;

    // Parts of fewer sequences go through together, up to so many sequences.
    private const int LargePart = 32, MostTogether = 64;

    /// <summary>Parts of a batch on so many ranks.</summary>
    public static int Parts(int batch, int ranks) => Math.Min(batch, Math.Max(FewestParts, ranks));

    /// <summary>Passes of the rank that has the most parts.</summary>
    public static int Passes(int batch, int ranks)
    {
        int parts = Parts(batch, ranks), own = Own(parts, ranks), sequences = (batch + parts - 1) / parts;
        int together = sequences is > 1 and < LargePart ? MostTogether / sequences : 1;
        return (own + together - 1) / together;
    }

    /// <summary>Seconds that a rank computes forward and backward passes and joins its parts: those of the rank that has most.</summary>
    public static double Compute(Work work, int batch, int ranks)
    {
        int parts = Parts(batch, ranks), own = Own(parts, ranks);
        double sequences = (double)batch / parts * own;
        return Passes(batch, ranks) * work.Pass + sequences * work.Sequence + (own - 1) * work.Join;
    }

    /// <summary>Seconds of the exchange: a slice of the means of each rank to each, joined there, and the joined slice to all.</summary>
    public static double Exchange(Work work, Link link, int batch, int ranks)
    {
        if (ranks == 1)
            return 0;
        int nodes = new BatchParts(batch, Parts(batch, ranks), 0, ranks).MostNodes();
        double slice = (double)work.Floats * sizeof(float) / ranks, others = ranks - 1;
        double tree = Math.Ceiling(Math.Log2(ranks)), rounds = (Small * tree) + (nodes * (tree + others)) + (2 * tree);
        double bytes = others * slice * (nodes + 1);
        // A slice of every mean of every rank is joined here: as many floats as the means of one rank have.
        return (rounds * link.Latency) + (bytes / link.BytesPerSecond) + (nodes * work.Join);
    }

    /// <summary>Seconds of an update.</summary>
    public static double Update(Work work, Link link, int batch, int ranks) => Compute(work, batch, ranks) + Exchange(work, link, batch, ranks) + work.Update;

    /// <summary>The part of the ranks' time that one rank would need for the same batch in as many parts as it has alone.</summary>
    public static double Efficiency(Work work, Link link, int batch, int ranks) => Update(work, link, batch, 1) / (ranks * Update(work, link, batch, ranks));

    /// <summary>The smallest batch, a power of two, that keeps nine tenths of the ranks' time; null where none up to 2^22 does.</summary>
    public static int? BatchOfNineTenths(Work work, Link link, int ranks)
    {
        for (int batch = ranks; batch <= 1 << 22; batch *= 2)
        {
            if (Efficiency(work, link, batch, ranks) >= 0.9)
                return batch;
        }

        return null;
    }

    /// <summary>The number of ranks, a power of two, behind which twice as many save less than a tenth of the time.</summary>
    public static int StopsToPay(Work work, Link link, int batch, int most)
    {
        int ranks = 1;
        while (ranks < most && Update(work, link, batch, 2 * ranks) < 0.9 * Update(work, link, batch, ranks))
            ranks *= 2;
        return ranks;
    }

    /// <summary>Least squares of how far y = Constant + Slope · x is off, as a part of y.</summary>
    public static (double Constant, double Slope) Line(IReadOnlyList<(double X, double Y)> points)
    {
        double Sum(Func<double, double, double> value) => points.Sum(p => value(p.X, p.Y) / (p.Y * p.Y));
        double n = Sum((_, _) => 1), x = Sum((a, _) => a) / n, y = Sum((_, b) => b) / n;
        double slope = Sum((a, b) => (a - x) * (b - y)) / Sum((a, _) => (a - x) * (a - x));
        return (y - slope * x, slope);
    }

    private static int Own(int parts, int ranks) => (parts + ranks - 1) / ranks;
}
