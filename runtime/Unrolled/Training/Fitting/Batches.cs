namespace Unrolled;

/// <summary>
/// Which sequences go through together in which epoch. The order follows from (seed, epoch) alone. By length: the shuffled sequences are cut into pools of
/// some batches, each pool is sorted by length and cut into batches, and
/// the batches are shuffled; so batches differ from epoch to epoch and still hold sequences of similar lengths.
/// </summary>
internal sealed class Batches
{
    // Of lengths uniform in 1 to 100, padding is about one part in as many as a pool has batches.
    private const int PoolBatches = 64;

    private readonly int[] _lengths;
    private readonly int _batch;
    private readonly int _seed;
    private readonly bool _byLength;
    private readonly Permutation _sequences;
    private readonly Permutation? _batches;
    private readonly long[] _keys;

    public Batches(int[] lengths, int batch, int seed, bool byLength)
    {
        (_lengths, _batch, _seed, _byLength) = (lengths, batch, seed, byLength);
        Count = (lengths.Length + batch - 1) / batch;
        _sequences = new Permutation(lengths.Length);
        _batches = byLength ? new Permutation(Count) : null;
        _keys = byLength ? new long[Math.Min(lengths.Length, PoolBatches * batch)] : [];
    }

    /// <summary>Batches of an epoch.</summary>
    public int Count { get; }

    /// <summary>Makes the order of an epoch.</summary>
    /// <param name="epoch">From 0.</param>
    public void Shuffle(int epoch)
    {
        int[] order = _sequences.Make(_seed, epoch, _lengths.Length);
        if (!_byLength)
            return;
        for (int first = 0; first < order.Length; first += PoolBatches * _batch)
        {
            int count = Math.Min(PoolBatches * _batch, order.Length - first);
            for (int i = 0; i < count; i++)
                _keys[i] = ((long)_lengths[order[first + i]] << 32) + i;
            _keys.AsSpan(0, count).Sort(order.AsSpan(first, count));
        }

        _batches!.Make(~_seed, epoch, Count);
    }

    /// <summary>The sequences of a batch of the epoch that was shuffled last.</summary>
    public ReadOnlySpan<int> this[int batch]
    {
        get
        {
            int first = (_batches?.Order[batch] ?? batch) * _batch;
            return _sequences.Order.AsSpan(first, Math.Min(_batch, _lengths.Length - first));
        }
    }
}
