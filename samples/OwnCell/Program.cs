using OwnCell;
using Unrolled;

const int Exam = 500; // strings that nobody learns from

try
{
    if (Options.Parse(args) is { } options)
        Run(options);
    else
        Console.WriteLine(Options.Help);
    return 0;
}
catch (FormatException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return 1;
}

static void Run(Options options)
{
    // Before anything learns: are the derivatives right that were made from the equations?
    Console.WriteLine("Gradients against differences in double precision, worst relative error of a parameter:");
    CheckGradients<MinimalGatedReader>();
    CheckGradients<TracingReader>();
    Console.WriteLine();

    Console.WriteLine($"Embedded Reber grammar, {options.Strings} strings; after each epoch, share of {Exam} new strings read without a mistake:");
    Learn<MinimalGatedReader>("minimal gated unit", options);
    Learn<TracingReader>("tracing unit", options);
    Learn<LstmReader>("LSTM", options);
    Learn<GruReader>("GRU", options);
}

static void CheckGradients<TModel>()
    where TModel : class, IModel<TModel>
{
    GradientError worst = GradientCheck.Run<TModel>().MaxBy(parameter => parameter.Error)!;
    Console.WriteLine($"  {typeof(TModel).Name,-20}{worst}");
    if (!(worst.Error <= 1e-4))
        throw new InvalidOperationException($"The gradient of {worst.Name} is wrong.");
}

static void Learn<TModel>(string name, Options options)
    where TModel : class, IModel<TModel>
{
    double share = (double)options.Strings / (options.Strings + Exam);
    var (train, exam, _) = Reber.Strings(options.Strings + Exam, options.Seed).SplitInOrder(share, 1 - share);
    TModel model = TModel.Create(options.Seed);
    var trainer = new Trainer<TModel>(model, Loss.SoftmaxCrossEntropyWithTargets, new Adam(learningRate: 0.01f)) { MaxGradientNorm = 1 };
    Console.Write($"  {name,-20}{model.Parameters.Sum(parameter => parameter.Length),5} parameters ");
    var fit = new FitOptions { Epochs = options.Epochs, Batch = 8, Seed = options.Seed, Validation = exam, Metrics = [new WholeStrings()] };
    var epochs = trainer.Fit(train, fit).Epochs;
    Console.WriteLine($"{string.Concat(epochs.Select(epoch => $" {epoch.ValidationMetrics[0],4:p0}"))}   {epochs[^1].Elapsed.TotalSeconds:f1} s");
}
