using PureHDF;

namespace Unrolled.Interop.Tests.Keras;

/// <summary>What Keras can say goes out and comes back with every bit; the rest is refused.</summary>
public sealed class KerasRoundTripTests
{
    private const string Declared = "[Model(Inputs = 3)] [Lstm(5, Direction = Direction.Both)] [Gru(4)] [Dense(2)]";

    private const string Script = """
        import json, sys, zipfile, io
        import h5py
        import numpy as np

        path = sys.argv[1]
        if path.endswith(".keras"):
            whole = zipfile.ZipFile(path)
            assert whole.testzip() is None
            config = json.loads(whole.read("config.json"))
            assert json.loads(whole.read("metadata.json"))["unrolled"]["author"] == "é"
            file = h5py.File(io.BytesIO(whole.read("model.weights.h5")))
            groups = ["bidirectional/forward_layer/cell", "bidirectional/backward_layer/cell", "gru/cell", "dense"]
            values = [file["layers/%s/vars/%d" % (g, n)][()] for g in groups for n in range(2 if g == "dense" else 3)]
            assert file["layers/gru/cell/vars"].attrs["name"] == "gru"
        else:
            file = h5py.File(path)
            config = json.loads(file.attrs["model_config"])
            assert json.loads(file.attrs["unrolled_metadata"])["unrolled"]["author"] == "é"
            weights = file["model_weights"]
            names = [n.decode() for n in weights.attrs["layer_names"]]
            values = [weights[name][w.decode()][()] for name in names for w in weights[name].attrs["weight_names"]]
            assert len(weights["top_level_model_weights"].attrs["weight_names"]) == 0
        print(" ".join(layer["class_name"] for layer in config["config"]["layers"]))
        print(" ".join(str(list(v.shape)).replace(" ", "") for v in values))
        print(" ".join("%08x" % b for v in values for b in np.ascontiguousarray(v).view("uint32").ravel()))
        """;

    [Theory]
    [InlineData("[Model(Inputs = 3)] [Lstm(4)] [Dense(2)]")]
    [InlineData("[Model(Inputs = 3)] [Lstm(4, Direction = Direction.Both)] [Gru(3, Direction = Direction.Both)] [Dense(2, Bias = false)]")]
    [InlineData("[Model(Inputs = 3)] [Gru(3, Reset = Reset.Before)] [Gru(2, Reset = Reset.Before, Direction = Direction.Both, Returns = Returns.Last)]")]
    [InlineData("[Model(Inputs = 2)] [Lstm(3, Bias = false)] [Gru(3, Bias = false)] [Gru(3, Bias = false, Reset = Reset.Before)] [Rnn(3, Bias = false)]")]
    [InlineData("[Model(Inputs = 2)] [Rnn(3, Activation = Activation.Relu)] [Rnn(3)] [Dropout(0.25)] [Dense(4, Activation = Activation.Relu)] [Dense(2)]")]
    [InlineData("[Model(Inputs = 2)] [Dense(4, Activation = Activation.Sigmoid)] [Gru(3)] [Dropout(0.1)] [Dense(2, Activation = Activation.Tanh)] [Dense(2)]")]
    [InlineData("[Model(Inputs = 1)] [Lstm(3, InputActivation = Activation.Identity, OutputActivation = Activation.Identity, ForgetBias = 0)]")]
    [InlineData("[Model(Inputs = 4)] [Gru(3, Direction = Direction.Backward, Returns = Returns.Last)] [Dense(2)]")]
    [InlineData("[Model(Vocabulary = 5)] [Embedding(3)] [Gru(4, RecurrentDropout = 0.5)] [Lstm(4, Returns = Returns.Last)] [Dense(5)]")]
    [InlineData("[Model(Inputs = 3)] [Standardize] [Lstm(4)] [Dense(2)] [Rescale]")]
    [InlineData("[Model(Inputs = 3)] [Standardize] [Rnn(4, RecurrentDropout = 0.25)] [Rescale]")]
    public void Every_bit(string declaration)
    {
        var model = Model(declaration);
        foreach (var format in new[] { FileFormat.Keras, FileFormat.KerasHdf5 })
        {
            var again = ModelFile.Read(WrittenFile.Bytes(model, format), "again");
            Assert.Equal(format, again.Format);
            Assert.Equal(model.Layers.Select(layer => layer.ToString()), again.Layers.Select(layer => layer.ToString()));
            Assert.Equal((model.Inputs, model.Vocabulary, model.Outputs), (again.Inputs, again.Vocabulary, again.Outputs));
            Assert.Equal(model.Tensors.Select(tensor => tensor.ToString()).Order(), again.Tensors.Select(tensor => tensor.ToString()).Order());
            foreach (var tensor in again.Tensors)
                Assert.Equal(Bits(model.Tensors.Single(other => other.Name == tensor.Name).Values), Bits(tensor.Values));
            Assert.Empty(again.Notes);
        }
    }

    [Theory]
    [InlineData("[Lstm(4, Peepholes = Peepholes.All)]", "lstm0 has the option Peepholes")]
    [InlineData("[Lstm(4, Coupling = Coupling.InputFromForget)]", "lstm0 has the option Coupling")]
    [InlineData("[Lstm(4, Without = Gates.Output)]", "lstm0 has the option Without")]
    [InlineData("[Lstm(4, InputActivation = Activation.Identity)]", "lstm0 has the options InputActivation and OutputActivation")]
    [InlineData("[Lstm(4, FullGateRecurrence = true)]", "lstm0 has the option FullGateRecurrence")]
    [InlineData("[Lstm(4, Projection = 2)]", "lstm0 has the option Projection")]
    [InlineData("[Lstm(4, Normalize = true)]", "lstm0 has the option Normalize")]
    [InlineData("[Lstm(4, LearnInitialState = true)]", "lstm0 has the option LearnInitialState")]
    [InlineData("[Gru(4, Zoneout = 0.1)]", "gru0 has the option Zoneout")]
    [InlineData("[Gru(4, Direction = Direction.Backward)]", "gru0 has the option Direction")]
    [InlineData("[Gru(4, Returns = Returns.Last)] [Dense(3)] [Rnn(2)]", "gru0 has the option Returns")]
    [InlineData("[Gru(4)] [Dense(4)] [Residual]", "residual2 adds the inputs")]
    [InlineData("[Standardize] [Gru(4)]", "standardize0 has the deviation")]
    [InlineData("[Gru(4)] [Rescale]", "rescale1 has a mean or deviation")]
    public void What_Keras_has_not_is_refused(string layers, string message)
    {
        foreach (var format in new[] { FileFormat.Keras, FileFormat.KerasHdf5 })
        {
            string found = Assert.Throws<ModelFileException>(() => WrittenFile.Bytes(RandomModel.Of("[Model(Inputs = 4)] " + layers), format)).Message;
            Assert.StartsWith("random: " + message, found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Tokens_need_an_embedding_and_equations_are_refused()
    {
        string tokens = Assert.Throws<ModelFileException>(() =>
            WrittenFile.Bytes(RandomModel.Of("[Model(Vocabulary = 5)] [Gru(4)]"), FileFormat.Keras)).Message;
        Assert.StartsWith("random: gru0 reads tokens", tokens, StringComparison.Ordinal);
        string cell = Assert.Throws<ModelFileException>(() => WrittenFile.Bytes(ModelFile.Read(KerasFixtures.Path("cells.h5")), FileFormat.Keras)).Message;
        Assert.StartsWith("cells.h5: cell0 is a custom cell", cell, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FileFormat.Keras)]
    [InlineData(FileFormat.KerasHdf5)]
    public void The_same_model_gives_the_same_bytes(FileFormat format) =>
        Assert.Equal(WrittenFile.Bytes(Model(Declared), format), WrittenFile.Bytes(Model(Declared), format));

    [Fact]
    public void Names_of_many_layers_are_cut_into_several_attributes()
    {
        string layers = string.Concat(Enumerable.Repeat("[Dense(1)]", 9_000));
        var again = ModelFile.Read(WrittenFile.Bytes(Model("[Model(Inputs = 1)] " + layers), FileFormat.KerasHdf5), "again");
        Assert.Equal(9_000, again.Layers.Count);
    }

    [Fact]
    public void Another_reader_finds_what_was_written()
    {
        var model = Model(Declared);
        using var file = H5File.Open(new MemoryStream(WrittenFile.Bytes(model, FileFormat.KerasHdf5)));
        Assert.Equal("2.15.0", file.Attribute("keras_version").Read<string>());
        Assert.Equal(["bidirectional", "gru", "dense"], file.Group("model_weights").Attribute("layer_names").Read<string[]>());
        float[] kernel = file.Dataset("model_weights/dense/dense/kernel:0").Read<float[]>();
        float[] expected = model.Tensors.Single(tensor => tensor.Name == "dense2.W").Values;
        for (int row = 0; row < 2; row++)
        {
            for (int column = 0; column < 4; column++)
                Assert.Equal(expected[row * 4 + column], kernel[column * 2 + row]);
        }
    }

    [PythonTheory("h5py")]
    [InlineData(FileFormat.Keras, ".keras")]
    [InlineData(FileFormat.KerasHdf5, ".h5")]
    public void H5py_reads_what_was_written(FileFormat format, string ending)
    {
        var model = new ModelFile("m", FileFormat.Unrolled, 3, 0, Model(Declared).Layers) { Metadata = new Dictionary<string, string> { ["author"] = "é" } };
        string path = Path.Combine(Path.GetTempPath(), $"unrolled-{Guid.NewGuid():N}{ending}");
        try
        {
            model.Write(path, format);
            Assert.Equal("é", ModelFile.Read(path).Metadata["author"]);
            string[] lines = Python.Run(Script, path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("InputLayer Bidirectional GRU Dense", lines[0]);
            Assert.Equal("[3,20] [5,20] [20] [3,20] [5,20] [20] [10,12] [4,12] [2,12] [4,2] [2]", lines[1]);
            Assert.Equal(Expected(model), lines[2].Split(' ').Select(word => Convert.ToInt32(word, 16)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Bits in the order of Keras, by the rules of the layers alone: kernels transposed, gates i f c o and z r h, two biases of a GRU.
    private static List<int> Expected(ModelFile model)
    {
        var values = model.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor);
        var bits = new List<int>();
        foreach (string direction in new[] { "lstm0.forward.", "lstm0.backward." })
        {
            Columns([.. "ifgo".Select(gate => $"{direction}W_{gate}")]);
            Columns([.. "ifgo".Select(gate => $"{direction}R_{gate}")]);
            bits.AddRange("ifgo".SelectMany(gate => Bits(values[$"{direction}b_{gate}"].Values)));
        }

        Columns(["gru1.W_z", "gru1.W_r", "gru1.W_n"]);
        Columns(["gru1.R_z", "gru1.R_r", "gru1.R_n"]);
        foreach (string name in new[] { "gru1.b_z", "gru1.b_r", "gru1.b_n" })
            bits.AddRange(Bits(values[name].Values));
        foreach (string name in new[] { "gru1.b_z", "gru1.b_r" })
            bits.AddRange(Bits([.. values[name].Values.Select(value => value == 0 ? value : 0f)]));
        bits.AddRange(Bits(values["gru1.bR_n"].Values));
        Columns(["dense2.W"]);
        bits.AddRange(Bits(values["dense2.b"].Values));
        return bits;

        void Columns(string[] names)
        {
            for (int column = 0; column < values[names[0]].Shape[1]; column++)
            {
                foreach (string name in names)
                {
                    for (int row = 0; row < values[name].Shape[0]; row++)
                        bits.Add(BitConverter.SingleToInt32Bits(values[name].Values[row * values[name].Shape[1] + column]));
                }
            }
        }
    }

    // Random values, but for deviations, which are above 0.
    private static ModelFile Model(string declaration)
    {
        var model = RandomModel.Of(declaration);
        foreach (var tensor in model.Tensors.Where(tensor => tensor.Name.EndsWith(".deviation", StringComparison.Ordinal)))
        {
            for (int k = 0; k < tensor.Values.Length; k++)
                tensor.Values[k] = MathF.Abs(tensor.Values[k]) * MathF.Pow(10, 3 - k) + 1e-3f;
        }

        return model;
    }

    private static int[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];
}
