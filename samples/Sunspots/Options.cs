namespace Sunspots;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Help = """
        Sunspots: an LSTM learns to forecast next year's sunspot number.

          dotnet run -c Release --project samples/Sunspots [-- options]

          --short           fewer updates
          --updates N       updates of the parameters (240)
          --seed N          of the parameters' first values (1)
          --from YEAR       first held-out year; the network learns from the years before it (1940)
          --to YEAR         last held-out year (2008)
          --output FOLDER   where sunspots.safetensors and sunspots.svg go (artifacts/sunspots)
          --help            this text
        """;

    public int Updates { get; init; } = 240;

    public int Seed { get; init; } = 1;

    public int From { get; init; } = 1940;

    public int To { get; init; } = 2008;

    public string Output { get; init; } = Path.Combine("artifacts", "sunspots");

    /// <summary>Reads the command line.</summary>
    /// <returns>The options, or null when the help text was asked for.</returns>
    /// <exception cref="FormatException">An argument is not known, or its value is missing or not a number.</exception>
    public static Options? Parse(string[] args)
    {
        var options = new Options();
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            string Value() => ++i < args.Length ? args[i] : throw new FormatException($"{name} needs a value after it.");
            int Number(int least) => int.TryParse(Value(), out int number) && number >= least
                ? number
                : throw new FormatException($"{name} needs a whole number of at least {least}, not '{args[i]}'.");

            switch (name)
            {
                case "--short": options = options with { Updates = 120 }; break;
                case "--updates": options = options with { Updates = Number(least: 1) }; break;
                case "--seed": options = options with { Seed = Number(least: 0) }; break;
                case "--from": options = options with { From = Number(least: 1760) }; break;
                case "--to": options = options with { To = Number(least: 1761) }; break;
                case "--output": options = options with { Output = Value() }; break;
                case "--help" or "-h": return null;
                default: throw new FormatException($"'{name}' is not an option; --help lists them.");
            }
        }

        return options;
    }
}
