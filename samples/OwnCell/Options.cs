namespace OwnCell;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Help = """
        OwnCell: two cells written as equations learn the embedded Reber grammar, beside LSTM and GRU.

          dotnet run -c Release --project samples/OwnCell [-- options]

          --short           two epochs
          --strings N       strings to learn from (2500)
          --epochs N        how often each is seen (8)
          --seed N          of the parameters' first values and of the strings (1)
          --help            this text
        """;

    public int Strings { get; init; } = 2_500;

    public int Epochs { get; init; } = 8;

    public int Seed { get; init; } = 1;

    /// <summary>Reads the command line.</summary>
    /// <returns>The options, or null when the help text was asked for.</returns>
    /// <exception cref="FormatException">An argument is not known, or its value is missing or not a number.</exception>
    public static Options? Parse(string[] args)
    {
        var options = new Options();
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            int Number(int least) => ++i < args.Length && int.TryParse(args[i], out int number) && number >= least
                ? number
                : throw new FormatException($"{name} needs a whole number of at least {least} after it.");

            switch (name)
            {
                case "--short": options = options with { Epochs = 2 }; break;
                case "--strings": options = options with { Strings = Number(least: 8) }; break;
                case "--epochs": options = options with { Epochs = Number(least: 1) }; break;
                case "--seed": options = options with { Seed = Number(least: 0) }; break;
                case "--help" or "-h": return null;
                default: throw new FormatException($"'{name}' is not an option; --help lists them.");
            }
        }

        return options;
    }
}
