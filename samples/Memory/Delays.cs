using Unrolled;

namespace Memory;

/// <summary>
/// Measuring spike delays, the paper's MSD: spikes come F or F + 1 steps after each other, and at each spike the network says which it was. As in the paper,
/// the output is a sigmoid. A network that has not learned it after so many sequences begins anew with other parameters; the sequences of all its attempts
/// count.
/// </summary>
/// <param name="Period">F.</param>
internal sealed record Delays(int Period) : ILesson
{
    private const int Count = 10, MostSequences = 100_000, Batch = 10;

    /// <summary>A million sequences of ten delays in all: the paper ends after ten million delays.</summary>
    private const int MostAttempts = 10;

    /// <summary>An error below this at a thousand delays in a row, as in the paper.</summary>
    private static readonly Criterion Thousand = new(Recent: 1_000 / Count, Each: 0.49, Mean: 0.49);

    public Outcome Learn<TModel>(int seed)
        where TModel : class, IModel<TModel>
    {
        int sequences = 0;
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            int own = seed + (attempt * 1_000);
            var model = TModel.Create(own);
            Closed.BeginApart(model, longest: 2 * Period, own);
            var outcome = OnlineLearning.Run(
                model, Sequences(own), Count * (Period + 1) + 1, Loss.BinaryCrossEntropy, learningRate: 0.02f, Batch, Thousand, Error,
                Schedule.Cosine(MostSequences / Batch));
            sequences += outcome.Sequences;
            if (outcome.Solved)
                return outcome with { Sequences = sequences };
        }

        return new Outcome(false, sequences);
    }

    private static double Error<TModel>(Tape<TModel> tape, int sequence)
        where TModel : class, IModel<TModel>
        => Enumerable.Range(0, tape.Lengths[sequence]).Where(step => tape.Weights[step * tape.Batch + sequence] > 0)
            .Max(step => Math.Abs(Sigmoid.Of(tape.Output(step, sequence)[0]) - tape.Target(step, sequence)[0]));

    private SequenceDataset Sequences(int seed)
    {
        int[] Longer(int index)
        {
            var random = Draw.Of(seed, index);
            return [.. Enumerable.Range(0, Count).Select(_ => random.Next(2))];
        }

        return SequenceDataset.Generated(MostSequences, index => Count * Period + Longer(index).Sum() + 1, (index, column) =>
        {
            for (int step = 0; step < column.Length; step++)
                column.Weight(step) = 0;
            column.Inputs(0)[0] = 1;
            int at = 0;
            foreach (int longer in Longer(index))
            {
                at += Period + longer;
                column.Inputs(at)[0] = 1;
                column.Targets(at)[0] = longer;
                column.Weight(at) = 1;
            }
        });
    }
}
