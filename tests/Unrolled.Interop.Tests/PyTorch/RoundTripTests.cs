using System.Text;

namespace Unrolled.Interop.Tests.PyTorch;

/// <summary>What PyTorch can say goes out and comes back with every bit; the rest is refused.</summary>
public class RoundTripTests
{
    [Theory]
    [InlineData("[Model(Inputs = 3)] [Lstm(4)] [Dense(2)]")]
    [InlineData("[Model(Inputs = 3)] [Lstm(4, Projection = 2, Direction = Direction.Both)] [Gru(3, Direction = Direction.Both)] [Dense(2, Bias = false)]")]
    [InlineData("[Model(Inputs = 2)] [Lstm(3, Bias = false)] [Gru(3, Bias = false)] [Rnn(3, Bias = false)]")]
    [InlineData("[Model(Inputs = 2)] [Rnn(3, Activation = Activation.Relu)] [Rnn(3)] [Dropout(0.25)] [Dense(4, Activation = Activation.Relu)] [Dense(2)]")]
    [InlineData("[Model(Vocabulary = 5)] [Embedding(3)] [Gru(4, RecurrentDropout = 0.5)] [Lstm(4, ForgetBias = 2, Returns = Returns.Last)] [Dense(5)]")]
    [InlineData("[Model(Vocabulary = 5)] [Gru(4)]")]
    [InlineData("[Model(Inputs = 3)] [Gru(4)] [Dense(3)] [Residual(Channels = 2)]")]
    [InlineData("[Model(Inputs = 3)] [Dense(4)] [Gru(4)] [Dense(3, Activation = Activation.Sigmoid)] [Residual]")]
    public void EveryBit(string declaration)
    {
        var model = RandomModel.Of(declaration);
        foreach (var format in new[] { FileFormat.PyTorch, FileFormat.PyTorchSafetensors })
        {
            var again = WrittenFile.Again(model, format);
            Assert.Equal(format, again.Format);
            Assert.Equal(model.Layers.Select(layer => layer.ToString()), again.Layers.Select(layer => layer.ToString()));
            Assert.Equal((model.Inputs, model.Vocabulary, model.Outputs), (again.Inputs, again.Vocabulary, again.Outputs));
            Assert.Equal(model.Tensors.Select(tensor => tensor.ToString()).Order(), again.Tensors.Select(tensor => tensor.ToString()).Order());
            foreach (var tensor in again.Tensors)
                Assert.Equal(Bits(model.Tensors.Single(other => other.Name == tensor.Name)), Bits(tensor));
        }
    }

    [Theory]
    [InlineData("[Lstm(4, Peepholes = Peepholes.All)]", "lstm0 has the option Peepholes")]
    [InlineData("[Lstm(4, Coupling = Coupling.InputFromForget)]", "lstm0 has the option Coupling")]
    [InlineData("[Lstm(4, Without = Gates.Output)]", "lstm0 has the option Without")]
    [InlineData("[Lstm(4, InputActivation = Activation.Identity)]", "lstm0 has the option InputActivation")]
    [InlineData("[Lstm(4, OutputActivation = Activation.Identity)]", "lstm0 has the option OutputActivation")]
    [InlineData("[Lstm(4, FullGateRecurrence = true)]", "lstm0 has the option FullGateRecurrence")]
    [InlineData("[Lstm(4, Normalize = true)]", "lstm0 has the option Normalize")]
    [InlineData("[Lstm(4, LearnInitialState = true)]", "lstm0 has the option LearnInitialState")]
    [InlineData("[Gru(4, Reset = Reset.Before)]", "gru0 has the option Reset")]
    [InlineData("[Gru(4, Zoneout = 0.1)]", "gru0 has the option Zoneout")]
    [InlineData("[Gru(4, Direction = Direction.Backward)]", "gru0 has the option Direction")]
    [InlineData("[Standardize] [Gru(4)]", "standardize0 is [Standardize]")]
    [InlineData("[Gru(4)] [Rescale]", "rescale1 is [Rescale]")]
    public void Refused(string layers, string message)
    {
        var model = RandomModel.Of("[Model(Inputs = 4)] " + layers);
        string found = Assert.Throws<ModelFileException>(() => WrittenFile.Again(model, FileFormat.PyTorch)).Message;
        Assert.StartsWith("random: " + message, found, StringComparison.Ordinal);
        Assert.Equal(found, Assert.Throws<ModelFileException>(() => WrittenFile.Again(model, FileFormat.PyTorchSafetensors)).Message);
    }

    [Fact]
    public void TheSameModelGivesTheSameBytes()
    {
        var model = PyTorchFixture.Read("both.pt");
        Assert.Equal(WrittenFile.Bytes(model, FileFormat.PyTorch), WrittenFile.Bytes(model, FileFormat.PyTorch));
    }

    [Fact]
    public void ADeclarationThatDoesNotFitIsRefused()
    {
        byte[] bytes = WrittenFile.Bytes(RandomModel.Of("[Model(Inputs = 3)] [Lstm(4)] [Dense(2)]"), FileFormat.PyTorch);
        byte[] changed = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("[Lstm(4)]", "[Lstm(5)]", StringComparison.Ordinal));
        string message = Assert.Throws<ModelFileException>(() => ModelFile.Read(changed, "x.pt")).Message;
        Assert.Contains("declare [Lstm(5)], where its parameters have [Lstm(4)]", message, StringComparison.Ordinal);
    }

    private static int[] Bits(ModelTensor tensor) => [.. tensor.Values.Select(BitConverter.SingleToInt32Bits)];
}
