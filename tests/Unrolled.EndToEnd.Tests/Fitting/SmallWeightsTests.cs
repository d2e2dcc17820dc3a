using Xunit.Abstractions;

namespace Unrolled.EndToEnd.Tests.Fitting;

[Model(Inputs = 8, Training = false, Weights = WeightType.BFloat16), Lstm(64), Dense(10)]
public partial class TwoByteDigitReader;

[Model(Inputs = 8, Training = false, Weights = WeightType.Int8), Lstm(64), Dense(10)]
public partial class OneByteDigitReader;

/// <summary>What smaller weights cost a model that was trained: the one of the sample Digits, on images that it has not seen.</summary>
[Trait("Vectors", "none")]
public sealed class SmallWeightsTests(ITestOutputHelper output)
{
    private const int Pixels = 64, Learned = 1200, Classes = 10;

    private delegate void RunCall<TModel>(ReadOnlySpan<float> xs, State<TModel> state, Span<float> ys)
        where TModel : class, IInferenceModel<TModel>;

    [Fact]
    public void The_loss_of_a_trained_model_hardly_rises()
    {
        int[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "digits.csv")).Select(line => line.Split(',').Select(int.Parse).ToArray())];
        float[][] images = [.. rows.Select(row => row[..Pixels].Select(pixel => pixel / 16f).ToArray())];
        int[] digits = [.. rows.Select(row => row[Pixels])];
        var trained = new DigitReader(seed: 1);
        var trainer = new Trainer<DigitReader>(trained, Loss.SoftmaxCrossEntropy, new Adam(0.003f)) { MaxGradientNorm = 1 };
        trainer.Fit(SequenceDataset.Classification(images[..Learned], digits[..Learned]), new FitOptions { Epochs = 20, Seed = 1 });
        TwoByteDigitReader twoBytes = new();
        OneByteDigitReader oneByte = new();
        twoBytes.CopyFrom(trained);
        oneByte.CopyFrom(trained);

        double whole = MeanLoss<DigitReader>(trained.Run, trained.NewState), half = MeanLoss<TwoByteDigitReader>(twoBytes.Run, twoBytes.NewState);
        double quarter = MeanLoss<OneByteDigitReader>(oneByte.Run, oneByte.NewState);

        output.WriteLine($"float32 {whole:f6}, bfloat16 {(half / whole) - 1:+0.000 %;-0.000 %}, int8 {(quarter / whole) - 1:+0.000 %;-0.000 %}");
        Assert.InRange(whole, 0.01, 0.5);
        Assert.NotEqual(whole, half);
        Assert.NotEqual(half, quarter);
        Assert.InRange(half / whole, 0.99, 1.01);
        Assert.InRange(quarter / whole, 0.98, 1.02);

        double MeanLoss<TModel>(RunCall<TModel> run, Func<int, State<TModel>> newState)
            where TModel : class, IInferenceModel<TModel> => Enumerable.Range(Learned, images.Length - Learned).Average(i =>
            {
                float[] ys = new float[Pixels / 8 * Classes];
                run(images[i], newState(1), ys);
                double[] last = [.. ys[^Classes..].Select(value => (double)value)];
                return Math.Log(last.Sum(value => Math.Exp(value - last.Max()))) + last.Max() - last[digits[i]];
            });
    }
}
