namespace Unrolled;

/// <summary>Passes over some sequences of a data set.</summary>
internal static class SequencePasses
{
    /// <summary>Sequences that are looked at, until said otherwise.</summary>
    public const int Sequences = 200;

    /// <summary>Steps of the longest sequence that is gone through.</summary>
    public const int MostSteps = 20_000;

    private const int Batch = 32, MostRows = 40_000;

    /// <summary>Goes through sequences that are spread evenly over the data set.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data set.</param>
    /// <param name="most">The most sequences.</param>
    /// <param name="look">Is given a tape with its inputs and targets, before any pass, and the numbers of the sequences on it; further columns have no
    /// steps.</param>
    /// <exception cref="ArgumentException">The data set is empty, does not fit the model, or has sequences that are too long.</exception>
    public static void ForEach<TModel>(IModel<TModel> model, SequenceDataset data, int most, Action<Tape<TModel>, int[]> look)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        data.Check<TModel>();
        int longest = data.Describe<TModel>().Longest;
        if (longest > MostSteps)
        {
            throw new ArgumentException(
                $"The longest sequence has {longest} steps; a picture goes through at most {MostSteps}. "
                + "Cut the data into shorter sequences, such as NextToken(tokens, parts: …) or a Forecast with a window.", nameof(data));
        }

        int[] chosen = Chosen(data.Count, most);
        int batch = Math.Min(chosen.Length, Math.Clamp(MostRows / longest, 1, Batch));
        var tape = model.NewTape(longest, batch, keepGates: true);
        foreach (int[] part in chosen.Chunk(batch))
        {
            tape.Lengths.Clear();
            for (int column = 0; column < part.Length; column++)
                tape.Set(column, data, part[column]);
            look(tape, part);
        }
    }

    /// <summary>At most so many of 0 to count − 1, evenly spread.</summary>
    public static int[] Chosen(int count, int most) =>
        count <= most ? [.. Enumerable.Range(0, count)] : [.. Enumerable.Range(0, most).Select(k => (int)((long)k * count / most))];
}
