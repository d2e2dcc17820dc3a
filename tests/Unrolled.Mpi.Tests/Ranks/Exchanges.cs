namespace Unrolled.Mpi.Tests.Ranks;

/// <summary>Every exchange, with what it must give.</summary>
internal static class Exchanges
{
    public static void Check()
    {
        using var cluster = MpiCluster.Start();
        int size = cluster.Size, rank = cluster.Rank;
        foreach (int length in new[] { 0, 1, 7, 4096, 1 << 20 })
        {
            byte[] own = new byte[length], all = new byte[length * size], to = new byte[length * size], from = new byte[length * size];
            own.AsSpan().Fill((byte)(10 + rank));
            for (int other = 0; other < size; other++)
                to.AsSpan(other * length, length).Fill((byte)((16 * rank) + other));
            cluster.AllGather(own, all);
            cluster.AllToAll(to, from);
            for (int other = 0; other < size; other++)
            {
                Require(!all.AsSpan(other * length, length).ContainsAnyExcept((byte)(10 + other)), "AllGather");
                Require(!from.AsSpan(other * length, length).ContainsAnyExcept((byte)((16 * other) + rank)), "AllToAll");
            }

            all.AsSpan().Clear();
            own.CopyTo(all.AsSpan(rank * length));
            cluster.AllGather(all.AsSpan(rank * length, length), all);
            for (int other = 0; other < size; other++)
                Require(!all.AsSpan(other * length, length).ContainsAnyExcept((byte)(10 + other)), "AllGather in place");

            for (int root = 0; root < size; root++)
            {
                own.AsSpan().Fill((byte)(rank == root ? 99 : 0));
                cluster.Broadcast(own, root);
                Require(!own.AsSpan().ContainsAnyExcept((byte)99), "Broadcast");
            }

            cluster.Barrier();
        }

        bool isRefused = false;
        try
        {
            byte[] blocks = new byte[size + 1];
            cluster.AllGather(blocks.AsSpan((rank + 1) % size, 1), blocks.AsSpan(0, size));
        }
        catch (ArgumentException)
        {
            isRefused = true;
        }

        Require(size == 1 || isRefused, "a block at another rank's place");
        Require(size == 1 || (cluster.AllGathers.Calls == 10 && cluster.AllGathers.Received == 2 * (size - 1) * (1 + 7 + 4096 + (1 << 20))), "counters");
        Console.WriteLine($"rank {rank} of {size}: all right");
    }

    private static void Require(bool isRight, string what)
    {
        if (!isRight)
            throw new InvalidOperationException($"{what} is wrong.");
    }
}
