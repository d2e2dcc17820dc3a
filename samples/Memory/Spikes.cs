using Unrolled;

namespace Memory;

/// <summary>
/// Generating timed spikes, the paper's GTS: without any input the network makes a spike every F steps. As in the paper, the output is a sigmoid. Steps with
/// a spike weigh as much together as those without: otherwise the mean, 1 / F at every step, is a good answer, and no gradient leads away from it.
/// </summary>
/// <param name="Period">F.</param>
internal sealed record Spikes(int Period) : ILesson
{
    private const int Learned = 8, First = 20, Asked = 1_000, MostUpdates = 20_000, Between = 100;
    private const double Bound = 0.49;

    public Outcome Learn<TModel>(int seed)
        where TModel : class, IModel<TModel>
    {
        var model = TModel.Create(seed);
        var trainer = new Trainer<TModel>(model, Loss.BinaryCrossEntropy, new Adam(learningRate: 0.005f)) { MaxGradientNorm = 1 };
        var (learned, first, asked) = (Stream(model, Learned), Stream(model, First), Stream(model, Asked));
        for (int update = 1; update <= MostUpdates; update++)
        {
            trainer.Step(learned);
            // Few networks that fail in a thousand spikes get through the first of them, so the long exam is rare.
            if (update % Between == 0 && IsRight(model, first) && IsRight(model, asked))
                return new Outcome(true, update);
        }

        return new Outcome(false, MostUpdates);
    }

    private static bool IsRight<TModel>(TModel model, Tape<TModel> stream)
        where TModel : class, IModel<TModel>
    {
        model.Forward(stream, training: false);
        return Enumerable.Range(0, stream.Steps).All(step => Math.Abs(Sigmoid.Of(stream.Output(step, 0)[0]) - stream.Target(step, 0)[0]) < Bound);
    }

    private Tape<TModel> Stream<TModel>(TModel model, int spikes)
        where TModel : class, IModel<TModel>
    {
        var tape = model.NewTape(spikes * Period, 1);
        for (int step = 0; step < tape.Steps; step += Period)
        {
            tape.Target(step, 0)[0] = 1;
            tape.Weights[step] = Period - 1;
        }

        return tape;
    }
}

/// <summary>The simple recurrent network, wide enough to find a rhythm.</summary>
[Model(Inputs = 1), Rnn(16, LearnInitialState = true), Dense(1)]
public partial class RnnSpiker;

/// <summary>With a GRU.</summary>
[Model(Inputs = 1), Gru(16, LearnInitialState = true), Dense(1)]
public partial class GruSpiker;

/// <summary>With an LSTM whose gates see the last output alone.</summary>
[Model(Inputs = 1), Lstm(16, LearnInitialState = true), Dense(1)]
public partial class LstmSpiker;

/// <summary>With an LSTM whose gates see the state.</summary>
[Model(Inputs = 1), Lstm(16, Peepholes = Peepholes.All, LearnInitialState = true), Dense(1)]
public partial class PeepholeSpiker;
