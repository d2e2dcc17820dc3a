using System.Diagnostics;
using CharRnn;
using Unrolled;

const int Parts = 16;  // parts of the text that are read side by side
const int Steps = 50;  // characters of each in one update

try
{
    var options = Options.Parse(args);
    if (options is null)
        Console.WriteLine(Options.Help);
    else if (options.Prompt is { } prompt)
        Write(options, prompt);
    else
        Learn(options);
    return 0;
}
catch (Exception mistake) when (mistake is FormatException or IOException or InvalidDataException)
{
    Console.Error.WriteLine(mistake.Message);
    return 1;
}

// Goes on from a prompt with a saved model.
static void Write(Options options, string prompt)
{
    var model = CharacterModel.Load(options.Resume ?? options.Save);
    var writer = new Writer(model, options.Temperature, options.TopK, new Random(options.Seed));
    Console.Write(prompt);
    foreach (char character in writer.Continue(prompt).Take(options.Length))
        Console.Write(character);
    Console.WriteLine();
}

static void Learn(Options options)
{
    // The last twentieth of the text is held out: it shows what was learned and not merely remembered.
    int[] text = Alphabet.Encode(TextSource.Read(options.Text));
    int least = 20 * Parts * (Steps + 1);
    if (text.Length < least)
        throw new FormatException($"The text has {text.Length:n0} characters; it takes at least {least:n0} to learn from {Parts} parts side by side and hold a twentieth out.");
    int split = text.Length - text.Length / 20;
    var model = options.Resume is { } file ? CharacterModel.Load(file) : new CharacterModel(options.Seed);
    Tape<CharacterModel> tape = model.NewTape(Steps, Parts);
    Tape<CharacterModel> heldOutTape = model.NewTape(Steps, Parts);
    var training = new TextStreams(text[..split], tape);
    var heldOut = new TextStreams(text[split..], heldOutTape);
    Console.WriteLine($"{options.Text ?? "This repository's C# source"}: {split:n0} characters to learn, {text.Length - split:n0} held out.");
    Console.WriteLine($"LSTM: {model.Parameters.Sum(parameter => parameter.Length):n0} parameters, {options.Updates:n0} updates, {training.Count:n0} of them once through the text.");
    Console.WriteLine($"Untrained it would take {Math.Log2(Alphabet.Size):f2} bits a character. Ctrl+C ends early and saves.");
    Console.WriteLine();

    var trainer = new Trainer<CharacterModel>(model, Loss.SoftmaxCrossEntropy, new Adam(options.LearningRate, beta2: 0.99f))
    {
        MaxGradientNorm = 1f,
        Schedule = Schedule.Cosine(options.Updates, end: 0.05f, warmUp: Math.Min(20, options.Updates - 1)),
    };
    bool ended = false;
    Console.CancelKeyPress += (_, key) => key.Cancel = ended = true;
    var random = new Random(options.Seed);
    var clock = Stopwatch.StartNew();
    int every = Math.Max(50, options.Updates / 20);
    double losses = 0;
    for (int update = 1; update <= options.Updates && !ended; update++)
    {
        training.Next();
        losses += trainer.Step(tape);
        if (update % every != 0)
            continue;

        string line = new Writer(model, temperature: 0.5f, topK: 0, random).Line("public ", most: 60);
        Console.WriteLine($"{clock.Elapsed.TotalSeconds,5:f0} s  update {update,5}  learning {Bits(losses / every):f2}  held out {Bits(Evaluate(model, heldOut, heldOutTape)):f2} bits a character  | {line}");
        losses = 0;
    }

    string path = Path.GetFullPath(options.Save);
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    model.Save(path);
    Console.WriteLine();
    Console.WriteLine($"{trainer.Updates * Steps * Parts / clock.Elapsed.TotalSeconds:n0} characters a second, evaluation included. Held out: {Bits(Evaluate(model, heldOut, heldOutTape)):f3} bits a character.");
    Console.WriteLine($"Saved {path}");
}

// The mean loss over the held-out text, with the state carried along as in training, and nothing learned.
static double Evaluate(CharacterModel model, TextStreams text, Tape<CharacterModel> tape)
{
    text.Restart();
    double sum = 0;
    for (int piece = 0; piece < text.Count; piece++)
    {
        text.Next();
        model.Forward(tape, training: false); // no dropout, should the model have some
        sum += Loss.SoftmaxCrossEntropy.Evaluate(tape);
    }

    return sum / text.Count;
}

// The loss counts in natural logarithms, people in bits.
static double Bits(double loss) => loss / Math.Log(2);
