using Unrolled;

namespace Memory;

/// <summary>What is to be recalled: a marked +1 or −1, then random numbers, and after a lag the question which it was.</summary>
internal static class RecallSequences
{
    /// <summary>So many sequences of lag + 1 steps. Inputs are a number and a mark, which is 1 at the first step and −1 at the last; the target at the last
    /// step, which alone counts, is 1 for +1 and 0 for −1.</summary>
    public static SequenceDataset Of(int seed, int lag, int count) => SequenceDataset.Generated(count, lag + 1, (index, column) =>
    {
        var random = Draw.Of(seed, index);
        int bit = random.Next(2);
        for (int step = 0; step <= lag; step++)
        {
            var x = column.Inputs(step);
            x[0] = step == 0 ? 2 * bit - 1 : random.Signed();
            x[1] = step == 0 ? 1 : step == lag ? -1 : 0;
            column.Weight(step) = step == lag ? 1 : 0;
        }

        column.Targets(lag)[0] = bit;
    });

    /// <summary>How far the probability of +1 is from what it ought to be, at the last step.</summary>
    public static double Error<TModel>(Tape<TModel> tape, int sequence)
        where TModel : class, IModel<TModel>
    {
        int last = tape.Steps - 1;
        return Math.Abs(Sigmoid.Of(tape.Output(last, sequence)[0]) - tape.Target(last, sequence)[0]);
    }
}
