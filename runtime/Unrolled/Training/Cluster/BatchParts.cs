namespace Unrolled;

/// <summary>How a batch is cut in parts, and which rank computes which: both follow from numbers alone.</summary>
/// <param name="Batch">Sequences of the batch.</param>
/// <param name="Parts">Parts that were asked for; a batch of fewer sequences has a part for each.</param>
/// <param name="Rank">The number of this rank.</param>
/// <param name="Ranks">The number of ranks.</param>
internal readonly record struct BatchParts(int Batch, int Parts, int Rank = 0, int Ranks = 1)
{
    /// <summary>The number of parts.</summary>
    public int Count => Math.Min(Batch, Parts);

    /// <summary>This rank's first part.</summary>
    public int First => FirstOf(Rank);

    /// <summary>The part after this rank's last.</summary>
    public int End => FirstOf(Rank + 1);

    /// <summary>The most parts that a rank has.</summary>
    public int Most => (Count + Ranks - 1) / Ranks;

    /// <summary>The first part of a rank. Rank 0 always has one.</summary>
    public int FirstOf(int rank) => (int)((((long)Count * rank) + Ranks - 1) / Ranks);

    /// <summary>The first sequence of a part.</summary>
    public int FirstSequence(int part) => (int)((long)Batch * part / Count);

    /// <summary>The sequences of a part.</summary>
    public int SequencesOf(int part) => FirstSequence(part + 1) - FirstSequence(part);

    /// <summary>The most means that any rank gives to the others: how its parts are joined follows from their numbers.</summary>
    public int MostNodes()
    {
        int most = 0;
        for (int rank = 0; rank < Ranks; rank++)
        {
            int nodes = 0;
            for (int part = FirstOf(rank), end = FirstOf(rank + 1); part < end; part += 1 << LevelAt(part, end))
                nodes++;
            most = Math.Max(most, nodes);
        }

        return most;
    }

    /// <summary>The level of the largest mean of the tree that begins with a part and ends before another.</summary>
    public static int LevelAt(int part, int end)
    {
        int level = 0;
        while ((part >> level & 1) == 0 && part + (2 << level) <= end)
            level++;
        return level;
    }
}
