using System.Numerics;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// The weighted mean of the gradients of the parts of one update, which come one after another. Two means of equally many parts become one, as a binary
/// counter carries: the sums form a tree that follows from the number of parts alone, so no bit depends on which process computed a part.
/// </summary>
/// <param name="length">Floats of the gradients.</param>
internal sealed class GradientMean(int length)
{
    // Level k holds the mean of 2^k parts where bit k of the number of parts is set. Allocated when the first update needs it, and kept.
    private readonly List<AlignedBuffer> _levels = [];
    private readonly List<double> _weights = [];

    /// <summary>How many parts have been added.</summary>
    public int Parts { get; private set; }

    /// <summary>The means that wait, with the level and the weight of each.</summary>
    public IEnumerable<(int Level, double Weight, AlignedBuffer Mean)> Waiting =>
        Enumerable.Range(0, _levels.Count).Where(level => (Parts >> level & 1) != 0).Select(level => (level, _weights[level], _levels[level]));

    /// <summary>Adds a part.</summary>
    /// <param name="gradients">The gradients of the part's mean loss, laid out as the model's.</param>
    /// <param name="weight">The sum of the weights that this mean was divided by.</param>
    public void Add(ReadOnlySpan<float> gradients, double weight)
    {
        // The levels below are full: each adds its mean to what is carried, and that goes to the first level that is free.
        int level = BitOperations.TrailingZeroCount(~Parts);
        var carried = Level(level).Span;
        gradients.CopyTo(carried);
        for (int below = 0; below < level; below++)
            weight = Merge(_levels[below].Span, _weights[below], carried, weight);
        _weights[level] = weight;
        Parts++;
    }

    /// <summary>Adds the mean of all parts to gradients, and starts anew.</summary>
    /// <param name="gradients">Laid out as the parts.</param>
    public void AddTo(Span<float> gradients)
    {
        if (Parts == 0)
            return;
        int level = BitOperations.TrailingZeroCount(Parts);
        var mean = _levels[level].Span;
        double weight = _weights[level];
        for (int above = level + 1; Parts >> above != 0; above++)
        {
            if ((Parts >> above & 1) != 0)
                weight = Merge(_levels[above].Span, _weights[above], mean, weight);
        }

        Sequences.Add(ref MemoryMarshal.GetReference(mean), ref MemoryMarshal.GetReference(gradients), gradients.Length);
        Parts = 0;
    }

    /// <summary>Drops all parts.</summary>
    public void Clear() => Parts = 0;

    /// <summary>Puts back what <see cref="Waiting"/> gave.</summary>
    /// <param name="level">The level.</param>
    /// <param name="weight">Its weight.</param>
    /// <returns>The memory to be filled with the mean.</returns>
    public Span<float> Restore(int level, double weight)
    {
        var mean = Level(level).Span;
        _weights[level] = weight;
        Parts |= 1 << level;
        return mean;
    }

    private AlignedBuffer Level(int level)
    {
        while (_levels.Count <= level)
        {
            _levels.Add(new AlignedBuffer(length));
            _weights.Add(0);
        }

        return _levels[level];
    }

    /// <summary>second = the mean of both; returns its weight.</summary>
    private static double Merge(ReadOnlySpan<float> first, double firstWeight, Span<float> second, double secondWeight)
    {
        double weight = firstWeight + secondWeight;
        float a = weight == 0 ? 0 : (float)(firstWeight / weight), b = weight == 0 ? 0 : (float)(secondWeight / weight);
        var from = MemoryMarshal.Cast<float, Vector<float>>(first);
        var to = MemoryMarshal.Cast<float, Vector<float>>(second);
        for (int i = 0; i < to.Length; i++)
            to[i] = (from[i] * a) + (to[i] * b);
        for (int i = to.Length * Vector<float>.Count; i < second.Length; i++)
            second[i] = (first[i] * a) + (second[i] * b);
        return weight;
    }
}
