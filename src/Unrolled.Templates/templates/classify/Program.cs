// Learns to which class a sequence belongs.
//   dotnet run              trains, measures, saves
//   dotnet run -- --test    the same; the exit status is 1 unless it is far better than naming the most frequent class
using System.Globalization;
using Template._1;
using Unrolled;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// YOUR DATA: for each sequence a float[] with its steps one after another, Template__1Model.Inputs numbers each, and a class
// from 0. Sequences may differ in length. Here a line is an image, its 64 pixels and its digit: E. Alpaydin and C. Kaynak,
// Optical Recognition of Handwritten Digits (the first 800), UCI Machine Learning Repository, 1998; CC BY 4.0.
string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "digits.csv"));
float[][] rows = [.. lines.Select(line => line.Split(',').Select(float.Parse).ToArray())];
float[][] images = [.. rows.Select(row => row[..^1].Select(pixel => pixel / 16).ToArray())];
int[] classes = [.. rows.Select(row => (int)row[^1])];
var data = SequenceDataset.Classification(images, classes);

// 70 % are learned from, 15 % decide when to stop, and the rest is looked at once, at the end.
var (train, held, test) = data.Split(0.7, 0.15, seed: 1);
Console.WriteLine(train.Describe());

var model = new Template__1Model(seed: 1);
var trainer = new Trainer<Template__1Model>(model, Loss.SoftmaxCrossEntropy, new Adam(0.005f)) { MaxGradientNorm = 1 };
var options = new FitOptions { Epochs = 60, Seed = 1, Validation = held, Patience = 8, Metrics = [Metric.Accuracy] };
trainer.Fit(train, options, Progress.Console);

var confusion = ConfusionMatrix.Of(model, test);
double frequent = classes.CountBy(one => one).Max(one => one.Value) / (double)classes.Length;
Console.WriteLine(confusion);
Console.WriteLine($"Right in {confusion.Accuracy:p1} of the {test.Count} that it has not seen; the most frequent class would be in {frequent:p1}.");

model.Save("model.safetensors");                    // Template__1Model.Load("model.safetensors") has it again
float[] probabilities = Softmax.Of(model.Predict(images[0]).AsSpan()[^Template__1Model.Outputs..]);     // of the last step
int answer = ArgMax.Of(probabilities);
Console.WriteLine($"The first of the file is a {classes[0]}; the network says {answer}, with a probability of {probabilities[answer]:p1}.");
return args is ["--test"] && !(confusion.Accuracy > frequent + 0.5 * (1 - frequent)) ? 1 : 0;
