namespace Unrolled;

/// <summary>
/// How far back a loss depends on what was read: the size of dLoss/dx at 0, 1, 2 … steps before the loss. Of each sequence the loss of one step alone is
/// taken, the last that counts; the size is the Euclidean length over the inputs of a step, and the mean over the sequences. A token counts as the vector of
/// zeros with a single one for which it stands.
/// </summary>
/// <remarks>Hochreiter 1991, and Bengio, Simard and Frasconi 1994: this size falls or grows like a power of the distance where nothing holds it.</remarks>
public sealed class ReachCurve
{
    private readonly double[] _sizes;

    private ReachCurve(string name, double[] sizes, int sequences) => (Name, _sizes, Sequences) = (name, sizes, sequences);

    /// <summary>What the picture calls it.</summary>
    public string Name { get; }

    /// <summary>The mean size of dLoss/dx, by the steps from x to the loss.</summary>
    public IReadOnlyList<double> Sizes => _sizes;

    /// <summary>How many sequences were gone through.</summary>
    public int Sequences { get; }

    /// <summary>Measures a model over a data set. Nothing of the model changes but <c>model.Gradients</c>, which are 0 afterwards.</summary>
    /// <param name="model">A model that reads features, or tokens forwards alone.</param>
    /// <param name="data">Sequences with targets.</param>
    /// <param name="name">What the picture calls it; null: the model's class.</param>
    /// <param name="loss">The loss. Null: what follows from the targets, which is cross entropy for classes, binary cross entropy for numbers that are 0 and 1
    /// alone, and the mean squared error for others.</param>
    /// <param name="sequences">The most sequences, spread evenly over the data set.</param>
    /// <param name="steps">The most steps back; null: as many as at least half of the sequences have, for a model that reads tokens at most 200.</param>
    /// <exception cref="ArgumentException">The data set is empty, does not fit the model, or has sequences of more than 20,000 steps.</exception>
    /// <exception cref="NotSupportedException">The model reads tokens, and has a layer that goes backwards through them.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ReachCurve Of<TModel>(
        IModel<TModel> model, SequenceDataset data, string? name = null, ILoss? loss = null, int sequences = SequencePasses.Sequences, int? steps = null)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        if (steps < 1)
            throw new ArgumentOutOfRangeException(nameof(steps), steps, $"Expected at least 1 step; found {steps}.");
        var layout = TModel.Layout;
        var tokens = layout.Vocabulary > 0 ? new TokenReach<TModel>(model) : null;
        loss ??= TargetLoss.Of(model, data);
        var sums = new List<double>();
        var counts = new List<int>();
        int read = 0;
        SequencePasses.ForEach(model, data, sequences, (tape, part) =>
        {
            int[] ends = LastThatCounts(tape, part.Length);
            int counting = ends.Count(end => end >= 0);
            if (counting == 0)
                return;
            model.Forward(tape, training: false);
            loss.Evaluate(tape);
            if (tokens is null)
                model.Backward(tape);
            else
                tokens.Begin(tape);

            // The loss is a mean over the sequences of the tape: times their number, each has its own.
            for (int column = 0; column < part.Length; column++)
            {
                int back = 0;
                foreach (double size in tokens?.Sizes(column, ends[column], steps ?? TokenReach<TModel>.Steps) ?? SizesOf(tape, column, ends[column]))
                {
                    if (back == sums.Count)
                    {
                        sums.Add(0);
                        counts.Add(0);
                    }

                    sums[back] += counting * size;
                    counts[back++]++;
                }
            }

            read += counting;
        });
        model.Gradients.Clear();
        int reached = counts.Count(count => 2 * count >= read);
        int length = steps < reached ? steps.Value + 1 : reached;
        return new ReachCurve(name ?? layout.ModelName, [.. sums.Zip(counts, (sum, count) => sum / count).Take(length)], read);
    }

    /// <summary>Lets only the last step of each sequence that counts, count; -1 where none does.</summary>
    private static int[] LastThatCounts<TModel>(Tape<TModel> tape, int sequences)
        where TModel : class, IModel<TModel>
    {
        int[] ends = new int[sequences];
        for (int column = 0; column < sequences; column++)
        {
            int end = tape.Lengths[column] - 1;
            while (end >= 0 && tape.Weights[end * tape.Batch + column] == 0)
                end--;
            ends[column] = end;
        }

        tape.Weights.Clear();
        for (int column = 0; column < sequences; column++)
        {
            if (ends[column] >= 0)
                tape.Weights[ends[column] * tape.Batch + column] = 1;
        }

        return ends;
    }

    /// <summary>The sizes in a column of a tape after Backward, from its end to its first step.</summary>
    private static IEnumerable<double> SizesOf<TModel>(Tape<TModel> tape, int column, int end)
        where TModel : class, IModel<TModel>
    {
        int inputs = TModel.Layout.Inputs;
        for (int step = end; step >= 0; step--)
            yield return Length(tape.InputGradients.Slice((step * tape.Batch + column) * inputs, inputs));
    }

    private static double Length(ReadOnlySpan<float> vector)
    {
        double sum = 0;
        foreach (float number in vector)
            sum += (double)number * number;
        return Math.Sqrt(sum);
    }
}
