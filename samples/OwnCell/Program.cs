using System.Diagnostics;
using OwnCell;
using Unrolled;

const int Batch = 8;       // strings an update
const int Exam = 500;      // strings that nobody learns from
const int Reports = 8;     // lines of progress

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

    Console.WriteLine($"Embedded Reber grammar, {options.Strings} strings; share of {Exam} new strings read without a mistake:");
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

/// <summary>Trains on strings as they come, and now and then reads the exam's.</summary>
static void Learn<TModel>(string name, Options options)
    where TModel : class, IModel<TModel>
{
    var random = new Random(options.Seed);
    var strings = Enumerable.Range(0, Exam + options.Strings).Select(_ => Reber.Draw(random)).ToArray();
    int longest = strings.Max(drawn => drawn.Text.Length) - 1;
    TModel model = TModel.Create(options.Seed);
    Tape<TModel> tape = model.NewTape(longest, Batch), exam = model.NewTape(longest, Exam);
    for (int b = 0; b < Exam; b++)
        Write(exam, b, strings[b]);
    var trainer = new Trainer<TModel>(model, Loss.SoftmaxCrossEntropyWithTargets, new Adam(learningRate: 0.01f)) { MaxGradientNorm = 1f };
    int updates = options.Strings / Batch;
    var clock = Stopwatch.StartNew();
    Console.Write($"  {name,-20}{model.Parameters.Sum(parameter => parameter.Length),5} parameters ");
    for (int update = 1; update <= updates; update++)
    {
        tape.Inputs.Clear();
        tape.Targets.Clear();
        for (int b = 0; b < Batch; b++)
            Write(tape, b, strings[Exam + (update - 1) * Batch + b]);
        trainer.Step(tape);
        if (update * Reports / updates > (update - 1) * Reports / updates)
            Console.Write($" {Score(model, exam, strings),4:p0}");
    }

    Console.WriteLine($"   {clock.Elapsed.TotalSeconds:f1} s");
}

/// <summary>A string as one sequence: each symbol an input, those that may follow it the target.</summary>
static void Write<TModel>(Tape<TModel> tape, int b, (string Text, string[] Legal) drawn)
    where TModel : class, IModel<TModel>
{
    tape.Lengths[b] = drawn.Legal.Length;
    for (int step = 0; step < drawn.Legal.Length; step++)
    {
        int row = (step * tape.Batch + b) * Reber.Symbols.Length;
        tape.Inputs[row + Reber.Symbols.IndexOf(drawn.Text[step])] = 1;
        foreach (char symbol in drawn.Legal[step])
            tape.Targets[row + Reber.Symbols.IndexOf(symbol)] = 1f / drawn.Legal[step].Length;
    }
}

/// <summary>The share of strings at whose every step each symbol that may follow has a higher output than each that may not.</summary>
static double Score<TModel>(TModel model, Tape<TModel> exam, (string Text, string[] Legal)[] strings)
    where TModel : class, IModel<TModel>
{
    model.Forward(exam);
    int right = 0;
    for (int b = 0; b < exam.Batch; b++)
    {
        string[] legal = strings[b].Legal;
        int steps = 0;
        while (steps < legal.Length && IsRight(exam.Outputs.Slice((steps * exam.Batch + b) * Reber.Symbols.Length, Reber.Symbols.Length), legal[steps]))
            steps++;
        right += steps == legal.Length ? 1 : 0;
    }

    return (double)right / exam.Batch;
}

static bool IsRight(ReadOnlySpan<float> outputs, string legal)
{
    float least = float.PositiveInfinity, most = float.NegativeInfinity;
    for (int k = 0; k < outputs.Length; k++)
    {
        if (legal.Contains(Reber.Symbols[k]))
            least = Math.Min(least, outputs[k]);
        else
            most = Math.Max(most, outputs[k]);
    }

    return least > most;
}
