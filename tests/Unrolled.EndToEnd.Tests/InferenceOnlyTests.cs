namespace Unrolled.EndToEnd.Tests;

[Model(Inputs = 3), Lstm(17, Peepholes = Peepholes.All), Dropout(0.5), Gru(6), Dense(3), Residual]
internal sealed partial class Trained;

[Model(Inputs = 3, Training = false), Lstm(17, Peepholes = Peepholes.All), Dropout(0.5), Gru(6), Dense(3), Residual]
internal sealed partial class Untrained;

[Model(Vocabulary = 7), Lstm(5, Direction = Direction.Both, LearnInitialState = true), Dense(2)]
internal sealed partial class TrainedReader;

[Model(Vocabulary = 7, Training = false), Lstm(5, Direction = Direction.Both, LearnInitialState = true), Dense(2)]
internal sealed partial class UntrainedReader;

/// <summary>A model without a backward pass gives what the same model with one gives, bit for bit, and reads its files.</summary>
public sealed class InferenceOnlyTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Steps_and_runs_to_the_same_bits()
    {
        var (trained, untrained) = (new Trained(seed: 3), new Untrained(seed: 3));
        var (a, b) = (trained.NewState(), untrained.NewState());
        var random = new Random(1);
        float[] xs = Randoms(random, 70 * Trained.Inputs), ya = new float[70 * Trained.Outputs], yb = new float[70 * Trained.Outputs];

        trained.Run(xs, a, ya);
        untrained.Run(xs, b, yb);
        Assert.Equal(ya, yb);
        for (int step = 0; step < 5; step++)
        {
            trained.Step(xs.AsSpan(3 * step, 3), a, ya.AsSpan(0, 3));
            untrained.Step(xs.AsSpan(3 * step, 3), b, yb.AsSpan(0, 3));
            Assert.Equal(ya, yb);
        }

        Assert.Contains(ya, y => y != 0);
    }

    [Fact]
    public void Reads_what_a_model_that_trains_has_saved_and_the_other_way_round()
    {
        var trained = new TrainedReader(seed: 5);
        trained.Parameters["lstm0.forward.h0"].Set([1, 2, 3, 4, 5]);
        trained.Save(_file);
        var untrained = UntrainedReader.Load(_file);
        float[] ya = new float[4 * TrainedReader.Outputs], yb = new float[4 * TrainedReader.Outputs];

        trained.Run([1, 0, 6, 3], trained.NewState(), ya);
        untrained.Run([1, 0, 6, 3], untrained.NewState(), yb);
        untrained.Save(_file);

        Assert.Equal(ya, yb);
        Assert.Equal(trained.Parameters["dense1.W"].ToArray(), TrainedReader.Load(_file).Parameters["dense1.W"].ToArray());
    }

    [Fact]
    public void A_tape_for_it_says_why_there_is_none()
    {
        var failure = Assert.Throws<NotSupportedException>(() => new Tape<Untrained>(new Untrained(), steps: 2, batch: 1));

        Assert.Equal("Untrained is declared with Training = false, so it has no tape. To train it, remove that from its [Model].", failure.Message);
    }

    [Fact]
    public void Run_allocates_nothing_after_the_first_call()
    {
        var model = new Untrained();
        var state = model.NewState();
        float[] xs = new float[30], ys = new float[30];
        for (int call = 0; call < 50; call++)
            model.Run(xs, state, ys);

        long before = GC.GetAllocatedBytesForCurrentThread();
        model.Run(xs, state, ys);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static float[] Randoms(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
}
