using System.Numerics;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// The weighted mean of the gradients of the parts of one update, which come one after another. Two means of equally many parts become one, as a binary
/// counter carries: the sums form a tree that follows from the number of parts alone, so no bit depends on which process computed a part.
/// </summary>
/// <param name="length">Floats of the gradients.</param>
/// <param name="first">Where the first mean lies; null: in memory of its own too.</param>
internal sealed class GradientMean(int length, AlignedBuffer? first = null)
{
    // The means that wait, in the order of their parts, and where each lies: in memory of its own, which is allocated when the first update needs it and
    // kept, or in that of somebody else.
    private readonly List<AlignedBuffer?> _memory = [first];
    private readonly List<GradientNode> _nodes = [];
    private readonly List<(AlignedBuffer Buffer, int Start)> _places = [];

    /// <summary>How many parts have been added.</summary>
    public int Parts { get; private set; }

    /// <summary>The number of the first part.</summary>
    public int FirstPart { get; private set; }

    /// <summary>The means that wait, in the order of their parts.</summary>
    public IReadOnlyList<GradientNode> Nodes => _nodes;

    /// <summary>Memory for the gradients of the next part, which is then added where it lies.</summary>
    public AlignedBuffer Next
    {
        get
        {
            int place = _nodes.Count;
            while (_memory.Count <= place)
                _memory.Add(null);
            return _memory[place] ??= new AlignedBuffer(length);
        }
    }

    /// <summary>The gradients of a mean that waits.</summary>
    /// <param name="node">Its place in <see cref="Nodes"/>.</param>
    public Span<float> Mean(int node) => _places[node].Buffer.Span.Slice(_places[node].Start, length);

    /// <summary>Drops all parts, and begins with the part of a number: parts are joined as if those before had been added elsewhere.</summary>
    public void Clear(int firstPart = 0)
    {
        (FirstPart, Parts) = (firstPart, 0);
        _nodes.Clear();
        _places.Clear();
    }

    /// <summary>Adds the next part.</summary>
    /// <param name="gradients">The gradients of the mean loss, laid out as the model's.</param>
    /// <param name="weight">The sum of the weights that this mean was divided by.</param>
    public void Add(ReadOnlySpan<float> gradients, double weight)
    {
        var node = new GradientNode(FirstPart + Parts, 0, weight);
        if (!TryMerge(node, gradients))
            gradients.CopyTo(Push(node));
    }

    /// <summary>Adds the next part, or the mean of the next 2^<paramref name="level"/> parts, where it lies: it is kept, and overwritten, there.</summary>
    /// <param name="buffer">Where the gradients are.</param>
    /// <param name="start">The first of them.</param>
    /// <param name="weight">The sum of the weights that this mean was divided by.</param>
    /// <param name="level">The level of the mean in the tree; 0 for a part.</param>
    public void AddInPlace(AlignedBuffer buffer, int start, double weight, int level = 0)
    {
        var node = new GradientNode(FirstPart + Parts, level, weight);
        if (!TryMerge(node, buffer.Span.Slice(start, length)))
            Push(node, buffer, start);
    }

    /// <summary>Adds the means of the parts that come next, where they lie.</summary>
    public void Append(GradientMean next)
    {
        for (int node = 0; node < next._nodes.Count; node++)
            AddInPlace(next._places[node].Buffer, next._places[node].Start, next._nodes[node].Weight, next._nodes[node].Level);
    }

    /// <summary>Adds the mean of all parts to gradients, and starts anew.</summary>
    /// <param name="gradients">Laid out as the parts.</param>
    public void AddTo(Span<float> gradients)
    {
        if (Parts == 0)
            return;
        Sequences.Add(ref MemoryMarshal.GetReference(Join()), ref MemoryMarshal.GetReference(gradients), gradients.Length);
        Clear();
    }

    /// <summary>Joins all parts, of which there is one at least; the mean lies where the first did.</summary>
    public ReadOnlySpan<float> Join()
    {
        while (_nodes.Count > 1)
            MergeLast();
        return Mean(0);
    }

    /// <summary>Puts back a mean that waited, the ones before it first.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="weight">Its weight.</param>
    /// <returns>The memory to be filled with the mean.</returns>
    public Span<float> Restore(int level, double weight) => Push(new GradientNode(Parts, level, weight));

    private Span<float> Push(GradientNode node)
    {
        Push(node, Next, 0);
        return Mean(_nodes.Count - 1);
    }

    private void Push(GradientNode node, AlignedBuffer buffer, int start)
    {
        _nodes.Add(node);
        _places.Add((buffer, start));
        Parts += 1 << node.Level;
    }

    /// <summary>Joins what comes next with what it is the right half of, from where it lies; false where it is a left half.</summary>
    private bool TryMerge(GradientNode node, ReadOnlySpan<float> gradients)
    {
        if (_nodes.Count == 0 || !_nodes[^1].IsLeftOf(node))
            return false;
        Parts += 1 << node.Level;
        MergeInto(_nodes.Count - 1, gradients, node.Weight);
        while (_nodes.Count > 1 && _nodes[^2].IsLeftOf(_nodes[^1]))
            MergeLast();
        return true;
    }

    /// <summary>The last two become one.</summary>
    private void MergeLast()
    {
        int last = _nodes.Count - 1;
        MergeInto(last - 1, Mean(last), _nodes[last].Weight);
        _nodes.RemoveAt(last);
        _places.RemoveAt(last);
    }

    /// <summary>A mean that waits becomes the mean of it and what comes behind it.</summary>
    private void MergeInto(int node, ReadOnlySpan<float> gradients, double weight)
    {
        var left = _nodes[node];
        _nodes[node] = new GradientNode(left.FirstPart, left.Level + 1, Merge(Mean(node), left.Weight, gradients, weight));
    }

    /// <summary>first = the mean of both; returns its weight.</summary>
    private static double Merge(Span<float> first, double firstWeight, ReadOnlySpan<float> second, double secondWeight)
    {
        double weight = firstWeight + secondWeight;
        float a = weight == 0 ? 0 : (float)(firstWeight / weight), b = weight == 0 ? 0 : (float)(secondWeight / weight);
        var to = MemoryMarshal.Cast<float, Vector<float>>(first);
        var from = MemoryMarshal.Cast<float, Vector<float>>(second);
        for (int i = 0; i < to.Length; i++)
            to[i] = (to[i] * a) + (from[i] * b);
        for (int i = to.Length * Vector<float>.Count; i < first.Length; i++)
            first[i] = (first[i] * a) + (second[i] * b);
        return weight;
    }
}

/// <summary>The mean of 2^<paramref name="Level"/> parts that lie side by side.</summary>
/// <param name="FirstPart">The number of the first of them.</param>
/// <param name="Level">Its level in the tree.</param>
/// <param name="Weight">The sum of their weights.</param>
internal readonly record struct GradientNode(int FirstPart, int Level, double Weight)
{
    /// <summary>Whether the two are joined as soon as both are there: of one level, this one the left half of a mean of the next.</summary>
    public bool IsLeftOf(GradientNode other) => Level == other.Level && (FirstPart >> Level & 1) == 0;
}
