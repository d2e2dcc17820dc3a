namespace Unrolled.EndToEnd.Tests;

[Model(Inputs = 5, Training = false)]
[Lstm(17, Peepholes = Peepholes.All, FullGateRecurrence = true, Projection = 6)]
[Gru(9, Reset = Reset.Before)]
[Dense(3, Activation = Activation.Tanh)]
public partial class StackedForInference;

/// <summary>Models in files and streams, with strings of the user's; parameters from one model to another; runs without a state.</summary>
[Trait("Vectors", "none")]
public sealed class KeepTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Streams_hold_what_files_hold()
    {
        var model = new Stacked(5) { Seed = 77 };
        using var stream = new MemoryStream();
        stream.WriteByte(1);
        model.Save(stream, new Dictionary<string, string> { ["sample rate"] = "48000" });
        Assert.True(stream.CanWrite);
        model.Save(_file, new Dictionary<string, string> { ["sample rate"] = "48000" });
        Assert.Equal(File.ReadAllBytes(_file), stream.ToArray()[1..]);

        stream.Position = 1;
        var again = Stacked.Load(stream);
        Assert.True(stream.CanRead);
        Assert.Equal(77, again.Seed);
        Assert.Equal("48000", Assert.Single(again.Metadata).Value);
        foreach (var p in model.Parameters)
            Assert.Equal(p.ToArray(), again.Parameters[p.Name].ToArray());
        Assert.Contains(
            "The stream is not a valid safetensors file",
            Assert.Throws<InvalidDataException>(() => Stacked.Load(new MemoryStream([1, 2, 3]))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "lstm0.W_i: expected F32 [64, 28], found F32 [17, 5]",
            Assert.Throws<InvalidDataException>(() => RowReader.Load(_file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_survives_until_it_is_replaced()
    {
        var model = new Stacked(5);
        Assert.Empty(model.Metadata);
        model.Save(_file, new Dictionary<string, string> { ["units"] = "°C", ["a"] = "" });
        Assert.Empty(model.Metadata);
        var again = Stacked.Load(_file);
        again.Save(_file);
        again = Stacked.Load(_file);
        Assert.Equal(["a", "units"], again.Metadata.Keys);
        Assert.Equal("°C", again.Metadata["units"]);
        Assert.Equal("°C", StackedForInference.Load(_file).Metadata["units"]);
        again.Save(_file, new Dictionary<string, string>());
        Assert.Empty(Stacked.Load(_file).Metadata);
    }

    [Theory]
    [InlineData("format")]
    [InlineData("model")]
    [InlineData("unrolled.seed")]
    [InlineData("unrolled.anything")]
    public void Keys_of_the_library_are_taken(string key)
    {
        var metadata = new Dictionary<string, string> { [key] = "x" };
        File.WriteAllText(_file, "as it was");
        string message = Assert.Throws<ArgumentException>(() => new Stacked(1).Save(_file, metadata)).Message;
        Assert.StartsWith(
            $"The metadata has the key '{key}', which Unrolled writes itself. Choose another: all but 'format', 'model' and what starts with 'unrolled.'.",
            message, StringComparison.Ordinal);
        Assert.Equal("as it was", File.ReadAllText(_file));
        Assert.Contains(
            "no value for the key 'a'",
            Assert.Throws<ArgumentException>(() => new Stacked(1).Save(_file, new Dictionary<string, string> { ["a"] = null! })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_seed_that_is_no_number_is_not_loaded()
    {
        var model = new Stacked(5);
        SafetensorsWriter.Write(
            _file, [.. model.Parameters.Select(p => new SafetensorsEntry(p.Name, p.Shape, p.ToArray))],
            new Dictionary<string, string> { ["unrolled.seed"] = "1.5", ["format"] = "pt" });
        Assert.Contains(
            "expected a whole number in 'unrolled.seed' of its metadata, found '1.5'",
            Assert.Throws<InvalidDataException>(() => Stacked.Load(_file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_move_to_a_class_with_the_same()
    {
        var (trained, runs) = (new Stacked(5), new StackedForInference(1));
        runs.CopyFrom(trained);
        float[] xs = new float[4 * Stacked.Inputs];
        Array.Fill(xs, 0.5f);
        Assert.Equal(trained.Predict(xs), runs.Predict(xs));

        var other = new Stacked(2);
        other.Parameters["dense2.b"].Trainable = false;
        float[] before = other.Predict(xs);
        var e = Assert.Throws<ArgumentException>(() => other.CopyFrom(new RowReader(1)));
        Assert.StartsWith(
            "RowReader does not have the parameters of Stacked, so they cannot be copied. lstm0.W_i: expected [17, 5], found [64, 28]. In all, ",
            e.Message, StringComparison.Ordinal);
        Assert.Equal(before, other.Predict(xs));
        other.CopyFrom(trained);
        Assert.Equal(trained.Predict(xs), other.Predict(xs));
        Assert.Equal((2, false), (other.Seed, other.Parameters["dense2.b"].Trainable));
        other.CopyFrom(other);
        Assert.Equal(trained.Predict(xs), other.Predict(xs));
    }

    [Fact]
    public void Whole_sequences_need_no_state()
    {
        var model = new BothWays(3);
        float[] xs = [.. Enumerable.Range(0, 6 * BothWays.Inputs).Select(k => k * 0.1f)];
        float[] expected = new float[6 * BothWays.Outputs], ys = new float[6 * BothWays.Outputs];
        model.Run(xs, model.NewState(), expected);
        model.Run(xs, ys);
        Assert.Equal(expected, ys);
        Assert.Equal(expected, model.Predict(xs));
        Assert.Empty(model.Predict([]));
        Assert.Contains("25", Assert.Throws<ArgumentException>(() => model.Predict(new float[25])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Run(xs, new float[5]));

        var letters = new Letters(1);
        expected = new float[3 * Letters.Outputs];
        letters.Run([1, 2, 3], letters.NewState(), expected);
        Assert.Equal(expected, letters.Predict([1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => letters.Predict([11]));

        var start = new LearnedStart(1);
        start.Parameters["gru0.h0"].Set([.. Enumerable.Repeat(0.5f, 9)]);
        ys = new float[9];
        start.Step([1, 2, 3], start.NewState(), ys);
        Assert.Equal(ys, start.Predict([1, 2, 3]));
    }

    [Fact]
    public void The_seed_of_dropout_comes_back()
    {
        var model = new Letters(4);
        model.Save(_file);
        var (again, other) = (Letters.Load(_file), Letters.Load(_file));
        Assert.Equal(4, again.Seed);
        other.Seed = 5;
        Assert.Equal(Outputs(model), Outputs(again));
        Assert.NotEqual(Outputs(model), Outputs(other));

        static float[] Outputs(Letters letters)
        {
            var tape = letters.NewTape(5, 2);
            letters.Forward(tape);
            return tape.Outputs.ToArray();
        }
    }
}
