namespace Unrolled;

/// <summary>
/// Several processes, or threads, that train one model together: the ranks. Each member but the first two is called by all ranks in the same order with spans
/// of the same length, and returns when the others have called it too. The package <c>Unrolled.Mpi</c> implements it over MPI; another transport is a class
/// with these six members. It moves bytes and computes nothing, so it cannot change a bit of a result.
/// </summary>
public interface ICluster
{
    /// <summary>The number of this rank, from 0 to <see cref="Size"/> − 1.</summary>
    int Rank { get; }

    /// <summary>The number of ranks; at least 1.</summary>
    int Size { get; }

    /// <summary>Every rank gives a block and receives the blocks of all.</summary>
    /// <param name="block">This rank's block; it may be the one of <paramref name="blocks"/> that is this rank's, and is not moved then.</param>
    /// <param name="blocks">Receives the blocks in the order of the ranks: <see cref="Size"/> times as many bytes.</param>
    void AllGather(ReadOnlySpan<byte> block, Span<byte> blocks);

    /// <summary>Every rank gives a block to each rank, itself too, and receives one from each.</summary>
    /// <param name="blocks">The blocks for the ranks, in their order, all of the same length.</param>
    /// <param name="received">Receives the blocks from the ranks, in their order: as many bytes.</param>
    void AllToAll(ReadOnlySpan<byte> blocks, Span<byte> received);

    /// <summary>One rank gives the same bytes to all.</summary>
    /// <param name="bytes">Of the root: what it gives. Of the others: receives that.</param>
    /// <param name="root">The rank that gives.</param>
    void Broadcast(Span<byte> bytes, int root);

    /// <summary>Returns when all ranks have called it.</summary>
    void Barrier();
}
