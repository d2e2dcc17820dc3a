namespace Unrolled.Interop.Tests.Onnx;

/// <summary>Files of exporters become classes whose outputs are PyTorch's and ONNX Runtime's.</summary>
public class OnnxReaderTests
{
    private static readonly Dictionary<string, (string Declaration, Func<ModelFile, float[], float[]> Predict)> s_models = new()
    {
        ["torch_lstm"] = ("[Lstm(5)] [Dense(2)]", (file, x) => file.Load<LstmDense>().Predict(x)),
        ["torch_lstm_opset7"] = ("[Lstm(5)] [Dense(2)]", (file, x) => file.Load<LstmDense>().Predict(x)),
        ["torch_lstm_opset9"] = ("[Lstm(5)] [Dense(2)]", (file, x) => file.Load<LstmDense>().Predict(x)),
        ["torch_unfolded"] = ("[Lstm(5, Direction = Direction.Both)] [Dense(2)]", (file, x) => file.Load<LstmBothDense>().Predict(x)),
        ["torch_stack"] = ("[Lstm(5, Direction = Direction.Both)] [Lstm(5, Direction = Direction.Both)] [Dense(2, Activation = Activation.Sigmoid)]",
            (file, x) => file.Load<LstmStack>().Predict(x)),
        ["torch_rnn_relu"] = ("[Rnn(5, Activation = Activation.Relu, Bias = false)] [Dense(2, Activation = Activation.Relu, Bias = false)]",
            (file, x) => file.Load<RnnReluDense>().Predict(x)),
        ["torch_embedding"] = ("[Embedding(4)] [Gru(5)] [Dense(7)]", (file, x) => file.Load<EmbeddingGru>().Predict(Array.ConvertAll(x, value => (int)value))),
        ["torch_last"] = ("[Gru(5, Returns = Returns.Last)] [Dense(2)]", (file, x) => file.Load<GruLastDense>().Predict(x)),
        ["torch_last_both"] = ("[Gru(5, Direction = Direction.Both)] [Dense(2)]", (file, x) => file.Load<GruBothDense>().Predict(x)),
        ["torch_h"] = ("[Gru(5)] [Gru(5, Returns = Returns.Last)] [Dense(2)]", (file, x) => file.Load<GruStackLast>().Predict(x)),
        ["torch_h_both"] = ("[Gru(5, Direction = Direction.Both)] [Gru(5, Direction = Direction.Both, Returns = Returns.Last)] [Dense(2)]",
            (file, x) => file.Load<GruStackBothLast>().Predict(x)),
        ["torch_states"] = ("[Gru(5)] [Dense(2)]", (file, x) => file.Load<GruDense>().Predict(x)),
        ["torch_learned"] = ("[Gru(5, LearnInitialState = true)] [Gru(5, LearnInitialState = true)] [Dense(2)]",
            (file, x) => file.Load<GruLearned>().Predict(x)),
        ["torch_states_stack"] = ("[Gru(5)] [Gru(5)] [Dense(2)]", (file, x) => file.Load<GruStackDense>().Predict(x)),
        ["torch_halves"] = ("[Gru(5, Direction = Direction.Both, Returns = Returns.Last)] [Dense(2)]", (file, x) => file.Load<GruBothLastDense>().Predict(x)),
        ["torch_fixed"] = ("[Lstm(5)] [Dense(2)]", (file, x) => file.Load<LstmDense>().Predict(x)),
        ["plain"] = ("[Lstm(4)]", (file, x) => file.Load<LstmAlone>().Predict(x)),
        ["half"] = ("[Lstm(4)]", (file, x) => file.Load<LstmAlone>().Predict(x)),
        ["double"] = ("[Lstm(4)]", (file, x) => file.Load<LstmAlone>().Predict(x)),
        ["bfloat16"] = ("[Lstm(4)]", (file, x) => file.Load<LstmAlone>().Predict(x)),
        ["listed"] = ("[Lstm(4)]", (file, x) => file.Load<LstmAlone>().Predict(x)),
        ["unpacked"] = ("[Lstm(4)]", (file, x) => file.Load<LstmAlone>().Predict(x)),
        ["external"] = ("[Lstm(4)]", (file, x) => file.Load<LstmAlone>().Predict(x)),
        ["layout"] = ("[Lstm(4)]", (file, x) => file.Load<LstmAlone>().Predict(x)),
        ["peepholes"] = ("[Lstm(4, Peepholes = Peepholes.All)]", (file, x) => file.Load<LstmPeepholes>().Predict(x)),
        ["input_forget"] = ("[Lstm(4, Peepholes = Peepholes.All, Coupling = Coupling.ForgetFromInput)]", (file, x) => file.Load<LstmCoupled>().Predict(x)),
        ["identity"] = ("[Lstm(4, Peepholes = Peepholes.All, OutputActivation = Activation.Identity)]", (file, x) => file.Load<LstmIdentity>().Predict(x)),
        ["gru_after"] = ("[Gru(4, Direction = Direction.Both)]", (file, x) => file.Load<GruAfter>().Predict(x)),
        ["gru_before"] = ("[Gru(4, Reset = Reset.Before, Direction = Direction.Both)]", (file, x) => file.Load<GruBefore>().Predict(x)),
        ["apart"] = ("[Gru(4, Reset = Reset.Before, Direction = Direction.Both)]", (file, x) => file.Load<GruBefore>().Predict(x)),
        ["reversed"] = ("[Gru(4, Reset = Reset.Before, Direction = Direction.Both)]", (file, x) => file.Load<GruBefore>().Predict(x)),
        ["flipped"] = ("[Gru(4, Reset = Reset.Before, Direction = Direction.Both)]", (file, x) => file.Load<GruBefore>().Predict(x)),
        ["lengths"] = ("[Gru(4, Reset = Reset.Before, Direction = Direction.Backward)]", (file, x) => file.Load<GruBackward>().Predict(x)),
        ["parted"] = ("[Gru(4, Reset = Reset.Before, Direction = Direction.Both)]", (file, x) => file.Load<GruBefore>().Predict(x)),
        ["parted_last"] = ("[Gru(4, Reset = Reset.Before, Direction = Direction.Both, Returns = Returns.Last)]",
            (file, x) => file.Load<GruBeforeLast>().Predict(x)),
        ["stream"] = ("[Gru(4, Reset = Reset.Before)] [Dense(2, Bias = false)]", (file, x) => file.Load<GruStream>().Predict(x)),
        ["dynamo"] = ("[Lstm(4)] [Dense(2)]", (file, x) => file.Load<SmallLstmDense>().Predict(x)),
        ["apart_last"] = ("[Gru(4, Reset = Reset.Before, Direction = Direction.Both, Returns = Returns.Last)]",
            (file, x) => file.Load<GruBeforeLast>().Predict(x)),
        ["reverse"] = ("[Rnn(4, Direction = Direction.Backward)]", (file, x) => file.Load<RnnBackward>().Predict(x)),
        ["standardize"] = ("[Standardize] [Lstm(4)] [Dense(3)] [Rescale]", (file, x) => file.Load<LstmScaled>().Predict(x)),
        ["scaled"] = ("[Standardize] [Lstm(4)] [Dense(3, Activation = Activation.Relu)] [Rescale]", (file, x) => file.Load<LstmReluScaled>().Predict(x)),
        ["residual"] = ("[Lstm(4)] [Dense(3)] [Residual]", (file, x) => file.Load<LstmResidual>().Predict(x)),
        ["activation"] = ("[Lstm(4)] [Dense(4, Activation = Activation.Relu, Bias = false)] [Dense(3, Bias = false)]",
            (file, x) => file.Load<LstmActivation>().Predict(x)),
        ["dropout"] = ("[Lstm(4)] [Dropout(0.25)] [Gru(4, Reset = Reset.Before)]", (file, x) => file.Load<LstmDropoutGru>().Predict(x)),
        ["tf2onnx"] = ("[Lstm(4)] [Dense(2)]", (file, x) => file.Load<SmallLstmDense>().Predict(x)),
        ["hard_sigmoid"] = ("[Cell<C0>(4)]", (file, x) => file.Load<HardSigmoidLstm>().Predict(x)),
        ["gru_relu_after"] = ("[Cell<C0>(4)]", (file, x) => file.Load<SoftsignAfterGru>().Predict(x)),
        ["gru_relu_before"] = ("[Cell<C0>(4)]", (file, x) => file.Load<SoftsignBeforeGru>().Predict(x)),
        ["rnn_leaky"] = ("[Cell<C0>(4)]", (file, x) => file.Load<LeakyRnn>().Predict(x)),
    };

    private static readonly Dictionary<string, string> s_refused = new()
    {
        ["clip"] = "clip.onnx: the operator LSTM 'lstm_y' clips its gates",
        ["conv"] = "conv.onnx: the operator Conv 'conv_n' is none that a layer has",
        ["fork"] = "fork.onnx: the operator Add 'add_y' adds the outputs of two layers",
        ["softmax"] = "softmax.onnx: the operator Softmax 'softmax_y' has no layer",
        ["thresholded"] = "thresholded.onnx: the operator RNN 'rnn_y' has the activation ThresholdedRelu",
    };

    public static TheoryData<string> Names => [.. s_models.Keys];

    public static TheoryData<string> Refused => [.. s_refused.Keys];

    [Fact]
    public void Every_fixture_has_its_test() => Assert.Equal(OnnxFixtures.All.Order(), s_models.Keys.Concat(s_refused.Keys).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Layers_are_those_of_the_file(string name)
    {
        var file = ModelFile.Read(OnnxFixtures.Model(name));
        Assert.Equal(s_models[name].Declaration, string.Join(" ", Declarations.DeclarationWriter.Attributes(file, index => $"C{index}").Skip(1)));
        Assert.Equal(FileFormat.Onnx, file.Format);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_are_those_of_PyTorch_and_ONNX_Runtime(string name)
    {
        var file = ModelFile.Read(OnnxFixtures.Model(name));
        var torch = OnnxFixtures.OfPyTorch(name);
        float[] x = torch?.X ?? OnnxFixtures.Inputs(OnnxFixtures.Steps * file.Inputs);
        float[] y = s_models[name].Predict(file, x);
        if (torch is { } expected)
            Compare(expected.Y, "PyTorch");

        // The file of one step gives it without the state; it is the class's first one.
        if (name == "stream")
            (x, y) = (x[..file.Inputs], y[..file.Outputs]);

        // ONNX Runtime has no layout 1 and no ConstantFill; there the file has the weights of another one.
        string same = name switch { "layout" => "plain", "torch_lstm_opset7" => "", _ => name };
        if (same.Length > 0)
            Compare(OnnxFixtures.RunInOnnxRuntime(OnnxFixtures.Model(same), x), "ONNX Runtime");

        void Compare(float[] values, string from)
        {
            // [steps, directions, hidden] in the order of the class, and of a file that gives the last step alone, the class's last one.
            Assert.True(values.Length == y.Length || values.Length == file.Outputs, $"{values.Length} values, the class gives {y.Length}");
            OnnxFixtures.AssertClose(values, y.AsSpan(y.Length - values.Length), $"{name} against {from}");
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_no_layer_does_is_refused_by_operator_and_node(string name)
    {
        string message = Assert.Throws<ModelFileException>(() => ModelFile.Read(OnnxFixtures.Model(name))).Message;
        Assert.StartsWith(s_refused[name], message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("torch_states", "The input 'state0' has initial states")]
    [InlineData("torch_states_stack", "The input 'state0' has initial states")]
    [InlineData("lengths", "The input 'given' has the lengths of the sequences")]
    [InlineData("torch_last_both", "The file gives the output of the last step alone")]
    [InlineData("activation", "The activation Relu after another layer is a dense layer")]
    public void Notes_say_what_was_assumed(string name, string note) =>
        Assert.Contains(ModelFile.Read(OnnxFixtures.Model(name)).Notes, text => text.StartsWith(note, StringComparison.Ordinal));

    [Fact]
    public void A_cell_of_other_activations_is_written_as_a_class()
    {
        var writer = new StringWriter();
        ModelFile.Read(OnnxFixtures.Model("hard_sigmoid")).WriteDeclaration(writer, "Gate", "My");
        Assert.Contains("var f = Min(1, Max(0, 0.25 * af + 0.5));", writer.ToString(), StringComparison.Ordinal);
        Assert.Contains("public sealed class GateCell0 : ICellEquations", writer.ToString(), StringComparison.Ordinal);
    }
}
