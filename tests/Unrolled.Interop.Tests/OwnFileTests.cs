using Unrolled.Interop.Tests.Audio;

namespace Unrolled.Interop.Tests;

/// <summary>Unrolled's own files, which describe themselves; and models of the program.</summary>
public sealed class OwnFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled-interop-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("[Model(Inputs = 3)] [Standardize] [Lstm(4, Peepholes = Peepholes.Input | Peepholes.Output, ForgetBias = 0.5, Direction = "
        + "Direction.Both)] [Dropout(0.25)] [Dense(2)] [Rescale]")]
    [InlineData("[Model(Vocabulary = 5)] [Embedding(3)] [Gru(4, Reset = Reset.Before, Returns = Returns.Last)] [Dense(5, Activation = "
        + "Activation.Sigmoid, Bias = false)]")]
    public void Every_option_out_and_back(string declaration)
    {
        var model = RandomModel.Of(declaration);
        string path = Path.Combine(_folder, "x.safetensors");
        model.Save(path);
        var again = ModelFile.Read(path);
        Assert.Equal(declaration, string.Join(" ", Declarations.DeclarationWriter.Attributes(again, _ => "")));
        foreach (var tensor in again.Tensors)
            Assert.Equal(Bits(model.Tensors.Single(other => other.Name == tensor.Name)), Bits(tensor));
    }

    [Fact]
    public void What_a_model_saves_describes_itself()
    {
        var model = new Skip(seed: 3);
        string path = Path.Combine(_folder, "skip.safetensors");
        model.Save(path, new Dictionary<string, string> { ["by"] = "somebody" });
        var file = ModelFile.Read(path);
        Assert.Equal(FileFormat.Unrolled, file.Format);
        Assert.Equal("somebody", Assert.Single(file.Metadata).Value);
        Assert.Equal(["[Lstm(4)]", "[Dense(1)]", "[Residual(Channels = 1)]"], file.Layers.Select(layer => layer.ToString()));
        Assert.Equal(model.Predict(new float[] { 1, -1 }), file.Load<Skip>().Predict(new float[] { 1, -1 }));
    }

    [Fact]
    public void A_model_of_the_program_goes_out_and_comes_back()
    {
        var model = new DenseLstm(seed: 5);
        string path = Path.Combine(_folder, "x.json");
        ModelFile.Of(model).Write(path);
        Assert.Equal(model.Predict(new float[] { 1, 2, 3 }), ModelFile.Read(path).Load<DenseLstm>().Predict(new float[] { 1, 2, 3 }));
    }

    [Fact]
    public void A_class_that_does_not_fit_is_told_the_first_difference_and_what_to_declare()
    {
        var file = ModelFile.Of(new Skip(seed: 1));
        string other = Assert.Throws<ModelFileException>(() => file.Load<GruDense>()).Message;
        Assert.Equal("Skip: GruDense declares the layer gru0 where the file has lstm0 [Lstm(4)]. Declare: [Model(Inputs = 1)] [Lstm(4)] [Dense(1)] "
            + "[Residual(Channels = 1)]", other);
        string width = Assert.Throws<ModelFileException>(() => file.Load<PyTorch.Small>()).Message;
        Assert.StartsWith("Skip: Small declares lstm0.W_i [6, 3] where the file has lstm0.W_i [4, 1]", width, StringComparison.Ordinal);
    }

    [Fact]
    public void The_declaration_is_the_class_that_fits()
    {
        var writer = new StringWriter();
        AudioFixture.Read("skip.aidax").WriteDeclaration(writer, "MyAmp", "My.App");
        Assert.Equal(
            """
            using Unrolled;

            namespace My.App;

            /// <summary>Imported from skip.aidax: 1 input, 1 output.</summary>
            /// <remarks>
            /// in_skip = 1: the first input is added to the output.
            /// in_gain and out_gain are decibels before and after the model; the model does not apply them.
            /// </remarks>
            [Model(Inputs = 1)]
            [Lstm(4)]
            [Dense(1)]
            [Residual(Channels = 1)]
            public partial class MyAmp
            {
                /// <summary>Samples a second that the model was trained for.</summary>
                public const double SampleRate = 44100;
            }

            """.ReplaceLineEndings("\n"),
            writer.ToString());
        Assert.Throws<ArgumentException>(() => AudioFixture.Read("skip.aidax").WriteDeclaration(writer, "1x"));
    }

    [Fact]
    public void What_no_reader_knows_is_said()
    {
        Assert.Equal("x: the file is empty.", Refused(() => ModelFile.Read([], "x")));
        Assert.StartsWith("x: it is not recognised as a model of ", Refused(() => ModelFile.Read("hello"u8.ToArray(), "x")), StringComparison.Ordinal);
        var model = ModelFile.Of(new Skip());
        string path = Path.Combine(_folder, "x.zip");
        Assert.Contains("the ending '.zip' of x.zip means no format that is written", Refused(() => model.Write(path)), StringComparison.Ordinal);
        Assert.Contains("Neural Amp Modeler can only be read.", Refused(() => model.Write(path, FileFormat.Nam)), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static string Refused(Action action) => Assert.Throws<ModelFileException>(action).Message;

    private static int[] Bits(ModelTensor tensor) => [.. tensor.Values.Select(BitConverter.SingleToInt32Bits)];
}
