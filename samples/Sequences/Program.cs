using Unrolled;

bool isShort = args is ["--short"];
string[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "splice.csv")).Skip(1).Select(line => line.Split(','))];
string[] classes = ["ei", "ie", "n"];        // exon to intron, intron to exon, neither
int[] Tokens(string letters) => [.. letters.Select(letter => "ACGT".IndexOf(letter))];
var data = SequenceDataset.Classification([.. rows.Select(row => Tokens(row[0]))], [.. rows.Select(row => Array.IndexOf(classes, row[1]))]);
var (train, held, test) = data.Split(0.7, 0.15, seed: 1);
Console.WriteLine(data.Describe());

var model = new SpliceReader(seed: 1);
var trainer = new Trainer<SpliceReader>(model, Loss.SoftmaxCrossEntropy, new Adam(0.003f)) { MaxGradientNorm = 1 };
var options = new FitOptions { Epochs = isShort ? 2 : 40, Seed = 1, Validation = held, Patience = 5, Metrics = [Metric.Accuracy] };
trainer.Fit(train, options, Progress.Console);

Console.WriteLine($"Sequences that it has not seen: {model.Evaluate(test, Loss.SoftmaxCrossEntropy, Metric.Accuracy, Metric.F1())}");
Console.WriteLine($"Confusion matrix of {string.Join(", ", classes)}:");
Console.WriteLine(ConfusionMatrix.Of(model, test));

/// <summary>Reads 60 letters of DNA in both directions, and says whether a splice site lies in their middle, and which.</summary>
[Model(Vocabulary = 4)]
[Gru(32, Direction = Direction.Both, Returns = Returns.Last)]
[Dropout(0.3)]
[Dense(3)]
public partial class SpliceReader;
