using CharRnn;
using Unrolled;

const int Parts = 16;            // parts of the text that are read side by side
const int Steps = 50;            // characters of each in one update
const int ShortLength = 250_000; // characters of the short form

try
{
    var options = Options.Parse(args);
    if (options is null)
        Console.WriteLine(Options.Help);
    else if (options.Prompt is { } prompt)
        Write(options, prompt);
    else if (options.Weights)
        WeightTable.Print(options.Save, Read(options).Held, Console.Out);
    else
        await Learn(options);
    return 0;
}
catch (Exception mistake) when (mistake is FormatException or IOException or InvalidDataException or InvalidOperationException)
{
    Console.Error.WriteLine(mistake.Message);
    return 1;
}

// Goes on from a prompt with a saved model.
static void Write(Options options, string prompt)
{
    var writer = new Writer(CharacterModel.Load(options.Save), options.Temperature, options.TopK, new Random(options.Seed));
    Console.Write(prompt);
    foreach (char character in writer.Continue(prompt).Take(options.Length))
        Console.Write(character);
    Console.WriteLine();
}

// The last twentieth of the text is held out: it shows what was learned and not merely remembered.
static (int[] Train, int[] Held) Read(Options options)
{
    int[] text = Alphabet.Encode(TextSource.Read(options.Text));
    if (options.Short)
        text = text[..Math.Min(text.Length, ShortLength)];
    int split = text.Length - text.Length / 20;
    if (text.Length - split <= Parts)
        throw new FormatException($"The text has {text.Length:n0} characters; it takes more than {20 * Parts} to hold a twentieth out.");
    return (text[..split], text[split..]);
}

static async Task Learn(Options options)
{
    // With mpirun several processes share the work, and the first of them speaks; without it this is the only one.
    using var cluster = MpiCluster.Start();
    var output = cluster.Rank == 0 ? Console.Out : TextWriter.Null;

    var (learned, heldOut) = Read(options);
    if (cluster.Size > 1 && options.Parts == 1)
        throw new FormatException("mpirun has started several processes: give them --parts, such as --parts 4, of which each does some.");
    var train = SequenceDataset.NextToken(learned, Parts);
    var held = SequenceDataset.NextToken(heldOut, Parts);
    int updates = (train.LengthOf(0) + Steps - 1) / Steps;
    var model = new CharacterModel(options.Seed);
    output.WriteLine($"{options.Text ?? "This repository's C# source"}: {learned.Length:n0} characters to learn, {heldOut.Length:n0} held out.");
    output.WriteLine($"LSTM: {model.Parameters.Sum(parameter => parameter.Length):n0} parameters, {options.Epochs} × {updates:n0} updates.");
    output.WriteLine($"Untrained it would take {Math.Log2(Alphabet.Size):f2} bits a character. Ctrl+C ends early and saves; --resume goes on.");
    output.WriteLine();

    var trainer = new Trainer<CharacterModel>(model, Loss.SoftmaxCrossEntropy, new Adam(options.LearningRate, beta2: 0.99f))
    {
        MaxGradientNorm = 1,
        Cluster = options.Parts > 1 ? cluster : null,
        Parts = options.Parts,
        Threads = cluster.Size > 1 ? 1 : Environment.ProcessorCount,
        Schedule = Schedule.Cosine(options.Epochs * updates, end: 0.05f, warmUp: Math.Min(20, options.Epochs * updates - 1)),
    };
    string path = Path.GetFullPath(options.Save), checkpoint = path + ".checkpoint";
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    if (options.Resume)
        trainer.LoadCheckpoint(checkpoint);
    using var ended = new CancellationTokenSource();
    Console.CancelKeyPress += (_, key) =>
    {
        key.Cancel = true;
        ended.Cancel();
    };
    var fit = new FitOptions
    {
        Epochs = options.Epochs,
        Batch = Parts,
        Truncate = Steps,
        Validation = held,
        Metrics = [Metric.BitsPerToken],
        Checkpoint = checkpoint,
    };
    var random = new Random(options.Seed);
    await foreach (EpochResult epoch in trainer.FitAsync(train, fit, ended.Token, Progress.Console))
        output.WriteLine($"  | {new Writer(model, temperature: 0.5f, topK: 0, random).Line("public ", most: 60)}");

    if (cluster.Rank != 0)
        return;
    model.Save(path);
    output.WriteLine();
    output.WriteLine($"Held out: {model.Evaluate(held, Loss.SoftmaxCrossEntropy, Metric.BitsPerToken).Metrics[0]:f3} bits a character.");
    output.WriteLine($"Saved {path}");
}
