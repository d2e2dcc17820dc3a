using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>Streams that are stepped together give what each gives alone, whoever else is there.</summary>
public sealed class StreamBatcherTests
{
    private static readonly StreamBatcherOptions s_atOnce = new() { Window = TimeSpan.Zero };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(40)]
    public async Task Answers_are_those_of_single_streams(int streams)
    {
        await Agree(new RowReader(seed: 1), (model, x, state, y) => model.Step(x, state, y), streams);
        await Agree(new Stacked(seed: 2), (model, x, state, y) => model.Step(x, state, y), streams);
        await Agree(new SeveralBlocks(seed: 3), (model, x, state, y) => model.Step(x, state, y), streams);
    }

    [Fact]
    public async Task Tokens_are_stepped_too()
    {
        var model = new Letters(seed: 1);
        using var batcher = new StreamBatcher<Letters>(model, model.Step, s_atOnce);
        var streams = Enumerable.Range(0, 5).Select(_ => batcher.NewStream()).ToList();
        var states = streams.ConvertAll(_ => model.NewState());
        var expected = new float[Letters.Outputs];
        for (var t = 0; t < 20; t++)
        {
            for (var s = 0; s < streams.Count; s++)
                streams[s].Token = (t * (s + 1)) % 11;
            await Task.WhenAll(streams.Select(stream => stream.StepAsync().AsTask()));
            for (var s = 0; s < streams.Count; s++)
            {
                model.Step(streams[s].Token, states[s], expected);
                Compare.Near($"stream {s}, step {t}", streams[s].Output.ToArray(), Array.ConvertAll(expected, value => (double)value), 1e-5);
            }
        }

        streams[0].Token = 11;
        var outside = Assert.Throws<ArgumentOutOfRangeException>(() => _ = streams[0].StepAsync());
        Assert.Contains("a token from 0 to 10; found 11", outside.Message, StringComparison.Ordinal);
    }

    /// <summary>What arrives within the window is one batch: with a window of seconds, the last of eight is what starts it.</summary>
    [Fact]
    [Trait("Vectors", "none")]
    public async Task A_full_batch_waits_no_longer()
    {
        var model = new RowReader(seed: 1);
        var calls = new List<int>();
        StreamStep<RowReader> step = (x, state, y) =>
        {
            calls.Add(state.Streams);
            model.Step(x, state, y);
        };
        using var batcher = new StreamBatcher<RowReader>(model, step, new() { Window = TimeSpan.FromSeconds(10), MaxStreams = 8 });
        var steps = Enumerable.Range(0, 8).Select(_ => batcher.NewStream().StepAsync().AsTask()).ToList();
        await Task.WhenAll(steps).WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal([8], calls);
    }

    [Fact]
    [Trait("Vectors", "none")]
    public async Task What_waits_is_stepped_before_the_end()
    {
        var model = new RowReader(seed: 1);
        var batcher = new StreamBatcher<RowReader>(model, model.Step, new() { Window = TimeSpan.FromSeconds(10) });
        var stream = batcher.NewStream();
        stream.Input.Fill(1);
        var step = stream.StepAsync().AsTask();
        batcher.Dispose();
        await step.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Contains(stream.Output.ToArray(), value => value != 0);
        Assert.Throws<ObjectDisposedException>(() => _ = stream.StepAsync());
        batcher.Dispose();
    }

    [Fact]
    [Trait("Vectors", "none")]
    public async Task A_stream_takes_one_step_at_a_time()
    {
        var model = new RowReader(seed: 1);
        using var batcher = new StreamBatcher<RowReader>(model, model.Step);
        var stream = batcher.NewStream();
        var step = stream.StepAsync();
        Assert.Contains("one step at a time", Assert.Throws<InvalidOperationException>(() => _ = stream.StepAsync()).Message, StringComparison.Ordinal);
        await step;
        await stream.StepAsync();
    }

    [Fact]
    [Trait("Vectors", "none")]
    public async Task An_exception_reaches_those_who_wait_and_nobody_else()
    {
        var model = new RowReader(seed: 1);
        var fails = true;
        StreamStep<RowReader> step = (x, state, y) =>
        {
            if (fails)
                throw new InvalidOperationException("out of order");
            model.Step(x, state, y);
        };
        using var batcher = new StreamBatcher<RowReader>(model, step, s_atOnce);
        var stream = batcher.NewStream();
        Assert.Equal("out of order", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await stream.StepAsync())).Message);
        fails = false;
        await stream.StepAsync();
    }

    [Fact]
    [Trait("Vectors", "none")]
    public void What_cannot_be_batched_is_refused()
    {
        var model = new RowReader(seed: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamBatcher<RowReader>(model, model.Step, new() { MaxStreams = 48 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamBatcher<RowReader>(model, model.Step, new() { Window = TimeSpan.FromSeconds(-1) }));
        Assert.Throws<ArgumentNullException>(() => new StreamBatcher<RowReader>(model, (StreamStep<RowReader>)null!));
        var letters = new Letters(seed: 1);
        StreamStep<Letters> features = (_, _, _) => { };
        Refused("Letters reads tokens", () => new StreamBatcher<Letters>(letters, features));
        TokenStreamStep<RowReader> tokens = (_, _, _) => { };
        Refused("reads 28 features", () => new StreamBatcher<RowReader>(model, tokens));
        StreamStep<BothWays> backward = (_, _, _) => { };
        Refused("runs backward", () => new StreamBatcher<BothWays>(new(1), backward));

        static void Refused(string why, Func<IDisposable> make) =>
            Assert.Contains(why, Assert.Throws<ArgumentException>(() => make()).Message, StringComparison.Ordinal);
    }

    /// <summary>Many threads, each with streams of its own, none of which waits for the others.</summary>
    [Fact]
    [Trait("Vectors", "none")]
    public async Task Streams_of_many_threads_do_not_mix()
    {
        const int Streams = 200, Steps = 50;
        var model = new RowReader(seed: 1);
        using var batcher = new StreamBatcher<RowReader>(model, model.Step, s_atOnce);
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(number => Task.Run(async () =>
        {
            var (stream, state, random) = (batcher.NewStream(), model.NewState(), new Random(number));
            var expected = new float[RowReader.Outputs];
            for (var t = 0; t < Steps; t++)
            {
                random.NextSingles(stream.Input);
                model.Step(stream.Input, state, expected);
                await stream.StepAsync();
                Compare.Near($"stream {number}, step {t}", stream.Output.ToArray(), Array.ConvertAll(expected, value => (double)value), 1e-5);
            }
        })));
    }

    private delegate void Call<T>(T model, ReadOnlySpan<float> x, State<T> state, Span<float> y)
        where T : class, IModel<T>;

    private static async Task Agree<T>(T model, Call<T> step, int streams)
        where T : class, IModel<T>
    {
        var outputs = await Outputs(model, step, streams);
        var (x, y) = (new float[T.Layout.Inputs], new float[T.Layout.Outputs]);
        for (var s = 0; s < streams; s++)
        {
            var (random, state) = (new Random(s), model.NewState());
            for (var t = 0; t < outputs[s].Count; t++)
            {
                random.NextSingles(x);
                step(model, x, state, y);
                Compare.Near($"{T.Layout.ModelName}, stream {s} of {streams}, step {t}", outputs[s][t], Array.ConvertAll(y, value => (double)value), 1e-5);
            }
        }
    }

    /// <summary>What streams answer that are stepped side by side: stream, step, output. The inputs of a stream are its own.</summary>
    private static async Task<List<List<float[]>>> Outputs<T>(T model, Call<T> step, int streams)
        where T : class, IModel<T>
    {
        using var batcher = new StreamBatcher<T>(model, (x, state, y) => step(model, x, state, y), s_atOnce);
        var all = Enumerable.Range(0, streams).Select(s => (Stream: batcher.NewStream(), Random: new Random(s), Outputs: new List<float[]>())).ToList();
        for (var t = 0; t < 70; t++)
        {
            foreach (var (stream, random, _) in all)
                random.NextSingles(stream.Input);
            await Task.WhenAll(all.Select(one => one.Stream.StepAsync().AsTask()));
            foreach (var (stream, _, outputs) in all)
                outputs.Add(stream.Output.ToArray());
        }

        return all.ConvertAll(one => one.Outputs);
    }
}
