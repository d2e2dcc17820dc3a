using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>What is reserved is all that a run needs, whatever the sizes of the runs.</summary>
[Trait("Vectors", "none")]
public sealed class ReserveTests
{
    private const int Many = 1200;

    private static readonly int[] s_blocks = [1, 64, 480, 63, 512, 7, 65];
    private static readonly float[] s_floats = new float[Many * 50 * BothWays.Inputs];
    private static readonly int[] s_tokens = new int[512];

    private delegate void RunBlock<T>(T model, int steps, State<T> state, float[] outputs)
        where T : class, IModel<T>;

    [Fact]
    public void Runs_up_to_what_was_reserved_allocate_nothing()
    {
        Nothing(new RowReader(1), 1, (model, n, state, ys) => model.Run(Zeros(n * RowReader.Inputs), state, ys.AsSpan(0, n * RowReader.Outputs)));
        Nothing(new Stacked(1), 1, (model, n, state, ys) => model.Run(Zeros(n * Stacked.Inputs), state, ys.AsSpan(0, n * Stacked.Outputs)));
        Nothing(new Stacked(1), 3, (model, n, state, ys) => model.Run(Zeros(3 * n * Stacked.Inputs), state, ys.AsSpan(0, 3 * n * Stacked.Outputs)));
        Nothing(new SeveralBlocks(1), 1, (model, n, state, ys) => model.Run(Zeros(n * SeveralBlocks.Inputs), state, ys.AsSpan(0, n * SeveralBlocks.Outputs)));
        Nothing(new Letters(1), 1, (model, n, state, ys) => model.Run(s_tokens.AsSpan(0, n), state, ys.AsSpan(0, n * Letters.Outputs)));
        Nothing(new BothWays(1), 1, (model, n, state, ys) => model.Run(Zeros(n * BothWays.Inputs), state, ys.AsSpan(0, n * BothWays.Outputs)));

        // So many sequences that short and long runs keep the products with the input in different places.
        Nothing(
            new BothWays(1), Many,
            (model, n, state, ys) => model.Run(Zeros(Many * n * BothWays.Inputs), state, ys.AsSpan(0, Many * n * BothWays.Outputs)), most: 50);
    }

    [Fact]
    public void A_run_of_more_steps_is_right_too()
    {
        var model = new Stacked(1);
        var xs = new float[200 * Stacked.Inputs];
        new Random(1).NextSingles(xs);
        var (state, ys) = (model.NewState(), new float[200 * Stacked.Outputs]);
        state.Reserve(3);
        model.Run(xs, state, ys);
        Assert.Equal(model.Predict(xs), ys);
    }

    [Fact]
    public void The_state_stays_as_it_is()
    {
        var model = new BothWays(1);
        var state = model.NewState();
        model.Run(new float[3 * BothWays.Inputs], state, new float[3 * BothWays.Outputs]);
        var (before, after) = (new float[state.Length], new float[state.Length]);
        state.CopyTo(before);
        state.Reserve(100);
        state.CopyTo(after);
        Assert.Equal(before, after);
        Assert.Throws<ArgumentOutOfRangeException>(() => state.Reserve(0));
    }

    private static void Nothing<T>(T model, int streams, RunBlock<T> run, int most = 512)
        where T : class, IModel<T>
    {
        // Another state runs first: what a process allocates once is not what is asked for here.
        var ys = new float[streams * most * T.Layout.Outputs];
        run(model, 1, new State<T>(model, streams), ys);

        // A collection that another thread starts counts the rest of this thread's allocation buffer, at most 8 KB: what a run allocates comes every time.
        long least = long.MaxValue;
        for (int round = 0; round < 3 && least > 0; round++)
        {
            var state = new State<T>(model, streams);
            state.Reserve(most);
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (int block in s_blocks)
                run(model, Math.Min(block, most), state, ys);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(least == 0, $"{T.Layout.ModelName}, {streams} streams: {least} bytes");
    }

    private static ReadOnlySpan<float> Zeros(int length) => s_floats.AsSpan(0, length);
}
