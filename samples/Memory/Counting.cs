using Unrolled;

namespace Memory;

/// <summary>
/// The language aⁿbⁿ (F. Gers and J. Schmidhuber 2001): after each symbol, the network says which may follow. To know when the string ends it must count.
/// It learns from n of 1 to 10, and is then asked for longer strings.
/// </summary>
internal static class Counting
{
    public const int LongestLearned = 10, LongestAsked = 1_000;

    private const int Batch = 10, Sequences = 20_000, Between = 1_000;

    public static IEnumerable<Experiment> Experiments =>
    [
        new("counting", "", "RNN", Learn<RnnCounter>),
        new("counting", "", "GRU", Learn<GruCounter>),
        new("counting", "", "LSTM", Learn<LstmCounter>),
        new("counting", "", "LSTM with peepholes", Learn<PeepholeCounter>),
        new("counting", "", "LSTM without forget gate", Learn<FirstLstmCounter>),
    ];

    /// <summary>Learns from a fixed number of strings. The figures are the largest n up to which every string is right, at the end and at the best of the
    /// exams before.</summary>
    private static Outcome Learn<TModel>(int seed)
        where TModel : class, IModel<TModel>
    {
        var model = TModel.Create(seed);
        var trainer = new Trainer<TModel>(model, Loss.BinaryCrossEntropy, new Adam(learningRate: 0.01f)) { MaxGradientNorm = 1 };
        var random = new Random(seed);
        var tape = model.NewTape(2 * LongestLearned + 1, Batch);
        int solved = 0, best = 0, counted = 0;
        for (int done = 0; done < Sequences;)
        {
            for (int k = 0; k < Batch; k++, done++)
                tape.Set(k, Strings, random.Next(LongestLearned) + 1);
            trainer.Step(tape);
            if (done % Between != 0)
                continue;
            counted = Counted(model);
            best = Math.Max(best, counted);
            if (solved == 0 && counted >= LongestLearned)
                solved = done;
        }

        return new Outcome(solved > 0, solved > 0 ? solved : Sequences, new Dictionary<string, double> { ["counted"] = counted, ["best"] = best });
    }

    private static int Counted<TModel>(TModel model)
        where TModel : class, IModel<TModel>
    {
        var tape = model.NewTape(2 * LongestAsked + 1, 1);
        for (int n = 1; n <= LongestAsked; n++)
        {
            tape.Set(0, Strings, n);
            model.Forward(tape, training: false);
            for (int step = 0; step <= 2 * n; step++)
            {
                for (int k = 0; k < 3; k++)
                {
                    if (tape.Output(step, 0)[k] > 0 != tape.Target(step, 0)[k] > 0.5f)
                        return n - 1;
                }
            }
        }

        return LongestAsked;
    }

    /// <summary>The string of n. Inputs are the start, a and b, one step each; targets are a, b and the end, as far as each may follow.</summary>
    private static readonly SequenceDataset Strings = SequenceDataset.Generated(LongestAsked + 1, n => 2 * n + 1, (n, column) =>
    {
        for (int step = 0; step <= 2 * n; step++)
        {
            column.Inputs(step)[step == 0 ? 0 : step <= n ? 1 : 2] = 1;
            var next = column.Targets(step);
            next[0] = step <= n ? 1 : 0;
            next[1] = step > 0 && step < 2 * n ? 1 : 0;
            next[2] = step == 0 || step == 2 * n ? 1 : 0;
        }
    });
}

/// <summary>The simple recurrent network.</summary>
[Model(Inputs = 3), Rnn(8), Dense(3)]
public partial class RnnCounter;

/// <summary>With a GRU.</summary>
[Model(Inputs = 3), Gru(8), Dense(3)]
public partial class GruCounter;

/// <summary>With the LSTM of today.</summary>
[Model(Inputs = 3), Lstm(8), Dense(3)]
public partial class LstmCounter;

/// <summary>With an LSTM whose gates see the state, as in the paper.</summary>
[Model(Inputs = 3), Lstm(8, Peepholes = Peepholes.All), Dense(3)]
public partial class PeepholeCounter;

/// <summary>With the LSTM of 1997.</summary>
[Model(Inputs = 3), Lstm(8, Without = Gates.Forget), Dense(3)]
public partial class FirstLstmCounter;
