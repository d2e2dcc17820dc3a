// Learns a text character by character, and writes one like it.
//   dotnet run              trains, measures, writes, saves
//   dotnet run -- --test    the same; the exit status is 1 unless it foretells much better than the frequencies of letters
using System.Globalization;
using Template._1;
using Unrolled;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Parts = 8;        // parts of the text that are read side by side; 16 or 32 for a text of megabytes
const int Steps = 40;       // characters of each part in an update

// YOUR DATA: any text file; the longer, the better it writes. Words as tokens: change Alphabet.
int[] text = Alphabet.Encode(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "story.txt")));

// The last tenth is held out: it shows what was learned, and not merely remembered.
int[] learned = text[..(text.Length * 9 / 10)], unseen = text[learned.Length..];
var train = SequenceDataset.NextToken(learned, Parts);
var held = SequenceDataset.NextToken(unseen);

var model = new Template__1Model(seed: 1);
var trainer = new Trainer<Template__1Model>(model, Loss.SoftmaxCrossEntropy, new Adam(0.005f)) { MaxGradientNorm = 1 };
var options = new FitOptions { Epochs = 60, Batch = Parts, Truncate = Steps, Seed = 1, Validation = held, Patience = 6 };
trainer.Fit(train, options, Progress.Console);

// Bits a character of the tenth that it has not seen. The frequencies are those of the characters that were learned.
double bits = model.Evaluate(held, Loss.SoftmaxCrossEntropy, Metric.BitsPerToken).Metrics[0];
double frequencies = unseen[1..].Average(token => -Math.Log2((learned.Count(one => one == token) + 1.0) / (learned.Length + Alphabet.Size)));
Console.WriteLine($"Not seen before: {bits:f2} bits a character; by the frequencies of characters it would take {frequencies:f2}.");

// What it says is likely is drawn, and read as the next step. A lower temperature repeats likely text, a higher one invents.
var state = model.NewState();
float[] logits = new float[Template__1Model.Outputs];
var random = new Random(1);
string prompt = "The ";
Console.Write(prompt);
foreach (int token in Alphabet.Encode(prompt))
    model.Step(token, state, logits);
for (int written = 0; written < 300; written++)
{
    int next = Sampling.Next(logits, temperature: 0.6f, topK: 20, random);
    Console.Write(Alphabet.Decode(next));
    model.Step(next, state, logits);
}

Console.WriteLine();
model.Save("model.safetensors");                    // Template__1Model.Load("model.safetensors") has it again
return args is ["--test"] && !(bits < 0.8 * frequencies) ? 1 : 0;
