namespace CharRnn;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Help = """
        CharRnn: an LSTM learns a text, character by character.

          dotnet run -c Release --project samples/CharRnn [-- [FILE] options]

          FILE              the text to learn; not given: this repository's C# source
          --epochs N        how often the text is read (4)
          --short           a few seconds: once through the first part of the text
          --learning-rate R size of the first updates; they become smaller towards the end (0.01)
          --save MODEL      where the model is saved (artifacts/charrnn/charrnn.safetensors); a checkpoint lies beside it
          --resume          goes on from the checkpoint, where the run ended or was killed
          --parts N         each batch in N parts, which processes of mpirun share; the result follows from N, not from how many they are (1)
          --seed N          of the parameters' first values and of what is drawn (1)

          --prompt TEXT     no learning: the saved model goes on from TEXT
          --length N        characters to write (600)
          --temperature T   below 1 the likely becomes likelier, 0 is always the likeliest (0.7)
          --top-k N         draw from the N likeliest characters only; 0: from all (0)
          --weights         no learning: what weights of two bytes and of one cost the saved model on the held out characters
          --help            this text
        """;

    public string? Text { get; init; }

    public int Epochs { get; init; } = 4;

    public bool Short { get; init; }

    public float LearningRate { get; init; } = 0.01f;

    public bool Resume { get; init; }

    public string Save { get; init; } = Path.Combine("artifacts", "charrnn", "charrnn.safetensors");

    public int Parts { get; init; } = 1;

    public int Seed { get; init; } = 1;

    public string? Prompt { get; init; }

    public bool Weights { get; init; }

    public int Length { get; init; } = 600;

    public float Temperature { get; init; } = 0.7f;

    public int TopK { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <returns>The options, or null when the help text was asked for.</returns>
    /// <exception cref="FormatException">An argument is not known, or its value is missing or not what it should be.</exception>
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
            float NotNegative() => float.TryParse(Value(), out float number) && number >= 0 && float.IsFinite(number)
                ? number
                : throw new FormatException($"{name} needs a number of at least 0, not '{args[i]}'.");

            switch (name)
            {
                case "--epochs": options = options with { Epochs = Number(least: 1) }; break;
                case "--short": options = options with { Short = true, Epochs = 1 }; break;
                case "--learning-rate": options = options with { LearningRate = NotNegative() }; break;
                case "--resume": options = options with { Resume = true }; break;
                case "--save": options = options with { Save = Value() }; break;
                case "--weights": options = options with { Weights = true }; break;
                case "--parts": options = options with { Parts = Number(least: 1) }; break;
                case "--seed": options = options with { Seed = Number(least: 0) }; break;
                case "--prompt": options = options with { Prompt = Value() }; break;
                case "--length": options = options with { Length = Number(least: 1) }; break;
                case "--temperature": options = options with { Temperature = NotNegative() }; break;
                case "--top-k": options = options with { TopK = Number(least: 0) }; break;
                case "--help" or "-h": return null;
                case [not '-', ..] when options.Text is null: options = options with { Text = name }; break;
                default: throw new FormatException($"'{name}' is not an option; --help lists them.");
            }
        }

        return options;
    }
}
