using OwnCell;
using Unrolled;

namespace Memory;

/// <summary>
/// The embedded Reber grammar (S. Hochreiter and J. Schmidhuber 1997, experiment 1): 256 strings to learn from, each symbol's target being the next one.
/// </summary>
internal static class EmbeddedReber
{
    /// <summary>Strings until success in the paper's fastest setting (table 1).</summary>
    public const int Published = 8_440;

    private const int Strings = 256;

    public static IEnumerable<Experiment> Experiments =>
    [
        new("reber", "", "RNN", Learn<RnnReader>),
        new("reber", "", "GRU", Learn<GruReader>),
        new("reber", "", "LSTM", Learn<LstmReader>),
        new("reber", "", "LSTM without forget gate", Learn<FirstLstmReader>),
    ];

    private static Outcome Learn<TModel>(int seed)
        where TModel : class, IModel<TModel>
    {
        var random = new Random(seed);
        var train = Enumerable.Range(0, Strings).Select(_ => Reber.Draw(random)).ToArray();
        HashSet<string> known = [.. train.Select(drawn => drawn.Text)];
        var test = new List<(string, string[])>();
        while (test.Count < Strings)
        {
            var drawn = Reber.Draw(random);
            if (known.Add(drawn.Text))
                test.Add(drawn);
        }

        var model = TModel.Create(seed);
        var trainer = new Trainer<TModel>(model, Loss.SoftmaxCrossEntropy, new Adam(learningRate: 0.01f)) { MaxGradientNorm = 1 };
        var exam = new Exam<TModel>(model, Data(train), Data(test));
        trainer.Fit(Data(train), new FitOptions { Epochs = Published / Strings, Batch = 2, Seed = seed }, exam);
        return new Outcome(exam.IsPassed, exam.Epochs * Strings);
    }

    private static SequenceDataset Data(IReadOnlyList<(string Text, string[] Legal)> drawn)
        => SequenceDataset.Generated(drawn.Count, index => drawn[index].Legal.Length, (index, column) =>
        {
            var (text, legal) = drawn[index];
            for (int step = 0; step < legal.Length; step++)
            {
                column.Inputs(step)[Reber.Symbols.IndexOf(text[step])] = 1;
                column.TargetClass(step) = Reber.Symbols.IndexOf(text[step + 1]);
                foreach (char symbol in legal[step])
                    column.Targets(step)[Reber.Symbols.IndexOf(symbol)] = 1;      // for the exam alone
            }
        });

    /// <summary>Ends a run when each symbol that may come next is more active than each that may not, everywhere in all strings: the criterion of the
    /// paper.</summary>
    private sealed class Exam<TModel>(TModel model, SequenceDataset train, SequenceDataset test) : ITrainingObserver
        where TModel : class, IModel<TModel>
    {
        public bool IsPassed { get; private set; }

        public int Epochs { get; private set; }

        public bool OnEpoch(EpochResult epoch)
        {
            Epochs = epoch.Epoch;
            IsPassed = IsRight(train) && IsRight(test);
            return !IsPassed;
        }

        private bool IsRight(SequenceDataset data) => model.Evaluate(data, Loss.SoftmaxCrossEntropy, new WholeStrings()).Metrics[0] == 1;
    }
}

/// <summary>The simple recurrent network.</summary>
[Model(Inputs = 7), Rnn(8), Dense(7)]
public partial class RnnReader;

/// <summary>With a GRU.</summary>
[Model(Inputs = 7), Gru(8), Dense(7)]
public partial class GruReader;

/// <summary>With the LSTM of today.</summary>
[Model(Inputs = 7), Lstm(8), Dense(7)]
public partial class LstmReader;

/// <summary>With the LSTM of 1997.</summary>
[Model(Inputs = 7), Lstm(8, Without = Gates.Forget), Dense(7)]
public partial class FirstLstmReader;
