using Unrolled;

namespace Memory;

/// <summary>
/// The adding problem (S. Hochreiter and J. Schmidhuber 1997, experiment 4): a sequence of random numbers, two of which are marked, one among the first ten
/// and one in the first half; at the end their sum is asked for.
/// </summary>
internal static class Adding
{
    /// <summary>By the sequences' least length: sequences until the criterion was met, in the paper (table 7).</summary>
    public static readonly IReadOnlyDictionary<int, int> Published = new Dictionary<int, int> { [100] = 74_000, [500] = 209_000, [1000] = 853_000 };

    /// <summary>That of the paper.</summary>
    private static readonly Criterion Paper = new(Recent: 2_000, Each: 0.04, Mean: 0.01);

    public static IEnumerable<Experiment> Experiments => Published.Keys.SelectMany(length => new[]
    {
        new Experiment($"adding-{length}", "", "LSTM without forget gate", seed => Learn<FirstLstmAdder>(seed, length)),
        new Experiment($"adding-{length}", "", "LSTM", seed => Learn<LstmAdder>(seed, length)),
    });

    private static Outcome Learn<TModel>(int seed, int length)
        where TModel : class, IModel<TModel>
    {
        TModel model = TModel.Create(seed);
        Closed.Begin(model, length);
        return OnlineLearning.Run(
            model, Sequences(seed, length), length + length / 10, Loss.MeanSquaredError, learningRate: 0.005f, batch: 10, Paper, Error);
    }

    private static double Error<TModel>(Tape<TModel> tape, int sequence)
        where TModel : class, IModel<TModel>
    {
        int last = tape.Lengths[sequence] - 1;
        return Math.Abs(tape.Output(last, sequence)[0] - tape.Target(last, sequence)[0]);
    }

    private static SequenceDataset Sequences(int seed, int length)
    {
        int LengthOf(int index) => Draw.Of(seed, index).Next(length, length + length / 10 + 1);
        return SequenceDataset.Generated(Published[length], LengthOf, (index, column) =>
        {
            var random = Draw.Of(seed, index);
            int last = random.Next(length, length + length / 10 + 1) - 1;
            int one = random.Next(10), other = random.Next(length / 2 - 2);
            if (other >= one)
                other++;            // one of the first length / 2 − 1 that is still unmarked
            float sum = 0;
            for (int step = 0; step <= last; step++)
            {
                var x = column.Inputs(step);
                x[0] = random.Signed();
                bool isMarked = step == one || step == other;
                x[1] = step == 0 || step == last ? -1 : isMarked ? 1 : 0;
                sum += isMarked && step > 0 ? x[0] : 0;
                column.Weight(step) = step == last ? 1 : 0;
            }

            column.Targets(last)[0] = 0.5f + sum / 4;
        });
    }
}

/// <summary>The cell of the paper: input and output gate, and a state that nothing but its input changes.</summary>
[Model(Inputs = 2), Lstm(8, Without = Gates.Forget), Dense(1)]
public partial class FirstLstmAdder;

/// <summary>The LSTM of today; <see cref="Closed"/> sets how open its forget gate starts.</summary>
[Model(Inputs = 2), Lstm(8), Dense(1)]
public partial class LstmAdder;
