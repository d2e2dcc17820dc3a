using static Unrolled.Interop.Tests.Keras.KerasArchive;

namespace Unrolled.Interop.Tests.Keras;

/// <summary>What layers and options of Keras become, on the weights of one model.</summary>
public sealed class KerasLayerTests
{
    private const string Lstm = "[Lstm(6)]", Dense = "[Dense(2)]";

    [Theory]
    [InlineData("ReLU", "", "[Dense(2, Activation = Activation.Relu)]")]
    [InlineData("ReLU", "'max_value': null, 'negative_slope': 0.0, 'threshold': 0.0", "[Dense(2, Activation = Activation.Relu)]")]
    [InlineData("Activation", "'activation': 'linear'", "[Dense(2)]")]
    [InlineData("Activation", "'activation': {'class_name': 'function', 'config': 'sigmoid'}", "[Dense(2, Activation = Activation.Sigmoid)]")]
    [InlineData("TimeDistributed", "'layer': {'class_name': 'Activation', 'config': {'activation': 'tanh'}}", "[Dense(2, Activation = Activation.Tanh)]")]
    public void An_activation_goes_into_the_dense_layer_before_it(string className, string options, string dense) =>
        Check([Lstm, dense], Recurrent(""), Last, Layer(className, "a", options));

    [Theory]
    [InlineData("ReLU", "'max_value': 6.0", "Min(6, Relu(v))")]
    [InlineData("ReLU", "'max_value': 2.0, 'negative_slope': 0.1", "Min(2, Max(v, 0.1 * v))")]
    [InlineData("LeakyReLU", "'alpha': 0.3", "Max(v, 0.3 * v)")]
    [InlineData("LeakyReLU", "'negative_slope': 0.25", "Max(v, 0.25 * v)")]
    [InlineData("ELU", "'alpha': 0.5", "Relu(v) + 0.5 * (Exp(Min(v, 0)) - 1)")]
    [InlineData("Activation", "'activation': 'hard_tanh'", "Max(-1, Min(1, v))")]
    [InlineData("Activation", "'activation': 'mish'", "v * Tanh(Softplus(v))")]
    [InlineData("Activation", "'activation': 'softsign'", "v / (1 + Abs(v))")]
    public void Another_one_becomes_equations(string className, string options, string body)
    {
        var writer = new StringWriter();
        ModelFile.Read(Of(Sequential(Recurrent(""), Last, Layer(className, "a", options))), "x.keras").WriteDeclaration(writer, "Net");
        Assert.Contains(body, writer.ToString());
        Assert.Contains("Affine(x)", writer.ToString());
    }

    [Fact]
    public void Dropout_acts_between_two_layers()
    {
        string drop = Layer("Dropout", "d", "'rate': 0.5");
        var file = Check([Lstm, "[Dropout(0.5)]", Dense], drop, Recurrent(""), drop, Last, drop);
        Assert.Equal(["A dropout at the beginning of the model was left out: it acts in training only.",
            "A dropout at the end of the model was left out: it acts in training only."], file.Notes);
        file = Check([Lstm, Dense], Recurrent(""), Layer("SpatialDropout1D", "s", "'rate': 0.5"), Last, Layer("Dropout", "n", "'rate': 0"));
        Assert.Equal(["Layer s (SpatialDropout1D) acts in training only and was left out.",
            "Layer n (Dropout) acts in training only and was left out."], file.Notes);
    }

    [Fact]
    public void Options_of_recurrent_layers()
    {
        Check(["[Lstm(6, Returns = Returns.Last)]", Dense], Layer("LSTM", "l", "'units': 6"), Last);
        Check(["[Lstm(6, Direction = Direction.Backward, Returns = Returns.Last)]", Dense], Layer("LSTM", "l", "'units': 6, 'go_backwards': true"), Last);
        Check(["[Lstm(6, ForgetBias = 0, RecurrentDropout = 0.5)]", Dense], Recurrent("'recurrent_dropout': 0.5, 'unit_forget_bias': false"), Last);
        var file = Check([Lstm, Dense], Recurrent("'dropout': 0.5, 'unroll': true, 'implementation': 2, 'kernel_regularizer': {'class_name': 'L2'}"), Last);
        Assert.Equal(["Layer l drops inputs in training, which was left out."], file.Notes);
    }

    [Fact]
    public void Configurations_of_older_versions()
    {
        string first = Layer("LSTM", "lstm_1", "'batch_input_shape': [null, 10, 3], 'units': 6, 'return_sequences': true, 'recurrent_activation': 'sigmoid'");
        Assert.Equal([Lstm, Dense], Layers(ModelFile.Read(Of($"{{'class_name': 'Sequential', 'config': [{first}, {Last}]}}"), "x.keras")));
        // Nothing says the width but the kernel.
        string open = $"{{'class_name': 'Sequential', 'config': {{'layers': [{Recurrent("")}, {Last}]}}}}";
        Assert.Equal([Lstm, Dense], Layers(ModelFile.Read(Of(open), "x.keras")));
    }

    [Fact]
    public void Scaling_at_both_ends()
    {
        string once = Layer("Rescaling", "a", "'scale': 0.5, 'offset': 1"), twice = Layer("Rescaling", "b", "'scale': 4, 'offset': -2");
        var file = Check(["[Standardize]", Lstm, Dense, "[Rescale]"], once, twice, Recurrent(""), Last, once, twice);
        // x/2 + 1, four times, less 2: 2x + 2.
        Assert.Equal([-1, -1, -1], Values(file, "standardize0.mean"));
        Assert.Equal([0.5f, 0.5f, 0.5f], Values(file, "standardize0.deviation"));
        Assert.Equal([2, 2], Values(file, "rescale3.mean"));
        Assert.Equal([2, 2], Values(file, "rescale3.deviation"));
    }

    [Fact]
    public void Inputs_without_time_are_steps()
    {
        string input = Layer("InputLayer", "i", "'batch_shape': [null, 3]");
        var file = ModelFile.Read(Of($"{{'class_name': 'Sequential', 'config': {{'layers': [{input}, {Recurrent("")}, {Last}]}}}}"), "x.keras");
        Assert.Equal(["Its inputs have no time: each one is taken as a step."], file.Notes);
    }

    private static string Last => Layer("Dense", "d", "'units': 2");

    private static string Recurrent(string options) => Layer("LSTM", "l", "'units': 6, 'return_sequences': true" + (options.Length == 0 ? "" : ", " + options));

    private static ModelFile Check(string[] expected, params string[] layers)
    {
        var file = ModelFile.Read(Of(Sequential(layers)), "x.keras");
        Assert.Equal(expected, Layers(file));
        Assert.Equal(3, file.Inputs);
        return file;
    }

    private static string[] Layers(ModelFile file) => [.. file.Layers.Select(layer => layer.ToString())];

    private static float[] Values(ModelFile file, string name) => file.Tensors.Single(tensor => tensor.Name == name).Values;
}
