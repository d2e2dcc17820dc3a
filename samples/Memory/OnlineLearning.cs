using Unrolled;

namespace Memory;

/// <summary>When a task counts as learned: so many sequences in a row, each seen for the first time, came out right before the network learned from
/// them.</summary>
/// <param name="Recent">The most recent sequences.</param>
/// <param name="Each">The error of each of them is below this.</param>
/// <param name="Mean">The mean of their errors is below this.</param>
internal readonly record struct Criterion(int Recent, double Each, double Mean);

/// <summary>Learning from sequences of which each is new, until a criterion is met: the way of the papers.</summary>
internal static class OnlineLearning
{
    /// <summary>Trains until the criterion is met, or until the sequences are used up.</summary>
    /// <param name="model">The model, changed.</param>
    /// <param name="sequences">The sequences, in their order; each is trained on once.</param>
    /// <param name="longest">Steps of the longest.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="learningRate">Of Adam.</param>
    /// <param name="batch">Sequences an update.</param>
    /// <param name="criterion">When to end.</param>
    /// <param name="error">The error of a sequence of the tape, from its outputs.</param>
    /// <param name="schedule">Of the learning rate; constant by default.</param>
    public static Outcome Run<TModel>(
        TModel model, SequenceDataset sequences, int longest, ILoss loss, float learningRate, int batch, Criterion criterion,
        Func<Tape<TModel>, int, double> error, Schedule? schedule = null)
        where TModel : class, IModel<TModel>
    {
        var trainer = new Trainer<TModel>(model, loss, new Adam(learningRate))
        {
            MaxGradientNorm = 1,
            Schedule = schedule ?? Schedule.Constant(),
        };
        var tape = model.NewTape(longest, batch);
        var recent = new Queue<double>(criterion.Recent + 1);
        double sum = 0;
        int inARow = 0;
        for (int first = 0; first + batch <= sequences.Count; first += batch)
        {
            for (int k = 0; k < batch; k++)
                tape.Set(k, sequences, first + k);
            try
            {
                trainer.Step(tape);
            }
            catch (NotFiniteException)
            {
                // Gradients through hundreds of steps can exceed the range of a float: the network has diverged.
                return new Outcome(false, first + batch);
            }

            for (int k = 0; k < batch; k++)
            {
                double of = error(tape, k);
                inARow = of < criterion.Each ? inARow + 1 : 0;
                sum += of;
                recent.Enqueue(of);
                if (recent.Count > criterion.Recent)
                    sum -= recent.Dequeue();
            }

            if (inARow >= criterion.Recent && sum < criterion.Mean * criterion.Recent)
                return new Outcome(true, first + batch);
        }

        return new Outcome(false, sequences.Count);
    }

    /// <summary>The largest difference of a probability from what it ought to be, at the last step of a sequence with a class.</summary>
    public static double ClassError<TModel>(Tape<TModel> tape, int sequence)
        where TModel : class, IModel<TModel>
    {
        int last = tape.Lengths[sequence] - 1;
        float[] probabilities = Softmax.Of(tape.Output(last, sequence));
        int right = tape.TargetClasses[last * tape.Batch + sequence];
        return probabilities.Select((probability, k) => Math.Abs(probability - (k == right ? 1 : 0))).Max();
    }
}
