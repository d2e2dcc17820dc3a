using Unrolled.CompilerServices;
using Unrolled.Tests.Memory;

namespace Unrolled.Tests.Persistence;

public sealed class ModelFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled-tests-").FullName;

    private string ModelPath => Path.Combine(_folder, "model.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void WhatIsSavedIsLoadedAtAnyWidth(int lanes)
    {
        var saved = new FakeModel(5, lanes);
        saved.Parameters["rnn0.forward.b"].Set([1, float.MaxValue, float.Epsilon, -0f, float.NegativeInfinity]);
        ModelFiles.Save(saved.Core, ModelPath);
        var loaded = ModelFiles.Load<FakeModel>(ModelPath);
        foreach (var parameter in saved.Parameters)
            Assert.Equal(parameter.ToArray().Select(BitConverter.SingleToInt32Bits), loaded.Parameters[parameter.Name].ToArray()
                .Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(1, loaded.Core.Version);

        string again = Path.Combine(_folder, "again.safetensors");
        ModelFiles.Save(loaded.Core, again);
        Assert.Equal(File.ReadAllBytes(ModelPath), File.ReadAllBytes(again));
    }

    [Fact]
    public void FirstValuesAreNotComputedToBeReplacedAndAreForTheNextModel()
    {
        ModelFiles.Save(new FakeModel(5).Core, ModelPath);
        var loaded = ModelFiles.Load<FakeModel>(ModelPath);
        Assert.All(loaded.ParametersAtConstruction, value => Assert.Equal(0f, value));
        Assert.Equal(new FakeModel(5).Core.Parameters.Span.ToArray(), loaded.Core.Parameters.Span.ToArray());
        Assert.Contains(new FakeModel(0).ParametersAtConstruction, value => value != 0);
    }

    [Fact]
    public void TheFileSaysWhatItIs()
    {
        ModelFiles.Save(new FakeModel(5).Core, ModelPath);
        using var reader = new SafetensorsReader(ModelPath);
        Assert.Equal("unrolled", reader.Metadata["format"]);
        Assert.Equal("FakeModel", reader.Metadata["model"]);
        Assert.Equal(new FakeModel(5).Parameters.Select(p => p.Name), reader.Tensors.Select(t => t.Name));
        Assert.True(reader.TryGet("rnn0.forward.T", out var table));
        Assert.Equal(("F32", new Shape(7, 5), 140L), (table.Type, table.Shape, table.Bytes));
        Assert.Equal(new FakeModel(5).Parameters["rnn0.forward.T"].ToArray(), reader.ReadSingles("rnn0.forward.T"));
        Assert.Contains("rnn0.forward.T", Assert.Throws<KeyNotFoundException>(() => reader.ReadSingles("rnn0.T")).Message);
    }

    [Fact]
    public void SavingReplacesAndLeavesNothingElse()
    {
        File.WriteAllText(ModelPath, "something else");
        ModelFiles.Save(new FakeModel(5).Core, ModelPath);
        Assert.NotNull(ModelFiles.Load<FakeModel>(ModelPath));
        Assert.Equal([ModelPath], Directory.GetFiles(_folder));
    }

    [Fact]
    public void ASaveThatFailsLeavesTheOldFile()
    {
        File.WriteAllText(ModelPath, "the old file");
        SafetensorsEntry[] tensors = [new("a", new Shape(1), () => [1]), new("b", new Shape(1), () => throw new IOException("no more"))];
        Assert.Throws<IOException>(() => SafetensorsWriter.Write(ModelPath, tensors));
        Assert.Equal("the old file", File.ReadAllText(ModelPath));
        Assert.Equal([ModelPath], Directory.GetFiles(_folder));
        Assert.Throws<DirectoryNotFoundException>(() => ModelFiles.Save(new FakeModel(5).Core, Path.Combine(_folder, "none", "model.safetensors")));
        Assert.Throws<FileNotFoundException>(() => ModelFiles.Load<FakeModel>(Path.Combine(_folder, "none.safetensors")));
    }

    [Fact]
    public void OtherTensorsAreNamedWithWhatWasExpectedAndFound()
    {
        var model = new FakeModel(5);
        var good = model.Parameters.Select(p => new SafetensorsEntry(p.Name, p.Shape, p.ToArray)).ToArray();

        Assert.Contains("rnn0.forward.b: expected F32 [5], found none", LoadError([.. good.Where(t => t.Name != "rnn0.forward.b")]));
        Assert.Contains("extra: expected none, found F32 [2]", LoadError([.. good, new("extra", new Shape(2), () => [1, 2])]));
        var turned = good[2] with { Shape = new Shape(25) };
        Assert.Contains("rnn0.forward.R: expected F32 [5, 5], found F32 [25]", LoadError([.. good[..2], turned, .. good[3..]]));
        string all = LoadError([]);
        Assert.Contains("FakeModel", all);
        Assert.All(model.Parameters, p => Assert.Contains($"{p.Name}: expected F32 {p.Shape}, found none", all));
    }

    [Fact]
    public void AFileThatDoesNotFitChangesNothing()
    {
        var model = new FakeModel(5);
        var before = model.Core.Parameters.Span.ToArray();
        SafetensorsWriter.Write(ModelPath, [.. model.Parameters.Skip(1).Select(p => new SafetensorsEntry(p.Name, p.Shape, () => new float[p.Length]))]);
        using var reader = new SafetensorsReader(ModelPath);
        Assert.Throws<InvalidDataException>(() => ModelFiles.Load(model.Core, reader));
        Assert.Equal(before, model.Core.Parameters.Span.ToArray());
        Assert.Equal(0, model.Core.Version);
    }

    /// <summary>Of a file that cannot be read to its end, wherever that is, a model takes nothing.</summary>
    [Fact]
    public void AReadThatFailsChangesNothing()
    {
        ModelFiles.Save(new FakeModel(seed: 1).Core, ModelPath);
        byte[] file = File.ReadAllBytes(ModelPath);
        int header = 8 + BitConverter.ToInt32(file);
        var model = new FakeModel(seed: 2);
        var before = model.Core.Parameters.Span.ToArray();
        for (int readable = header; readable < file.Length; readable += 20)
        {
            using var reader = new SafetensorsReader(new FailingStream(file, readable), "the file");
            Assert.Throws<IOException>(() => ModelFiles.Load(model.Core, reader));
            Assert.Equal(before, model.Core.Parameters.Span.ToArray());
            Assert.Equal(0, model.Core.Version);
        }

        using var whole = new SafetensorsReader(new FailingStream(file, file.Length), "the file");
        ModelFiles.Load(model.Core, whole);
        Assert.Equal(new FakeModel(seed: 1).Core.Parameters.Span.ToArray(), model.Core.Parameters.Span.ToArray());
        Assert.Equal(1, model.Core.Version);
    }

    [Fact]
    public void ParametersComeFromAnySource()
    {
        var source = new Source(new FakeModel(seed: 3).Parameters.ToDictionary(p => p.Name, p => (p.Shape, Values: p.ToArray())));
        Assert.Equal(new FakeModel(seed: 3).Core.Parameters.Span.ToArray(), ModelFiles.Load<FakeModel>(source).Core.Parameters.Span.ToArray());

        source.Held["rnn0.forward.b"] = (new Shape(5), new float[4]);
        string error = Assert.Throws<InvalidDataException>(() => ModelFiles.Load<FakeModel>(source)).Message;
        Assert.Contains("elsewhere: rnn0.forward.b [5] has 5 values; read were 4", error);
        source.Held.Remove("rnn0.forward.b");
        Assert.Contains("elsewhere does not hold", Assert.Throws<InvalidDataException>(() => ModelFiles.Load<FakeModel>(source)).Message);
    }

    [Fact]
    public void TheWriterRefusesWhatItCannotWrite()
    {
        using var stream = new MemoryStream();
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(stream, [new("a", new Shape(2), () => [1])]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(stream, [new("a", new Shape(1), () => [1]), new("a", new Shape(1), () => [1])]));
    }

    private string LoadError(SafetensorsEntry[] tensors)
    {
        SafetensorsWriter.Write(ModelPath, tensors);
        return Assert.Throws<InvalidDataException>(() => ModelFiles.Load<FakeModel>(ModelPath)).Message;
    }

    /// <summary>A disk that fails: the bytes before a position can be read, those after it cannot.</summary>
    private sealed class FailingStream(byte[] file, int readable) : MemoryStream(file)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            return Position <= readable ? read : throw new IOException("the disk has gone");
        }
    }

    /// <summary>A format of one's own.</summary>
    private sealed class Source(Dictionary<string, (Shape Shape, float[] Values)> held) : ITensorSource
    {
        public Dictionary<string, (Shape Shape, float[] Values)> Held => held;

        public string Name => "elsewhere";

        public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

        public IEnumerable<TensorInfo> Tensors => held.Select(tensor => new TensorInfo(tensor.Key, "F32", tensor.Value.Shape));

        public float[] ReadSingles(string name) => held[name].Values;
    }
}
