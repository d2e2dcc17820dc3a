namespace Memory;

/// <summary>What the command line can ask for.</summary>
internal static class Help
{
    public const string Text = """
        Memory: which cells remember, and for how long.

          dotnet run -c Release --project samples/Memory [-- options]

          --task NAME       one task alone (may be repeated): recall, adding-100, adding-500, adding-1000, order-a, order-b, reber, counting,
                            delays, spikes, waves
          --seeds N         runs of each cell at each task (10)
          --results FILE    a line for each run that has ended; what stands there is not run again (artifacts/memory.csv)
          --table           print the tables of that file, and run nothing
          --short           a small part in seconds, which checks itself; writes no file
          --help            this text
        """;
}
