namespace Unrolled.Interop.Tests.Keras;

/// <summary>Files of Keras: layers, values and outputs.</summary>
public sealed class KerasReaderTests
{
    private static readonly Dictionary<string, Action<string>> s_checks = new()
    {
        ["lstm.keras"] = Features<KerasLstm>((model, xs) => model.Predict(xs)),
        ["gru.h5"] = Features<KerasGru>((model, xs) => model.Predict(xs)),
        ["gru_before.keras"] = Features<KerasGruBefore>((model, xs) => model.Predict(xs)),
        ["bidirectional.h5"] = Features<KerasBidirectional>((model, xs) => model.Predict(xs)),
        ["rnn.keras"] = Features<KerasRnn>((model, xs) => model.Predict(xs)),
        ["embedding.keras"] = Features<KerasEmbedding>((model, xs) => model.Predict([.. xs.Select(value => (int)value)])),
        ["functional.h5"] = Features<KerasFunctional>((model, xs) => model.Predict(xs)),
        ["scaling.keras"] = Features<KerasScaled>((model, xs) => model.Predict(xs)),
        ["rescaling.h5"] = Features<KerasRescaled>((model, xs) => model.Predict(xs)),
        ["cells.h5"] = Features<KerasCells2>((model, xs) => model.Predict(xs)),
        ["cells.keras"] = Features<KerasCells3>((model, xs) => model.Predict(xs)),
        ["apart.weights.h5"] = Features<KerasApart>((model, xs) => model.Predict(xs)),
        ["lstm_bfloat16.keras"] = Features<KerasSmall>((model, xs) => model.Predict(xs)),
        ["lstm_float16.keras"] = Features<KerasSmall>((model, xs) => model.Predict(xs)),
        ["lstm_big_latest.keras"] = Features<KerasSmall>((model, xs) => model.Predict(xs)),
        ["lstm_chunked_v110.keras"] = Features<KerasSmall>((model, xs) => model.Predict(xs)),
    };

    public static TheoryData<string> Files => KerasFixtures.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public void Outputs_are_those_of_the_equations_of_Keras(string name) => s_checks[name](name);

    [Theory]
    [InlineData("functional.h5", "Layer masking masks steps, which was left out: give each sequence its length instead.")]
    [InlineData("functional.h5", "Layer lstm is stateful: carry the state from call to call yourself.")]
    [InlineData("functional.h5", "Layer activation (tanh) is the activation of the dense layer before it.")]
    [InlineData("embedding.keras", "Layer embedding masks steps of token 0, which was left out: give each sequence its length instead.")]
    [InlineData("rescaling.h5", "Layer rescaling (Rescaling) became a standardisation of the inputs.")]
    public void What_is_left_out_is_said(string name, string note) => Assert.Contains(note, ModelFile.Read(KerasFixtures.Path(name)).Notes);

    [Fact]
    public void A_file_says_its_format_and_version()
    {
        var archive = ModelFile.Read(KerasFixtures.Path("lstm.keras"));
        Assert.Equal((FileFormat.Keras, "3.6.0"), (archive.Format, archive.Metadata["keras_version"]));
        var legacy = ModelFile.Read(KerasFixtures.Path("gru.h5"));
        Assert.Equal((FileFormat.KerasHdf5, "2.11.0"), (legacy.Format, legacy.Metadata["keras_version"]));
    }

    [Fact]
    public void Weights_without_a_configuration_ask_for_it()
    {
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Read(KerasFixtures.Bytes("apart.weights.h5"), "alone.weights.h5"));
        Assert.StartsWith("alone.weights.h5: it has weights and no layers.", error.Message);
        Assert.EndsWith("or write model.to_json() into alone.json beside it.", error.Message);
    }

    [Fact]
    public void A_configuration_finds_its_weights()
    {
        var file = ModelFile.Read(KerasFixtures.Path("apart.json"));
        KerasFixtures.Check("apart.weights.h5", file.Load<KerasApart>().Predict(KerasFixtures.Inputs("apart.weights.h5")));
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Read(KerasFixtures.Bytes("apart.json"), "alone.json"));
        Assert.StartsWith("alone.json: it has the layers of a Keras model and no weights.", error.Message);
    }

    [Fact]
    public void An_old_hard_sigmoid_differs_from_that_of_Keras_3()
    {
        Assert.Contains("0.2 * v + 0.5", Declaration("cells.h5"));
        Assert.Contains("v / 6 + 0.5", Declaration("cells.keras"));
    }

    private static string Declaration(string name)
    {
        var writer = new StringWriter();
        ModelFile.Read(KerasFixtures.Path(name)).WriteDeclaration(writer, "Net");
        return writer.ToString();
    }

    // The class is what the import declares, and gives what the fixture's script computed.
    private static Action<string> Features<TModel>(Func<TModel, float[], float[]> run)
        where TModel : class, IModel<TModel> => name =>
        {
            var file = ModelFile.Read(KerasFixtures.Path(name));
            KerasFixtures.Check(name, run(file.Load<TModel>(), KerasFixtures.Inputs(name)));
            string attributes = string.Join("\n", Declarations.DeclarationWriter.Attributes(file, index => $"{typeof(TModel).Name}Cell{index}"));
            Assert.Equal(Plain(TModel.Layout.Declaration), Plain(attributes));
        };

    private static string Plain(string declaration) =>
        declaration.Replace("\n", " ", StringComparison.Ordinal).Replace("Unrolled.Interop.Tests.Keras.", "", StringComparison.Ordinal);
}
