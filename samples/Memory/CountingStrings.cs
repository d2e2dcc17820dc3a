using Unrolled;

namespace Memory;

/// <summary>The strings of the language aⁿbⁿ: a symbol a step, and for each those that may follow.</summary>
internal static class CountingStrings
{
    /// <summary>The string of each n. Inputs are the start, a and b, one step each; targets are a, b and the end, as far as each may follow.</summary>
    /// <param name="longest">The largest n; a string's number is its n, and that of 0 has the start alone.</param>
    public static SequenceDataset UpTo(int longest) => SequenceDataset.Generated(longest + 1, n => 2 * n + 1, (n, column) =>
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

    /// <summary>Whether at each step exactly the outputs of what may follow are above 0.</summary>
    public static bool IsRight<TModel>(Tape<TModel> tape, int sequence)
        where TModel : class, IModel<TModel>
    {
        for (int step = 0; step < tape.Lengths[sequence]; step++)
        {
            Span<float> outputs = tape.Output(step, sequence), targets = tape.Target(step, sequence);
            for (int k = 0; k < outputs.Length; k++)
            {
                if (outputs[k] > 0 != targets[k] > 0.5f)
                    return false;
            }
        }

        return true;
    }
}
