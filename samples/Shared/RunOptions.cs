namespace Runs;

/// <summary>What the command line of a program with many runs asks for.</summary>
internal sealed record RunOptions
{
    private readonly Dictionary<string, string> _more = [];

    /// <summary>The tasks to run; none: all.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Runs of each kind.</summary>
    public int Seeds { get; init; } = 10;

    /// <summary>The file with a line for each run that has ended.</summary>
    public required string Results { get; init; }

    /// <summary>Whether only the tables of that file are printed.</summary>
    public bool IsTableOnly { get; init; }

    /// <summary>Whether a small part is run in seconds.</summary>
    public bool IsShort { get; init; }

    /// <summary>The value of an option that only this program has; null where it was not given.</summary>
    public string? this[string option] => _more.GetValueOrDefault(option);

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="results">The file of results where none is given.</param>
    /// <param name="more">Options with a value that only this program has.</param>
    /// <returns>The options, or null when the help text was asked for.</returns>
    /// <exception cref="FormatException">An argument is not known, or its value is missing or wrong.</exception>
    public static RunOptions? Parse(string[] args, string results, params string[] more)
    {
        var options = new RunOptions { Results = results };
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
                default:
                    if (!more.Contains(name))
                        throw new FormatException($"'{name}' is not an option; --help lists them.");
                    options._more[name] = Value();
                    break;
            }
        }

        return options;
    }
}
