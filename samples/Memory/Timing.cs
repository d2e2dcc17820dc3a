using Unrolled;

namespace Memory;

/// <summary>
/// Timing, after F. Gers, N. Schraudolph and J. Schmidhuber (2002). <c>delays</c>: spikes come F or F + 1 steps after each other, and at each spike the
/// network says which it was. <c>spikes</c> and <c>waves</c>: without any input it makes a spike every F steps, or a periodic function.
/// </summary>
internal static class Timing
{
    private const int Delays = 10, Periods = 8, AskedSteps = 1_000, MostSequences = 20_000, MostUpdates = 20_000, Between = 100;

    /// <summary>An error below this at a thousand delays in a row, as in the paper.</summary>
    private static readonly Criterion ThousandDelays = new(Recent: 1_000 / Delays, Each: 0.49, Mean: 0.49);

    private static readonly (string Name, Func<int, int, double> Value)[] Functions =
    [
        ("cosine", (t, period) => 0.5 * (1 - Math.Cos(2 * Math.PI * t / period))),
        ("triangle", (t, period) => 1 - Math.Abs(1 - 2.0 * (t % period) / period)),
        ("rectangle", (t, period) => t % period > period / 2 ? 1 : 0),
    ];

    public static IEnumerable<Experiment> Experiments =>
    [
        .. new[] { 10, 49 }.SelectMany(period => Cells("delays", $"F = {period}", new Delay(period))),
        .. new[] { 10, 50 }.SelectMany(period => Cells("spikes", $"F = {period}", new Wave(period, 0.49, (t, f) => t % f == 0 ? 1 : 0))),
        .. Functions.SelectMany(function => new[] { 10, 25 }.SelectMany(period
            => Cells("waves", $"{function.Name} F = {period}", new Wave(period, 0.3, function.Value)))),
    ];

    /// <summary>A task that any cell can learn.</summary>
    private interface ILesson
    {
        Outcome Learn<TModel>(int seed)
            where TModel : class, IModel<TModel>;
    }

    private static Experiment[] Cells(string task, string setting, ILesson lesson) =>
    [
        new(task, setting, "RNN", lesson.Learn<RnnTimer>),
        new(task, setting, "GRU", lesson.Learn<GruTimer>),
        new(task, setting, "LSTM", lesson.Learn<LstmTimer>),
        new(task, setting, "LSTM with peepholes", lesson.Learn<PeepholeTimer>),
    ];

    /// <summary>Measuring spike delays: the paper's MSD.</summary>
    private sealed record Delay(int Period) : ILesson
    {
        public Outcome Learn<TModel>(int seed)
            where TModel : class, IModel<TModel>
            => OnlineLearning.Run(
                TModel.Create(seed), Sequences(seed), Delays * (Period + 1) + 1, Loss.MeanSquaredError, learningRate: 0.01f, batch: 10, ThousandDelays, Error);

        private static double Error<TModel>(Tape<TModel> tape, int sequence)
            where TModel : class, IModel<TModel>
            => Enumerable.Range(0, tape.Lengths[sequence]).Where(step => tape.Weights[step * tape.Batch + sequence] > 0)
                .Max(step => Math.Abs(tape.Output(step, sequence)[0] - tape.Target(step, sequence)[0]));

        private SequenceDataset Sequences(int seed)
        {
            int[] Longer(int index)
            {
                var random = Draw.Of(seed, index);
                return [.. Enumerable.Range(0, Delays).Select(_ => random.Next(2))];
            }

            return SequenceDataset.Generated(MostSequences, index => Delays * Period + Longer(index).Sum() + 1, (index, column) =>
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

    /// <summary>Generating timed spikes and periodic functions, the paper's GTS and PFG: the error is below a bound at each of a thousand steps, of which
    /// eight periods were learned.</summary>
    private sealed record Wave(int Period, double Bound, Func<int, int, double> Value) : ILesson
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
