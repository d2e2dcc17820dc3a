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

    private static readonly SequenceDataset s_strings = CountingStrings.UpTo(LongestAsked);

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
                tape.Set(k, s_strings, random.Next(LongestLearned) + 1);
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
            tape.Set(0, s_strings, n);
            model.Forward(tape, training: false);
            if (!CountingStrings.IsRight(tape, 0))
                return n - 1;
        }

        return LongestAsked;
    }
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
