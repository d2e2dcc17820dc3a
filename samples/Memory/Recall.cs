using Unrolled;

namespace Memory;

/// <summary>
/// Recall: the first step shows a marked +1 or −1, then come random numbers, and after a lag the last step asks which it was.
/// </summary>
internal static class Recall
{
    public static readonly int[] Lags = [10, 20, 50, 100, 200, 500, 1000];

    /// <summary>Sequences at most.</summary>
    public const int Most = 20_000;

    private const int Batch = 20, Probes = 40;

    private static readonly Criterion Learned = new(Recent: 1_000, Each: 0.5, Mean: 0.1);

    public static IEnumerable<Experiment> Experiments => Lags.SelectMany(Of);

    /// <summary>The cells at a lag.</summary>
    public static IEnumerable<Experiment> Of(int lag)
    {
        Experiment With<TModel>(string cell)
            where TModel : class, IModel<TModel> => new("recall", $"{lag}", cell, seed => Learn<TModel>(seed, lag));
        yield return With<RnnRecaller>("RNN");
        yield return With<GruRecaller>("GRU");
        yield return With<LstmRecaller>("LSTM");
        yield return With<OpenLstmRecaller>("LSTM with forget bias 5");
        yield return With<FirstLstmRecaller>("LSTM without forget gate");
    }

    private static Outcome Learn<TModel>(int seed, int lag)
        where TModel : class, IModel<TModel>
    {
        TModel model = TModel.Create(seed);
        Closed.Begin(model);
        var sequences = RecallSequences.Of(seed, lag, Most);
        double before = Reach(model, sequences);
        var outcome = OnlineLearning.Run(model, sequences, lag + 1, Loss.BinaryCrossEntropy, learningRate: 0.005f, Batch, Learned, RecallSequences.Error);
        var figures = new Dictionary<string, double> { ["before"] = before, ["after"] = Reach(model, sequences) };
        if (outcome.Solved)
            HoldingGates(model, sequences, figures);
        return outcome with { Figures = figures };
    }

    /// <summary>How much the last step's output depends on the first step's inputs, relative to how much it depends on the last step's: the size of the
    /// gradient at each, a mean over sequences.</summary>
    private static double Reach<TModel>(TModel model, SequenceDataset sequences)
        where TModel : class, IModel<TModel>
    {
        var tape = Probe(model, sequences);
        tape.OutputGradients.Clear();
        tape.OutputGradients[^Probes..].Fill(1);
        model.Gradients.Clear();
        model.Backward(tape);
        model.Gradients.Clear();
        double Size(ReadOnlySpan<float> gradients)
        {
            double sum = 0;
            for (int k = 0; k < gradients.Length; k += 2)
                sum += Math.Sqrt(gradients[k] * (double)gradients[k] + gradients[k + 1] * (double)gradients[k + 1]);
            return sum;
        }

        return Size(tape.InputGradients[..(2 * Probes)]) / Size(tape.InputGradients[^(2 * Probes)..]);
    }

    /// <summary>What the gates of an LSTM's unit do between the first step and the last, of the unit whose state tells the two values apart best.</summary>
    private static void HoldingGates<TModel>(TModel model, SequenceDataset sequences, Dictionary<string, double> figures)
        where TModel : class, IModel<TModel>
    {
        if (model.Parameters.All(parameter => parameter.Name != "lstm0.W_o"))
            return;
        var tape = Probe(model, sequences);
        float[] c = tape["lstm0.c"].ToArray();
        int hidden = c.Length / (tape.Steps * Probes), before = tape.Steps - 2;
        double Difference(int unit) => Math.Abs(Enumerable.Range(0, Probes).Sum(k => c[(before * Probes + k) * hidden + unit] * tape.Input(0, k)[0]));
        int holding = Enumerable.Range(0, hidden).MaxBy(Difference);
        foreach (string gate in new[] { "f", "i", "o" }.Where(gate => model.Parameters.Any(parameter => parameter.Name == "lstm0.W_" + gate)))
        {
            float[] values = tape["lstm0." + gate].ToArray();
            figures[gate] = Enumerable.Range(Probes, (tape.Steps - 2) * Probes).Average(row => values[row * hidden + holding]);
            figures[gate + " first"] = Enumerable.Range(0, Probes).Average(row => values[row * hidden + holding]);
        }
    }

    private static Tape<TModel> Probe<TModel>(TModel model, SequenceDataset sequences)
        where TModel : class, IModel<TModel>
    {
        var tape = model.NewTape(sequences.LengthOf(0), Probes);
        for (int k = 0; k < Probes; k++)
            tape.Set(k, sequences, k);
        model.Forward(tape, training: false);
        return tape;
    }
}

/// <summary>The simple recurrent network.</summary>
[Model(Inputs = 2), Rnn(16), Dense(1)]
public partial class RnnRecaller;

/// <summary>With a GRU.</summary>
[Model(Inputs = 2), Gru(16), Dense(1)]
public partial class GruRecaller;

/// <summary>With an LSTM as it comes, whose forget gate starts at 0.73.</summary>
[Model(Inputs = 2), Lstm(16), Dense(1)]
public partial class LstmRecaller;

/// <summary>With an LSTM whose forget gate starts at 0.993.</summary>
[Model(Inputs = 2), Lstm(16, ForgetBias = 5), Dense(1)]
public partial class OpenLstmRecaller;

/// <summary>With the LSTM of 1997.</summary>
[Model(Inputs = 2), Lstm(16, Without = Gates.Forget), Dense(1)]
public partial class FirstLstmRecaller;
