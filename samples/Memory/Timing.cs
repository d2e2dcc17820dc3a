using Unrolled;

namespace Memory;

/// <summary>
/// Timing, after F. Gers, N. Schraudolph and J. Schmidhuber (2002): <see cref="Delays"/> are measured; <see cref="Spikes"/> and waves, which are periodic
/// functions, are made without any input.
/// </summary>
internal static class Timing
{
    private const int Periods = 8, AskedSteps = 1_000, MostUpdates = 20_000, Between = 100;
    private const double Bound = 0.3, NarrowBound = 0.15;

    private static readonly (string Name, Func<int, int, double> Value)[] Functions =
    [
        ("cosine", (t, period) => 0.5 * (1 - Math.Cos(2 * Math.PI * t / period))),
        ("triangle", (t, period) => 1 - Math.Abs(1 - 2.0 * (t % period) / period)),
        ("rectangle", (t, period) => t % period > period / 2 ? 1 : 0),
    ];

    public static IEnumerable<Experiment> Experiments =>
    [
        .. new[] { 10, 49 }.SelectMany(period
            => Cells<RnnTimer, GruTimer, LstmTimer, PeepholeTimer>("delays", $"F = {period}", new Delays(period))),
        .. new[] { 10, 50 }.SelectMany(period
            => Cells<RnnSpiker, GruSpiker, LstmSpiker, PeepholeSpiker>("spikes", $"F = {period}", new Spikes(period))),
        .. Functions.SelectMany(function => new[] { 10, 25 }.SelectMany(period
            => Cells<RnnTimer, GruTimer, LstmTimer, PeepholeTimer>("waves", $"{function.Name} F = {period}", new Wave(period, function.Value, Bound)))),
        .. Cells<RnnTimer, GruTimer, LstmTimer, PeepholeTimer>("waves", "cosine F = 25 within 0.15", new Wave(25, Functions[0].Value, NarrowBound)),
    ];

    private static Experiment[] Cells<TRnn, TGru, TLstm, TPeephole>(string task, string setting, ILesson lesson)
        where TRnn : class, IModel<TRnn>
        where TGru : class, IModel<TGru>
        where TLstm : class, IModel<TLstm>
        where TPeephole : class, IModel<TPeephole> =>
    [
        new(task, setting, "RNN", lesson.Learn<TRnn>),
        new(task, setting, "GRU", lesson.Learn<TGru>),
        new(task, setting, "LSTM", lesson.Learn<TLstm>),
        new(task, setting, "LSTM with peepholes", lesson.Learn<TPeephole>),
    ];

    /// <summary>Generating periodic functions, the paper's PFG: the error is below a bound at each of a thousand steps, of which eight periods were
    /// learned.</summary>
    private sealed record Wave(int Period, Func<int, int, double> Value, double Bound) : ILesson
    {
        public Outcome Learn<TModel>(int seed)
            where TModel : class, IModel<TModel>
        {
            var model = TModel.Create(seed);
            var trainer = new Trainer<TModel>(model, Loss.MeanSquaredError, new Adam(learningRate: 0.005f)) { MaxGradientNorm = 1 };
            var (learned, asked) = (model.NewTape(Periods * Period, 1), model.NewTape(AskedSteps, 1));
            float[] targets = [.. Enumerable.Range(0, AskedSteps).Select(t => (float)Value(t, Period))], silence = new float[AskedSteps];
            learned.Set(0, silence.AsSpan(0, learned.Steps), targets.AsSpan(0, learned.Steps));
            asked.Set(0, silence, targets);
            for (int update = 1; update <= MostUpdates; update++)
            {
                trainer.Step(learned);
                if (update % Between != 0)
                    continue;
                model.Forward(asked, training: false);
                if (Enumerable.Range(0, AskedSteps).All(t => Math.Abs(asked.Output(t, 0)[0] - targets[t]) < Bound))
                    return new Outcome(true, update);
            }

            return new Outcome(false, MostUpdates);
        }
    }
}

/// <summary>The simple recurrent network.</summary>
[Model(Inputs = 1), Rnn(4, LearnInitialState = true), Dense(1)]
public partial class RnnTimer;

/// <summary>With a GRU.</summary>
[Model(Inputs = 1), Gru(4, LearnInitialState = true), Dense(1)]
public partial class GruTimer;

/// <summary>With an LSTM whose gates see the last output alone.</summary>
[Model(Inputs = 1), Lstm(4, LearnInitialState = true), Dense(1)]
public partial class LstmTimer;

/// <summary>With an LSTM whose gates see the state.</summary>
[Model(Inputs = 1), Lstm(4, Peepholes = Peepholes.All, LearnInitialState = true), Dense(1)]
public partial class PeepholeTimer;
