using Unrolled.CompilerServices;

namespace Unrolled.Tests.Memory;

public class ParameterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void SetComesBackTouchesNoOtherAndLeavesPaddingZero(int lanes)
    {
        var model = new FakeModel(1, lanes);
        foreach (var parameter in model.Parameters)
            parameter.Set(Enumerable.Repeat(0f, parameter.Length).ToArray());
        float next = 1;
        foreach (var parameter in model.Parameters)
            parameter.Set([.. Enumerable.Range(0, parameter.Length).Select(_ => next++)]);

        float expected = 1;
        foreach (var parameter in model.Parameters)
            Assert.All(parameter.ToArray(), value => Assert.Equal(expected++, value));
        int elements = model.Parameters.Sum(parameter => parameter.Length);
        Assert.Equal(elements, model.Core.Parameters.Span.ToArray().Count(value => value != 0));
    }

    [Fact]
    public void NamesShapesAndOrderAreAsDeclared()
    {
        var model = new FakeModel(1);
        Assert.Equal(
            ["rnn0.forward.w [5]", "rnn0.forward.b [5]", "rnn0.forward.R [5, 5]", "rnn0.forward.T [7, 5]"],
            model.Parameters.Take(4).Select(parameter => $"{parameter.Name} {parameter.Shape}"));
        Assert.Equal(8, model.Parameters.Count);
        Assert.Equal(model.Parameters.Select(p => p.ToString()), model.Gradients.Select(g => g.ToString()));
        Assert.Same(model.Parameters[2], model.Parameters["rnn0.forward.R"]);
    }

    [Fact]
    public void TracksStartAtCacheLines()
    {
        foreach (int lanes in new[] { 1, 4, 8, 16 })
        {
            var layout = new FakeModel(1, lanes).Core.Layout;
            Assert.Equal(0, layout.Tracks[1].ParameterOffset % 16);
            Assert.True(layout.Tracks[1].ParameterOffset >= layout.Tracks[0].ParameterFloats);
            Assert.Equal(0, layout.Tracks[1].StreamOffset % 16);
            Assert.True(layout.HasBackwardDirection);
        }
    }

    [Fact]
    public void AWrongNameNamesTheNearestAndAll()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => new FakeModel(1).Parameters["rnn0.foward.w"]);
        Assert.Contains("'rnn0.foward.w'", error.Message);
        Assert.Contains("nearest is 'rnn0.forward.w'", error.Message);
        Assert.Contains("rnn0.backward.T", error.Message);
    }

    [Fact]
    public void AWrongLengthNamesBoth()
    {
        var parameter = new FakeModel(1).Parameters["rnn0.forward.R"];
        var error = Assert.Throws<ArgumentException>(() => parameter.Set(new float[24]));
        Assert.Contains("rnn0.forward.R [5, 5] has 25 values; got 24", error.Message);
        Assert.Contains("room for 3", Assert.Throws<ArgumentException>(() => parameter.CopyTo(new float[3])).Message);
    }

    [Fact]
    public void SettingTellsTheModel()
    {
        var model = new FakeModel(1);
        model.Parameters["rnn0.forward.b"].Set(new float[5]);
        Assert.Equal(1, model.Core.Version);
        model.Gradients["rnn0.forward.b"].Set(new float[5]);
        Assert.Equal(1, model.Core.Version);
    }

    [Fact]
    public void GradientsAreClearedAndTheirOwn()
    {
        var model = new FakeModel(1);
        var before = model.Parameters["rnn0.forward.b"].ToArray();
        model.Gradients["rnn0.forward.b"].Set([1, 2, 3, 4, 5]);
        Assert.Equal(before, model.Parameters["rnn0.forward.b"].ToArray());
        Assert.Equal([1, 2, 3, 4, 5], model.Gradients["rnn0.forward.b"].ToArray());
        model.Gradients.Clear();
        Assert.False(model.Core.Gradients.Span.ContainsAnyExcept(0f));
    }

    [Fact]
    public void OneRunCoversAllUntilAFlagChanges()
    {
        var core = new FakeModel(1).Core;
        Assert.Equal([new ParameterRun(0, core.Parameters.Length, true)], core.Runs.ToArray());
        core.ParameterSet["rnn0.forward.b"].WeightDecay = false;
        Assert.NotEqual(1, core.Runs.Length);
        core.ParameterSet["rnn0.forward.b"].WeightDecay = true;
        Assert.Equal([new ParameterRun(0, core.Parameters.Length, true)], core.Runs.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void RunsHoldExactlyTheElementsOfTheirKind(int lanes)
    {
        var core = new FakeModel(1, lanes).Core;
        core.ParameterSet["rnn0.forward.w"].Trainable = false;
        core.ParameterSet["rnn0.backward.R"].Trainable = false;
        core.ParameterSet["rnn0.forward.b"].WeightDecay = false;
        core.ParameterSet["rnn0.backward.T"].WeightDecay = false;

        // Each element holds 1: frozen, 2: trained, 3: trained and decayed.
        foreach (var p in core.ParameterSet)
            p.Set([.. Enumerable.Repeat(!p.Trainable ? 1f : p.WeightDecay ? 3f : 2f, p.Length)]);
        var values = core.Parameters.Span.ToArray();
        var found = new List<float>();
        int end = 0;
        foreach (var run in core.Runs)
        {
            Assert.True(run.Start >= end && run.Length > 0 && run.Start % lanes == 0 && run.Length % lanes == 0);
            end = run.Start + run.Length;
            var within = values[run.Start..end].Where(value => value != 0).ToArray();
            Assert.All(within, value => Assert.Equal(run.WeightDecay ? 3f : 2f, value));
            found.AddRange(within);
        }

        Assert.Equal(values.Count(value => value > 1), found.Count);
    }

    [Fact]
    public void RunsAreKeptBetweenChanges()
    {
        var core = new FakeModel(1).Core;
        core.ParameterSet["rnn0.forward.b"].Trainable = false;
        _ = core.Runs;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Assert.False(core.Runs.IsEmpty);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void LayoutsThatCannotBeAreRefused()
    {
        static LayerLayout Track(Action<LayerLayout> declare, int lanes = 8)
        {
            var track = new LayerLayout("lstm0", lanes);
            declare(track);
            return track;
        }

        static ModelLayout Model(params LayerLayout[] tracks) => new("M", 1, 0, 1, tracks);

        Assert.Contains("ends at float 16 of 8", Assert.Throws<InvalidOperationException>(() => Model(Track(t =>
        {
            t.Vector("b", 9, 0, 8, 0);
            t.ParameterFloats = 8;
        }))).Message);
        Assert.Contains("whole vectors", Assert.Throws<InvalidOperationException>(() => Model(Track(t =>
        {
            t.Vector("b", 3, 4, 8, 0);
            t.ParameterFloats = 16;
        }))).Message);
        Assert.Throws<ArgumentException>(() => Model(Track(_ => { }), Track(_ => { }, lanes: 4)));
        Assert.Throws<ArgumentException>(() => new ModelLayout("M", 1, 1, 1, [Track(_ => { })]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Track(_ => { }, lanes: 3));
        Assert.Throws<InvalidOperationException>(() => Track(t => t.State("h", 3, t.Region(Rows.Steps, 8), t.Region(Rows.Batch, 8), 0)));
        Assert.Throws<InvalidOperationException>(() => Track(t => t.Region(Rows.Steps, 8, onlyWhenKeepingGates: true)));
    }
}
