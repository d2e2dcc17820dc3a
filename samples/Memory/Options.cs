namespace Memory;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Help = """
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

    public IReadOnlyList<string> Tasks { get; init; } = [];

    public int Seeds { get; init; } = 10;

    public string Results { get; init; } = Path.Combine("artifacts", "memory.csv");

    public bool IsTableOnly { get; init; }

    public bool IsShort { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <returns>The options, or null when the help text was asked for.</returns>
    /// <exception cref="FormatException">An argument is not known, or its value is missing or wrong.</exception>
    public static Options? Parse(string[] args)
    {
        var options = new Options();
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            string Value() => ++i < args.Length ? args[i] : throw new FormatException($"{name} needs a value after it.");
            switch (name)
            {
                case "--task": options = options with { Tasks = [.. options.Tasks, Value()] }; break;
                case "--seeds":
                    if (!int.TryParse(Value(), out int seeds) || seeds < 1)
                        throw new FormatException("--seeds needs a whole number of at least 1 after it.");
                    options = options with { Seeds = seeds };
                    break;
                case "--results": options = options with { Results = Value() }; break;
                case "--table": options = options with { IsTableOnly = true }; break;
                case "--short": options = options with { IsShort = true }; break;
                case "--help" or "-h": return null;
                default: throw new FormatException($"'{name}' is not an option; --help lists them.");
            }
        }

        return options;
    }
}
