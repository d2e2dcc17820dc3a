using Unrolled;

bool isShort = args is ["--short"];
int[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "digits.csv")).Select(line => line.Split(',').Select(int.Parse).ToArray())];
var data = SequenceDataset.Classification([.. rows.Select(row => row[..64].Select(pixel => pixel / 16f).ToArray())], [.. rows.Select(row => row[64])]);
var (train, held, test) = data.Split(0.7, 0.15, seed: 1);

var trainer = new Trainer<DigitReader>(new DigitReader(seed: 1), Loss.SoftmaxCrossEntropy, new Adam(0.003f)) { MaxGradientNorm = 1 };
string checkpoint = Path.Combine(Directory.CreateDirectory("artifacts").FullName, "digits.checkpoint");
if (File.Exists(checkpoint) && !isShort)
    trainer.LoadCheckpoint(checkpoint);      // a run that was stopped, or killed, goes on as if it had not been
var options = new FitOptions { Epochs = isShort ? 3 : 60, Seed = 1, Validation = held, Patience = 8, Metrics = [Metric.Accuracy], Checkpoint = checkpoint };
string report = Path.GetFullPath(Path.Combine("artifacts", "report.html"));
trainer.Fit(train, options, Report.Live(report, trainer, test, options, Progress.Console));   // a page to look at meanwhile, and afterwards

Console.WriteLine($"Digits that it has not seen: {trainer.Model.Evaluate(test, Loss.SoftmaxCrossEntropy, Metric.Accuracy)}");
Console.WriteLine(ConfusionMatrix.Of(trainer.Model, test));
Console.WriteLine($"Report  {report}");

/// <summary>Reads an image of 8 rows of 8 pixels from top to bottom, and says at the last which digit it was.</summary>
[Model(Inputs = 8)]
[Lstm(64)]
[Dense(10)]
public partial class DigitReader;
