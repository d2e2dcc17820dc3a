using Unrolled.EndToEnd.Tests.Support;
using Xunit.Abstractions;

namespace Unrolled.EndToEnd.Tests;

/// <summary>
/// What gates are for: tasks that LSTM and GRU learn and a simple recurrent network does not. With fixed seeds, and on the machine's widest vectors only.
/// </summary>
[Trait("Vectors", "none")]
public sealed class LearningTests(ITestOutputHelper output)
{
    private const int Strings = 256;
    private const int MostSequences = 40_000;
    private const int ReberBatch = 8;

    /// <summary>Two seeds at a time.</summary>
    private static readonly ParallelOptions TwoThreads = new() { MaxDegreeOfParallelism = 2 };

    [LearningFact]
    public void Lstm_learns_the_embedded_Reber_grammar() => Reber<ReberLstm>(seeds: 10, atLeast: 7, atMost: 10);

    [LearningFact]
    public void Gru_learns_the_embedded_Reber_grammar() => Reber<ReberGru>(seeds: 10, atLeast: 7, atMost: 10);

    [LearningFact]
    public void Rnn_does_not_learn_the_embedded_Reber_grammar() => Reber<ReberRnn>(seeds: 3, atLeast: 0, atMost: 0);

    [LearningFact]
    public void Lstm_learns_to_add_over_100_steps() => Assert.True(Adds<AddingLstm>());

    [LearningFact]
    public void Gru_learns_to_add_over_100_steps() => Assert.True(Adds<AddingGru>());

    [LearningFact]
    public void Rnn_does_not_learn_to_add_over_100_steps() => Assert.False(Adds<AddingRnn>());

    private void Reber<T>(int seeds, int atLeast, int atMost)
        where T : class, IModel<T>
    {
        var solved = 0;
        Parallel.For(1, seeds + 1, TwoThreads, seed =>
        {
            var sequences = SequencesToSolveReber<T>(seed);
            output.WriteLine($"seed {seed}: {(sequences is { } some ? $"solved after {some} sequences" : "not solved")}");
            if (sequences is not null)
                Interlocked.Increment(ref solved);
        });
        Assert.InRange(solved, atLeast, atMost);
    }

    /// <summary>After how many sequences the legal next symbols are the most active outputs at every position of every string of both sets; null if
    /// never.</summary>
    private static int? SequencesToSolveReber<T>(int seed)
        where T : class, IModel<T>
    {
        var random = new Random(seed);

        // Training strings are drawn first, then test strings that are not among them: these are longer, since short ones come up often.
        var strings = Support.Reber.DrawDistinct(random, 2 * Strings).ToArray();
        var longest = strings.Max(drawn => drawn.Text.Length) - 1;
        var model = T.Create(seed);
        var tape = model.NewTape(longest, ReberBatch);
        var exam = model.NewTape(longest, 2 * Strings);
        for (var i = 0; i < strings.Length; i++)
            Write(exam, i, strings[i].Text);
        var trainer = new Trainer<T>(model, Loss.SoftmaxCrossEntropyWithTargets, new Adam(0.01f)) { MaxGradientNorm = 1 };
        for (var sequences = ReberBatch; sequences <= MostSequences; sequences += ReberBatch)
        {
            tape.Inputs.Clear();
            tape.Targets.Clear();
            for (var b = 0; b < ReberBatch; b++)
                Write(tape, b, strings[random.Next(Strings)].Text);
            trainer.Step(tape);
            if (sequences % 500 < ReberBatch && IsSolved(model, exam, strings))
                return sequences;
        }

        return IsSolved(model, exam, strings) ? MostSequences : null;
    }

    /// <summary>A string as one sequence of the tape: each symbol an input, the one after it the target.</summary>
    private static void Write<T>(Tape<T> tape, int b, string text)
        where T : class, IModel<T>
    {
        var symbols = Support.Reber.Symbols;
        tape.Lengths[b] = text.Length - 1;
        for (var t = 0; t < text.Length - 1; t++)
        {
            var row = ((t * tape.Batch) + b) * symbols.Length;
            tape.Inputs[row + symbols.IndexOf(text[t], StringComparison.Ordinal)] = 1;
            tape.Targets[row + symbols.IndexOf(text[t + 1], StringComparison.Ordinal)] = 1;
        }
    }

    private static bool IsSolved<T>(T model, Tape<T> exam, (string Text, string[] Legal)[] strings)
        where T : class, IModel<T>
    {
        model.Forward(exam);
        var symbols = Support.Reber.Symbols;
        for (var b = 0; b < strings.Length; b++)
        {
            for (var t = 0; t < strings[b].Legal.Length; t++)
            {
                var outputs = exam.Outputs.Slice(((t * exam.Batch) + b) * symbols.Length, symbols.Length);
                var (legal, illegal) = (float.PositiveInfinity, float.NegativeInfinity);
                for (var k = 0; k < symbols.Length; k++)
                {
                    if (strings[b].Legal[t].Contains(symbols[k], StringComparison.Ordinal))
                        legal = Math.Min(legal, outputs[k]);
                    else
                        illegal = Math.Max(illegal, outputs[k]);
                }

                if (!(legal > illegal))
                    return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The adding problem (Hochreiter and Schmidhuber 1997): two of 100 numbers from U(0, 1) are marked; the output after the last is their sum. Guessing 1
    /// has an
    /// error of 1/6.
    /// </summary>
    private bool Adds<T>()
        where T : class, IModel<T>
    {
        const int Steps = 100, Batch = 50, MostBatches = 2000;
        var random = new Random(1);
        var model = T.Create(1);
        var (tape, exam) = (model.NewTape(Steps, Batch), model.NewTape(Steps, 500));
        tape.WeightLastStepOnly();
        exam.WeightLastStepOnly();
        DrawSums(random, exam);
        var trainer = new Trainer<T>(model, Loss.MeanSquaredError, new Adam(0.005f)) { MaxGradientNorm = 1 };
        for (var batch = 1; batch <= MostBatches; batch++)
        {
            DrawSums(random, tape);
            trainer.Step(tape);
            if (batch % 100 != 0)
                continue;
            var error = Error(model, exam);
            if (error < 0.01 || batch == MostBatches)
            {
                output.WriteLine($"test error {error} after {batch} batches");
                return error < 0.01;
            }
        }

        throw new InvalidOperationException("The last batch is tested.");
    }

    private static void DrawSums<T>(Random random, Tape<T> tape)
        where T : class, IModel<T>
    {
        tape.Targets.Clear();
        for (var b = 0; b < tape.Batch; b++)
        {
            var (first, second) = (random.Next(tape.Steps / 2), (tape.Steps / 2) + random.Next(tape.Steps / 2));
            var sum = 0f;
            for (var t = 0; t < tape.Steps; t++)
            {
                var (value, isMarked) = (random.NextSingle(), t == first || t == second);
                var row = (t * tape.Batch) + b;
                tape.Inputs[2 * row] = value;
                tape.Inputs[(2 * row) + 1] = isMarked ? 1 : 0;
                sum += isMarked ? value : 0;
            }

            tape.Targets[((tape.Steps - 1) * tape.Batch) + b] = sum;
        }
    }

    private static double Error<T>(T model, Tape<T> exam)
        where T : class, IModel<T>
    {
        model.Forward(exam);
        var sum = 0.0;
        for (var row = (exam.Steps - 1) * exam.Batch; row < exam.Steps * exam.Batch; row++)
            sum += Math.Pow(exam.Outputs[row] - exam.Targets[row], 2);
        return sum / exam.Batch;
    }
}

/// <summary>A test that only runs on the machine's widest vectors: not where an environment variable has narrowed them.</summary>
internal sealed class LearningFactAttribute : FactAttribute
{
    public LearningFactAttribute()
    {
        if (Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(Narrows))
            Skip = "Learning is tested on the machine's widest vectors only.";
    }

    private static bool Narrows(string variable) =>
        variable.StartsWith("DOTNET_EnableAVX", StringComparison.Ordinal) || variable == "DOTNET_EnableHWIntrinsic";
}
