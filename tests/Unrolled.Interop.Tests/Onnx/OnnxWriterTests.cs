namespace Unrolled.Interop.Tests.Onnx;

/// <summary>Written files run in ONNX Runtime and come back bit for bit.</summary>
public class OnnxWriterTests
{
    private static readonly Dictionary<string, (Func<ModelFile> File, Action Check)> s_models = new()
    {
        [nameof(WrittenLstm)] = Entry<WrittenLstm>((model, x) => model.Predict(x)),
        [nameof(WrittenPeepholes)] = Entry<WrittenPeepholes>((model, x) => model.Predict(x)),
        [nameof(WrittenInputFromForget)] = Entry<WrittenInputFromForget>((model, x) => model.Predict(x)),
        [nameof(WrittenForgetFromInput)] = Entry<WrittenForgetFromInput>((model, x) => model.Predict(x)),
        [nameof(WrittenWithout)] = Entry<WrittenWithout>((model, x) => model.Predict(x)),
        [nameof(WrittenIdentity)] = Entry<WrittenIdentity>((model, x) => model.Predict(x)),
        [nameof(WrittenStates)] = Entry<WrittenStates>((model, x) => model.Predict(x)),
        [nameof(WrittenGru)] = Entry<WrittenGru>((model, x) => model.Predict(x)),
        [nameof(WrittenRnn)] = Entry<WrittenRnn>((model, x) => model.Predict(x)),
        [nameof(WrittenEmbedding)] = Entry<WrittenEmbedding>((model, x) => model.Predict(Array.ConvertAll(x, value => (int)value)), tokens: 7),
        [nameof(WrittenTokens)] = Entry<WrittenTokens>((model, x) => model.Predict(Array.ConvertAll(x, value => (int)value)), tokens: 7),
        [nameof(WrittenStandardize)] = Entry<WrittenStandardize>((model, x) => model.Predict(x)),
        [nameof(WrittenRescale)] = Entry<WrittenRescale>((model, x) => model.Predict(x)),
        [nameof(WrittenResidual)] = Entry<WrittenResidual>((model, x) => model.Predict(x)),
        [nameof(WrittenNarrowResidual)] = Entry<WrittenNarrowResidual>((model, x) => model.Predict(x)),
        [nameof(WrittenWideResidual)] = Entry<WrittenWideResidual>((model, x) => model.Predict(x)),
        [nameof(WrittenLast)] = Entry<WrittenLast>((model, x) => model.Predict(x)),
        [nameof(WrittenLastBoth)] = Entry<WrittenLastBoth>((model, x) => model.Predict(x)),
        [nameof(WrittenLastBackward)] = Entry<WrittenLastBackward>((model, x) => model.Predict(x)),
        [nameof(WrittenTraining)] = Entry<WrittenTraining>((model, x) => model.Predict(x)),
    };

    public static TheoryData<string> Names => [.. s_models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Files_run_in_ONNX_Runtime_and_come_back(string name) => s_models[name].Check();

    [Fact]
    public void A_new_model_comes_back_with_the_parameters_that_are_0()
    {
        var model = new WrittenStates(seed: 1);
        AssertSame(model, Read(ModelFile.Of(model)));
        var peepholes = new WrittenPeepholes(seed: 1);
        AssertSame(peepholes, Read(ModelFile.Of(peepholes)));
    }

    [Fact]
    public void Metadata_and_sample_rate_come_back()
    {
        var file = ModelFile.Of(new WrittenLstm(seed: 1));
        var said = new ModelFile(file.Name, file.Format, file.Inputs, file.Vocabulary, file.Layers)
        {
            Metadata = new Dictionary<string, string> { ["author"] = "Ada", ["gain"] = "-3" },
            SampleRate = 44_100,
        };
        var again = Read(said);
        Assert.Equal(said.Metadata.OrderBy(entry => entry.Key), again.Metadata.OrderBy(entry => entry.Key));
        Assert.Equal(44_100, again.SampleRate);
        Assert.Empty(again.Notes);
    }

    [Fact]
    public void What_ONNX_cannot_say_is_refused_by_layer_and_option()
    {
        Refused(ModelFile.Of(new NotWrittenNormalize(seed: 1)), "lstm0", "Normalize = true");
        Refused(ModelFile.Of(new NotWrittenZoneout(seed: 1)), "gru0", "Zoneout = 0.1");
        Refused(ModelFile.Of(new NotWrittenFullGateRecurrence(seed: 1)), "lstm0", "FullGateRecurrence = true");
        Refused(ModelFile.Of(new NotWrittenProjection(seed: 1)), "lstm0", "Projection = 2");
        Refused(ModelFile.Read(OnnxFixtures.Model("hard_sigmoid")), "cell0", "custom cell");
    }

    /// <summary>onnx.checker, without and with the inference of all sizes.</summary>
    [PythonTheory("onnx")]
    [InlineData("False")]
    [InlineData("True")]
    public void Files_are_valid_for_the_checker_of_onnx(string whole)
    {
        string folder = Directory.CreateTempSubdirectory("unrolled").FullName;
        try
        {
            foreach (var (name, (file, _)) in s_models)
                file().Write(Path.Combine(folder, name + ".onnx"));
            string output = Python.Run(
                "import sys, glob, onnx\n"
                + "for f in glob.glob(sys.argv[1] + '/*.onnx'): onnx.checker.check_model(onnx.load(f), full_check=sys.argv[2] == 'True'); print(f)",
                folder,
                whole);
            Assert.Equal(s_models.Count, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (Func<ModelFile> File, Action Check) Entry<TModel>(Func<TModel, float[], float[]> predict, int tokens = 0)
        where TModel : class, IInferenceModel<TModel> => (() => ModelFile.Of(WithRandomParameters<TModel>()), () => Check(predict, tokens));

    private static void Check<TModel>(Func<TModel, float[], float[]> predict, int tokens)
        where TModel : class, IInferenceModel<TModel>
    {
        var model = WithRandomParameters<TModel>();
        var file = ModelFile.Of(model);
        byte[] bytes = WrittenFile.Bytes(file, FileFormat.Onnx);
        AssertSame(model, ModelFile.Read(bytes, "again.onnx"));

        var random = new Random(3);
        float[] x = tokens > 0 ? [.. Enumerable.Range(0, OnnxFixtures.Steps).Select(_ => (float)random.Next(tokens))]
            : OnnxFixtures.Inputs(OnnxFixtures.Steps * file.Inputs);
        float[] y = predict(model, x);
        foreach (float[] sequence in OnnxFixtures.RunInOnnxRuntime(bytes, x, file.Outputs))
            OnnxFixtures.AssertClose(sequence, y.AsSpan(y.Length - sequence.Length), typeof(TModel).Name);
    }

    private static void AssertSame<TModel>(TModel model, ModelFile again)
        where TModel : class, IInferenceModel<TModel>
    {
        var file = ModelFile.Of(model);
        Assert.Equal(Attributes(file), Attributes(again));
        Assert.Equal(file.Tensors.Select(tensor => tensor.ToString()).Order(), again.Tensors.Select(tensor => tensor.ToString()).Order());
        foreach (var tensor in file.Tensors)
            Assert.Equal(tensor.Values.Select(BitConverter.SingleToInt32Bits),
                again.Tensors.Single(other => other.Name == tensor.Name).Values.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(file.Tensors.Count, again.Load<TModel>().Parameters.Count());
    }

    private static void Refused(ModelFile file, string layer, string option)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        string message = Assert.Throws<ModelFileException>(() => file.Write(path)).Message;
        Assert.Contains(layer, message, StringComparison.Ordinal);
        Assert.Contains(option, message, StringComparison.Ordinal);
        Assert.StartsWith(file.Name, message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    private static string Attributes(ModelFile file) => string.Join(" ", Declarations.DeclarationWriter.Attributes(file, index => $"C{index}"));

    private static ModelFile Read(ModelFile file) => ModelFile.Read(WrittenFile.Bytes(file, FileFormat.Onnx), "again.onnx");

    private static TModel WithRandomParameters<TModel>()
        where TModel : class, IInferenceModel<TModel>
    {
        var model = TModel.Create(1);
        var random = new Random(5);
        foreach (var parameter in model.Parameters)
        {
            // Zeros of both signs among them, but deviations are positive.
            double least = parameter.Name.EndsWith("deviation", StringComparison.Ordinal) ? 0.5 : -0.5;
            float Next() => least < 0 && random.Next(10) == 0 ? random.Next(2) * -0f : (float)(random.NextDouble() + least);
            parameter.Set([.. Enumerable.Range(0, (int)parameter.Shape.Count).Select(_ => Next())]);
        }

        return model;
    }
}
