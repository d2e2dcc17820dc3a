namespace Unrolled.Interop.Tests.Audio;

/// <summary>RTNeural's JSON, with the additions of AIDA-X.</summary>
public class RTNeuralTests
{
    private const string Lstm = """{"type":"lstm","activation":"","shape":[null,null,1],"weights":[[[1,2,3,4]],[[1,2,3,4]],[0,0,0,0]]}""";

    [Fact]
    public void A_dense_layer_an_lstm_and_a_head()
    {
        var file = AudioFixture.Read("lstm.json");
        Assert.Equal((FileFormat.RTNeural, 48000d, "somebody"), (file.Format, file.SampleRate, file.Metadata["author"]));
        var (inputs, outputs) = AudioFixture.Case("lstm.json");
        AudioFixture.Near(outputs, file.Load<DenseLstm>().Predict(inputs));
    }

    [Fact]
    public void A_gru_and_an_activation_of_its_own()
    {
        var file = AudioFixture.Read("gru.json", new ReadOptions { SampleRate = 96000 });
        Assert.Equal(96000, file.SampleRate);
        var (inputs, outputs) = AudioFixture.Case("gru.json");
        AudioFixture.Near(outputs, file.Load<GruDense>().Predict(inputs));
    }

    [Fact]
    public void A_skip_connection_with_gains_and_a_self_test()
    {
        var file = AudioFixture.Read("skip.aidax");
        Assert.Equal((44100d, "an amplifier", "3"), (file.SampleRate, file.Metadata["name"], file.Metadata["in_gain"]));
        Assert.Contains(file.Notes, note => note.Contains("the model does not apply them", StringComparison.Ordinal));
        var (inputs, outputs) = AudioFixture.Case("skip.aidax");
        var model = file.Load<Skip>();
        AudioFixture.Near(outputs, model.Predict(inputs));
        AudioFixture.Near(file.SelfTest!.Outputs, model.Predict(file.SelfTest.Inputs));
    }

    [Theory]
    [InlineData("[Model(Inputs = 3)] [Lstm(4)] [Dense(2)]")]
    [InlineData("[Model(Inputs = 1)] [Gru(4)] [Dense(1)] [Residual(Channels = 1)]")]
    [InlineData("[Model(Inputs = 2)] [Dense(3, Activation = Activation.Relu)] [Gru(2)] [Lstm(2)] [Dense(2, Activation = Activation.Sigmoid)]")]
    public void Out_and_back(string declaration)
    {
        var model = RandomModel.Of(declaration);
        var again = WrittenFile.Again(model, FileFormat.RTNeural);
        Assert.Equal(model.Layers.Select(layer => layer.ToString()), again.Layers.Select(layer => layer.ToString()));

        // A bias of -0 is a sum with 0 in these files, and comes back as 0.
        foreach (var tensor in again.Tensors)
        {
            var wanted = model.Tensors.Single(other => other.Name == tensor.Name);
            Assert.Equal(wanted.Values.Select(value => value + 0f), tensor.Values.Select(value => value + 0f));
        }
    }

    [Theory]
    [InlineData("[Model(Inputs = 3)] [Lstm(4, Peepholes = Peepholes.All)]", "cannot say the option Peepholes of lstm0 [Lstm(4, Peepholes = Peepholes.All)].")]
    [InlineData("[Model(Inputs = 3)] [Gru(4, Reset = Reset.Before)]", "RTNeural cannot say the option Reset of gru0")]
    [InlineData("[Model(Inputs = 3)] [Gru(4, Direction = Direction.Both)]", "RTNeural cannot say the option Direction of gru0")]
    [InlineData("[Model(Inputs = 3)] [Rnn(4)]", "RTNeural has no layer for rnn0 [Rnn(4)].")]
    [InlineData("[Model(Vocabulary = 3)] [Embedding(4)]", "RTNeural has no layer that reads tokens.")]
    [InlineData("[Model(Inputs = 3)] [Gru(3)] [Residual]", "the model's [Residual] adds more.")]
    public void What_cannot_be_said_is_refused(string declaration, string message)
    {
        var model = RandomModel.Of(declaration);
        string found = Assert.Throws<ModelFileException>(() => WrittenFile.Again(model, FileFormat.RTNeural)).Message;
        Assert.Contains(message, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"in_shape":[null,null,1],"layers":[{"type":"conv1d","shape":[null,null,1],"weights":[]}]}""",
        "model.json: layer 0 is 'conv1d'; Unrolled reads dense")]
    [InlineData("""{"in_shape":[null,null,1],"layers":[{"type":"unknown","shape":[null,null,1]}]}""", "layer 0 is 'unknown', which the exporter writes")]
    [InlineData(
        """{"in_shape":[null,null,1],"layers":[{"type":"dense","activation":"softmax","shape":[null,null,1],"weights":[[[1]],[1]]}]}""",
        "'dense' with the activation 'softmax'")]
    [InlineData("""{"in_shape":[null,null,1],"layers":[{"type":"dense","shape":[null,null,2],"weights":[[[1]],[1]]}]}""", "have to be [2, 1]; found [1, 1].")]
    [InlineData("""{"in_shape":[null,null,1],"layers":[]}""", "it has no layers.")]
    [InlineData("""{"in_shape":[],"layers":[]}""", "in_shape is []; expected [null, null, inputs].")]
    [InlineData("""{"in_shape":[null,8,8,1],"layers":[]}""", "expected [null, null, inputs]: images")]
    [InlineData("""{"in_shape":[null,null,1],"in_skip":2,"layers":[""" + Lstm + "]}", "in_skip is 2; expected 0, or 1")]
    [InlineData(
        """{"in_shape":[null,null,1],"input_batch":[1,2],"output_batch":[1],"layers":[""" + Lstm + "]}",
        "input_batch and output_batch are no lists of numbers of one length.")]
    [InlineData(
        """{"in_shape":[null,null,1],"layers":[{"type":"lstm","shape":[null,null,1],"weights":[[[1,2],[3]],[[1,2,3,4]],[0,0,0,0]]}]}""",
        "expected lists of numbers [inputs][4 · hidden] in weights[0].")]
    [InlineData("""{"in_shape":[null,null,1],"layers":[{"type":"activation","activation":"tanh"}]}""", "which has to follow a dense layer")]
    [InlineData("""{"in_shape":[null,null,1],"layers":[7]}""", "layer 0 is no object")]
    [InlineData("""{"in_shape": [""", "it begins as JSON does and is none")]
    public void What_cannot_be_read_is_refused(string text, string message) => Assert.Contains(message, AudioFixture.Refusal(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("lstm.json")]
    [InlineData("gru.json")]
    [InlineData("skip.aidax")]
    [InlineData("amp.nam")]
    public void Damaged_files_end_in_one_exception(string name) => Fuzz.Mutate(File.ReadAllBytes(AudioFixture.File(name)), name);
}
