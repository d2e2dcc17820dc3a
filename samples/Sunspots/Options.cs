namespace Sunspots;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Help = """
        Sunspots: ten networks learn to forecast next year's sunspot number.

          dotnet run -c Release --project samples/Sunspots [-- options]

          --short           three networks
          --networks N      how many networks, one a seed (10)
          --updates N       updates of the parameters; not given: chosen on the years before 1940
          --output FOLDER   where the model, the pictures and report.html go (artifacts/sunspots)
          --help            this text
        """;

    public int Networks { get; init; } = 10;

    public int? Updates { get; init; }

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
            int Number() => int.TryParse(Value(), out int number) && number >= 1
                ? number
                : throw new FormatException($"{name} needs a whole number of at least 1, not '{args[i]}'.");

            switch (name)
            {
                case "--short": options = options with { Networks = 3 }; break;
                case "--networks": options = options with { Networks = Number() }; break;
                case "--updates": options = options with { Updates = Number() }; break;
                case "--output": options = options with { Output = Value() }; break;
                case "--help" or "-h": return null;
                default: throw new FormatException($"'{name}' is not an option; --help lists them.");
            }
        }

        return options;
    }
}
