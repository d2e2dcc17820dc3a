namespace Unrolled.Interop.Tests.PyTorch;

/// <summary>Files that PyTorch wrote give the outputs that PyTorch computed.</summary>
public class PyTorchReaderTests
{
    [Theory]
    [InlineData("small.pt", "small")]
    [InlineData("protocol3.pt", "small")]
    [InlineData("protocol4.pt", "small")]
    [InlineData("protocol5.pt", "small")]
    [InlineData("deflated.pt", "small")]
    [InlineData("big_endian.pt", "small")]
    [InlineData("views.pt", "small")]
    [InlineData("twice.pt", "checkpoint")]
    [InlineData("call.pt", "checkpoint")]
    [InlineData("half.pt", "half")]
    [InlineData("bfloat16.pt", "bfloat16")]
    [InlineData("double.pt", "double")]
    [InlineData("checkpoint.tar", "checkpoint")]
    [InlineData("module.pt", "checkpoint")]
    [InlineData("half.safetensors", "half")]
    [InlineData("bfloat16.safetensors", "bfloat16")]
    [InlineData("double.safetensors", "double")]
    [InlineData("by_name.safetensors", "small")]
    [InlineData("in_order.safetensors", "small")]
    [InlineData("half.dat", "half")]
    [InlineData("bfloat16.dat", "bfloat16")]
    [InlineData("double.dat", "double")]
    [InlineData("small.dat", "small")]
    [InlineData("small.json", "json")]
    public void Lstm(string file, string outputs) => PyTorchFixture.Check<Small>(outputs, PyTorchFixture.Read(file));

    [Fact]
    public void TwoLayersOfBothDirections() => PyTorchFixture.Check<BothDirections>("both", PyTorchFixture.Read("both.pt"));

    [Fact]
    public void TwoLayersOfGru() => PyTorchFixture.Check<TwoGrus>("gru", PyTorchFixture.Read("gru.pt"));

    [Theory]
    [InlineData("gru_without_biases.pt")]
    [InlineData("bare.pt")]
    public void GruWithoutBiases(string file) => PyTorchFixture.Check<GruWithoutBiases>("gru_without_biases", PyTorchFixture.Read(file));

    [Fact]
    public void Projection() => PyTorchFixture.Check<Projected>("projection", PyTorchFixture.Read("projection.pt"));

    [Fact]
    public void ReluIsAnOption() => PyTorchFixture.Check<Relu>("relu", PyTorchFixture.Read("relu.pt", new ReadOptions { Activation = Activation.Relu }));

    [Fact]
    public void TanhIsTakenAndSaid()
    {
        var file = PyTorchFixture.Read("relu.pt");
        Assert.Equal(Activation.Tanh, ((RnnAttribute)file.Layers[0].Declaration).Activation);
        Assert.Contains(file.Notes, note => note.Contains("'rnn'", StringComparison.Ordinal) && note.Contains("relu", StringComparison.Ordinal));
    }

    [Fact]
    public void AWholeModuleSaysItsActivation()
    {
        var file = PyTorchFixture.Read("relu_module.pt");
        Assert.Equal(Activation.Relu, ((RnnAttribute)file.Layers[0].Declaration).Activation);
        PyTorchFixture.Check<Relu>("relu", file);
    }

    [Theory]
    [InlineData("tokens.pt")]
    [InlineData("tokens.safetensors")]
    public void Embedding(string file) => PyTorchFixture.Check<Tokens>("tokens", PyTorchFixture.Read(file));

    [Theory]
    [InlineData("tied.pt")]
    [InlineData("tied.safetensors")]
    public void AnEmbeddingThatIsTheHeadsMatrix(string file) => PyTorchFixture.Check<Tied>("tied", PyTorchFixture.Read(file));

    [Fact]
    public void CellsOfEachKind() => PyTorchFixture.Check<Cells>("cells", PyTorchFixture.Read("cells.pt"));

    [Theory]
    [InlineData("head_first.pt")]
    [InlineData("head_first.safetensors")]
    public void AHeadThatStandsFirst(string file)
    {
        var read = PyTorchFixture.Read(file);
        PyTorchFixture.Check<HeadFirst>("head_first", read);
        Assert.Contains(read.Notes, note => note.Contains("'rnn' 1 -> 5, 'head' 5 -> 1", StringComparison.Ordinal));
    }

    [Fact]
    public void KeysOfACheckpoint()
    {
        PyTorchFixture.Check<Small>("average", PyTorchFixture.Read("checkpoint.tar", new ReadOptions { Key = "ema.model" }));
        PyTorchFixture.Check<Small>("average", PyTorchFixture.Read("checkpoint.tar", new ReadOptions { Key = "ema" }));
        PyTorchFixture.Check<Small>("checkpoint", PyTorchFixture.Read("checkpoint.tar", new ReadOptions { Key = "model_state_dict.module" }));
        Assert.Contains("'epoch', 'loss'", PyTorchFixture.Refusal("checkpoint.tar", new ReadOptions { Key = "weights" }), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatACheckpointSays()
    {
        var file = PyTorchFixture.Read("checkpoint.tar");
        Assert.Equal("9", file.Metadata["epoch"]);
        Assert.Equal("0.25", file.Metadata["loss"]);
        Assert.Contains(file.Notes, note => note.Contains("'ema.model'", StringComparison.Ordinal));
    }

    [Fact]
    public void PartsThatActOnNothingAreLeftOutAndSaid()
    {
        string notes = string.Join("\n", PyTorchFixture.Read("twice.pt").Notes);
        Assert.Contains("'layers.0'", notes, StringComparison.Ordinal);
        Assert.Contains("criterion.weight [2], steps []", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void ACallIsSaidAndNotMade()
    {
        Assert.Contains(PyTorchFixture.Read("call.pt").Notes, note => note.Contains("posix.system", StringComparison.Ordinal));
        Assert.False(File.Exists("called"));
    }

    [Fact]
    public void GuitarMl()
    {
        var file = PyTorchFixture.Read("guitar.json");
        PyTorchFixture.Check<Guitar>("guitar", file);
        Assert.Contains(file.Notes, note => note.StartsWith("skip = 1", StringComparison.Ordinal));
        Assert.Contains(file.Notes, note => note.Contains("44,100", StringComparison.Ordinal));
        Assert.Equal(48000, PyTorchFixture.Read("guitar.json", new ReadOptions { SampleRate = 48000 }).SampleRate);
    }

    [Theory]
    [InlineData("activation.pt", "The file names 'head.1', 'head.2', which have no parameters")]
    [InlineData("activation_module.pt", "Where the model applies ReLU 'head.1' is in its code")]
    public void AnActivationIsNotInTheFileAndSaidByTheClass(string name, string note)
    {
        var file = PyTorchFixture.Read(name);
        Assert.Contains(file.Notes, found => found.StartsWith(note, StringComparison.Ordinal));
        Assert.Contains(file.Notes, found => found.Contains("between 'head.0' and 'head.3'", StringComparison.Ordinal));
        PyTorchFixture.Check<WithActivation>("activation", file);
    }
}
