using Unrolled;

namespace Memory;

/// <summary>
/// Temporal order (S. Hochreiter and J. Schmidhuber 1997, experiment 6): among about a hundred random symbols are two or three that are X or Y, far from
/// each other; at the end it is asked which they were, in their order.
/// </summary>
internal static class TemporalOrder
{
    /// <summary>Sequences until the criterion was met, in the paper (table 9), by the number of symbols that matter.</summary>
    public static readonly IReadOnlyDictionary<int, int> Published = new Dictionary<int, int> { [2] = 31_390, [3] = 571_100 };

    private const int Shortest = 100, Longest = 110, Distractors = 4, X = 4, Start = 6, Trigger = 7;

    /// <summary>Where the symbols may stand: from each of these on, eleven places.</summary>
    private static readonly int[][] Places = [[10, 50], [10, 33, 66]];

    /// <summary>That of the paper.</summary>
    private static readonly Criterion Paper = new(Recent: 2_000, Each: 0.3, Mean: 0.1);

    public static IEnumerable<Experiment> Experiments =>
    [
        new("order-a", "", "LSTM without forget gate", seed => Learn<FirstLstmOrderOfTwo>(seed, 2)),
        new("order-a", "", "LSTM", seed => Learn<LstmOrderOfTwo>(seed, 2)),
        new("order-b", "", "LSTM without forget gate", seed => Learn<FirstLstmOrderOfThree>(seed, 3)),
        new("order-b", "", "LSTM", seed => Learn<LstmOrderOfThree>(seed, 3)),
    ];

    private static Outcome Learn<TModel>(int seed, int symbols)
        where TModel : class, IModel<TModel>
    {
        TModel model = TModel.Create(seed);
        Closed.Begin(model);
        return OnlineLearning.Run(
            model, Sequences(seed, symbols), Longest, Loss.SoftmaxCrossEntropy, learningRate: 0.01f, batch: 10, Paper, OnlineLearning.ClassError);
    }

    private static SequenceDataset Sequences(int seed, int symbols)
    {
        int LengthOf(int index) => Draw.Of(seed, index).Next(Shortest, Longest + 1);
        return SequenceDataset.Generated(Published[symbols], LengthOf, (index, column) =>
        {
            var random = Draw.Of(seed, index);
            int last = random.Next(Shortest, Longest + 1) - 1, order = random.Next(1 << symbols);
            int[] at = [.. Places[symbols - 2].Select(from => random.Next(from, from + 11))];
            for (int step = 0; step <= last; step++)
            {
                int which = Array.IndexOf(at, step);
                int symbol = step == 0 ? Start : step == last ? Trigger : which >= 0 ? X + (order >> which & 1) : random.Next(Distractors);
                column.Inputs(step)[symbol] = 1;
                column.Weight(step) = step == last ? 1 : 0;
            }

            column.TargetClass(last) = order;
        });
    }
}

/// <summary>Two symbols, with the cell of the paper.</summary>
[Model(Inputs = 8), Lstm(8, Without = Gates.Forget), Dense(4)]
public partial class FirstLstmOrderOfTwo;

/// <summary>Two symbols, with a forget gate that starts almost open.</summary>
[Model(Inputs = 8), Lstm(8, ForgetBias = 5), Dense(4)]
public partial class LstmOrderOfTwo;

/// <summary>Three symbols, with the cell of the paper.</summary>
[Model(Inputs = 8), Lstm(8, Without = Gates.Forget), Dense(8)]
public partial class FirstLstmOrderOfThree;

/// <summary>Three symbols, with a forget gate that starts almost open.</summary>
[Model(Inputs = 8), Lstm(8, ForgetBias = 5), Dense(8)]
public partial class LstmOrderOfThree;
