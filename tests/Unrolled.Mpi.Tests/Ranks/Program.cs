namespace Unrolled.Mpi.Tests.Ranks;

/// <summary>What each rank of these tests runs: <c>mpirun -n 3 dotnet Unrolled.Mpi.Tests.dll COMMAND…</c>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["train", var folder, .. var options]:
                Lesson.Train(folder, options);
                return 0;
            case ["exchange"]:
                Exchanges.Check();
                return 0;
            case ["start", .. var words]:
                using (var cluster = MpiCluster.Start())
                    Console.WriteLine($"rank {cluster.Rank} of {cluster.Size}: {cluster.Library ?? "alone"} {string.Join(' ', words)}");
                return 0;
            case ["measure", .. var words]:
                Scale.Measure.Run(words);
                return 0;
            default:
                Console.Error.WriteLine("train FOLDER [options], exchange, measure, or start");
                return 2;
        }
    }
}
