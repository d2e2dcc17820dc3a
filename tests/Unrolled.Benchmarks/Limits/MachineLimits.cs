using Unrolled.CompilerServices;

namespace Unrolled.Benchmarks.Limits;

/// <summary>What the core can do at most, measured by this program with the widest vectors that the models use.</summary>
internal sealed class MachineLimits
{
    private readonly Dictionary<long, double> _bandwidths = [];

    /// <summary>Measures the multiply-add; bandwidths are measured when they are asked for.</summary>
    public MachineLimits() => Measure();

    /// <summary>Operations a second of multiply-adds from registers and the first-level cache (two operations each).</summary>
    public double PeakFlops { get; private set; }

    /// <summary>Nanoseconds until the result of a multiply-add can be used.</summary>
    public double MultiplyAddLatency { get; private set; }

    /// <summary>Measures the peak and the latency again: the better figure of all measurements stays.</summary>
    public void Measure()
    {
        PeakFlops = Math.Max(PeakFlops, Kernels.Run(Kernels.Task.Peak, 0));
        double latency = Kernels.Run(Kernels.Task.Latency, 0);
        MultiplyAddLatency = MultiplyAddLatency == 0 ? latency : Math.Min(MultiplyAddLatency, latency);
    }

    /// <summary>Bytes a second at which a block of memory is read again and again, in one direction, each vector an operand of a multiply-add.</summary>
    public double Bandwidth(long bytes)
    {
        if (!_bandwidths.TryGetValue(bytes, out double bandwidth))
            _bandwidths[bytes] = bandwidth = Kernels.Run(Kernels.Task.Bandwidth, bytes);
        return bandwidth;
    }

    /// <summary>
    /// The least time of a step in nanoseconds: its products, at the peak or at the speed at which the weights are read, and after the last of them a chain of
    /// operations that wait for one another. A tanh or sigmoid is 9 of them where it looks up a table, with 512 bits, else 12 (square, two polynomials, a
    /// division that
    /// counts as four); forming the state and getting it from there into the next product is 5.
    /// </summary>
    public StepLimit Step(CellKind kind, int hidden, long weightBytes, double flops)
    {
        int lanes = SimdWidth.Lanes;
        double padding = (double)Packed.Padded(hidden, lanes) / hidden;
        double compute = flops * padding / PeakFlops * 1e9;
        double read = weightBytes * padding / Bandwidth(weightBytes) * 1e9;
        double chain = (((lanes == 16 ? 9 : 12) * kind.ActivationsInChain) + (5 * kind.ProductsInChain)) * MultiplyAddLatency;
        return new(compute, read, chain);
    }
}

/// <summary>The parts of a step's least time, in nanoseconds.</summary>
/// <param name="Compute">The products at the peak of multiply-adds.</param>
/// <param name="Read">Reading the weights.</param>
/// <param name="Chain">What waits for the products and for one another.</param>
internal readonly record struct StepLimit(double Compute, double Read, double Chain)
{
    /// <summary>All together, in nanoseconds.</summary>
    public double Total => Math.Max(Compute, Read) + Chain;

    /// <summary>The name of what takes most of it.</summary>
    public string Name => Chain > Math.Max(Compute, Read) ? "latency" : Read >= Compute ? "bandwidth" : "FMA";
}
