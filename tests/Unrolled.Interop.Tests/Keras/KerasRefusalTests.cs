using static Unrolled.Interop.Tests.Keras.KerasArchive;

namespace Unrolled.Interop.Tests.Keras;

/// <summary>What no layer of Unrolled says is refused in one line that names the layer, the option and what to do.</summary>
public sealed class KerasRefusalTests
{
    [Theory]
    [InlineData("Conv1D", "", "layer a (Conv1D): Unrolled has no such layer. Save a model of LSTM,")]
    [InlineData("MultiHeadAttention", "", "layer a (MultiHeadAttention): Unrolled has no such layer.")]
    [InlineData("Flatten", "", "layer a (Flatten): Unrolled has no such layer.")]
    [InlineData("Add", "", "layer a (Add): Unrolled has no such layer.")]
    [InlineData("Lambda", "", "layer a (Lambda): Unrolled has no such layer.")]
    [InlineData("CuDNNLSTM", "'units': 6",
        "layer a (CuDNNLSTM): its weights are in the order of cuDNN. Load the weights into LSTM or GRU in Keras, and save the model again.")]
    [InlineData("CuDNNGRU", "'units': 6", "layer a (CuDNNGRU): its weights are in the order of cuDNN.")]
    [InlineData("Sequential", "'layers': []", "layer a (Sequential): it is a model within the model. Build one model of all layers, and save it.")]
    [InlineData("LSTM", "'units': 6, 'return_sequences': true, 'go_backwards': true",
        "layer a (LSTM): it has go_backwards, which gives outputs in reversed order.")]
    [InlineData("LSTM", "'units': 6, 'recurrent_activation': 'gelu'", "layer a (LSTM): it has recurrent_activation = gelu, which no layer and no equations")]
    [InlineData("LSTM", "'units': 0", "layer a (LSTM): expected a whole number of at least 1 for units, found 0.")]
    [InlineData("LSTM", "'units': 2.5", "layer a (LSTM): expected a whole number of at least 1 for units, found 2.5.")]
    [InlineData("LSTM", "'units': 6, 'use_bias': 'no'", "layer a (LSTM): expected true or false for use_bias, found \"no\".")]
    [InlineData("Dense", "'units': 6, 'activation': 'softmax'",
        "layer a (Dense): it has activation = softmax, and a layer of Unrolled gives the values before it.")]
    [InlineData("Dense", "'units': 6, 'activation': 'gelu'", "layer a (Dense): it has activation = gelu, which no layer and no equations of Unrolled have.")]
    [InlineData("Dense", "'units': 6, 'dtype': {'class_name': 'QuantizedDTypePolicy'}", "layer a (Dense): its weights are quantized.")]
    [InlineData("Softmax", "", "layer a (Softmax): it has axis = softmax")]
    [InlineData("Activation", "'activation': 'relu'", "layer a (Activation): its relu does not follow a Dense layer")]
    [InlineData("Embedding", "'input_dim': 5, 'output_dim': 3", "it has weights of 0 layers Embedding, and its configuration has 1.")]
    [InlineData("TimeDistributed", "'layer': {'class_name': 'Conv1D', 'config': {'name': 'b'}}",
        "layer b (Conv1D): expected Dense, Dropout, Activation or Rescaling")]
    [InlineData("Normalization", "'axis': [1]", "it has weights of 0 layers Normalization, and its configuration has 1.")]
    [InlineData("Normalization", "'axis': [1], 'mean': 0, 'variance': 1", "layer a (Normalization): expected axis = -1, the features, found [1].")]
    [InlineData("Rescaling", "'scale': -1", "layer a (Rescaling): it scales feature 0 by -1, and Unrolled scales by more than 0.")]
    [InlineData("Rescaling", "'scale': [1, 2]", "layer a (Rescaling): expected 3 numbers for scale, found 2.")]
    public void A_layer(string className, string options, string message) =>
        Check(Sequential(Layer(className, "a", options), Lstm("'return_sequences': true")), message);

    [Theory]
    [InlineData("sum",
        "layer a (Bidirectional): it has merge_mode = sum, and Unrolled puts both directions one after the other. Train it with merge_mode = 'concat'.")]
    [InlineData("ave", "layer a (Bidirectional): it has merge_mode = ave")]
    [InlineData("mul", "layer a (Bidirectional): it has merge_mode = mul")]
    public void A_mode_of_merging(string mode, string message) =>
        Check(Sequential(Layer("Bidirectional", "a", $"'merge_mode': '{mode}', 'layer': {Lstm("")}")), message);

    [Fact]
    public void Directions_that_differ()
    {
        Check(Sequential(Layer("Bidirectional", "a", $"'merge_mode': 'concat', 'layer': {Lstm("")}, 'backward_layer': {Layer("GRU", "b", "'units': 6")}")),
            "layer a (Bidirectional): its two directions differ in their class.");
        Check(Sequential(Layer("Bidirectional", "a", $"'merge_mode': 'concat', 'layer': {Lstm("")}, 'backward_layer': {Layer("LSTM", "b", "'units': 5")}")),
            "layer a (Bidirectional): its two directions differ in units.");
        Check(Sequential(Layer("Bidirectional", "a", $"'merge_mode': null, 'layer': {Lstm("")}")), "layer a (Bidirectional): it has merge_mode = none");
    }

    [Fact]
    public void Places_in_the_chain()
    {
        Check(Sequential(Lstm("'return_sequences': true"), Layer("Rescaling", "a", "'scale': 2"), Layer("Dense", "d", "'units': 2")),
            "layer a (Rescaling): it stands before layer d, and Unrolled scales the model's inputs or its outputs. Move it to the beginning or the end.");
        Check(Sequential(Lstm("'return_sequences': true"), Layer("Activation", "a", "'activation': 'tanh'")),
            "layer a (Activation): its tanh does not follow a Dense layer without an activation");
        Check(Sequential(), "it has no layers.");
        Check(Sequential(Layer("LSTM", "a", "'units': 7")), "layer a (LSTM): expected its kernel to be [3, 28], found [3, 24].");
        Check(Sequential(Layer("Rescaling", "a", "'scale': 2")), "it scales its inputs and has no other layers.");
        Check("{'class_name': 'MyModel', 'config': {}}", "layer MyModel (MyModel): expected a Sequential or Functional model");
        Check("{'class_name': 'Sequential'}", "expected a layer with class_name and config in the root of its configuration.");
        Check("[]", "expected a layer with class_name and config in the root of its configuration.");
        Check("{", "its configuration is not valid JSON");
        Check(new string('[', 100_000), "its configuration is not valid JSON");
    }

    [Theory]
    [InlineData("[[['a', 0, 0, {}]]]", "[[['a', 0, 0, {}]]]",
        "layer a (Dense): its output forks to b and c, and layers of Unrolled follow one another. Save a model of a single chain.")]
    [InlineData("[[['a', 0, 0, {}], ['i', 0, 0, {}]]]", "[[['b', 0, 0, {}]]]", "layer b (Dense): it joins 2 inputs, and layers of Unrolled take one.")]
    [InlineData("[[['a', 0, 0, {}]], [['a', 0, 0, {}]]]", "[[['b', 0, 0, {}]]]", "layer b (Dense): it is used 2 times, and a layer of Unrolled has one place.")]
    [InlineData("[[['a', 0, 1, {}]]]", "[[['b', 0, 0, {}]]]", "layer b (Dense): it takes a state of layer a instead of its output.")]
    [InlineData("[[['a', 0, 0, {'initial_state': ['i', 0, 0]}]]]", "[[['b', 0, 0, {}]]]", "layer b (Dense): its initial_state comes from another layer")]
    [InlineData("[{'args': [{'config': {'keras_history': ['a', 0, 0]}}], 'kwargs': {'initial_state': {'config': {'keras_history': ['i', 0, 0]}}}}]",
        "[[['b', 0, 0, {}]]]", "layer b (Dense): its initial_state comes from layer i, and layers of Unrolled take one input.")]
    [InlineData("[[['z', 0, 0, {}]]]", "[[['b', 0, 0, {}]]]", "layer b (Dense): expected the name of a layer in its inbound_nodes.")]
    [InlineData("[[['c', 0, 0, {}]]]", "[[['b', 0, 0, {}]]]", "layer c (Dense): its values come from itself. Save a model of a single chain.")]
    [InlineData("[]", "[[['b', 0, 0, {}]]]", "layer b (Dense): expected a layer whose values it takes.")]
    public void A_graph(string nodesOfB, string nodesOfC, string message) =>
        Check(Functional(nodesOfB, nodesOfC, "[['i', 0, 0]]"), message);

    [Fact]
    public void Several_inputs() =>
        Check(Functional("[[['a', 0, 0, {}]]]", "[[['b', 0, 0, {}]]]", "[['i', 0, 0], ['a', 0, 0]]"),
            "layer m (Functional): it has 2 inputs, and a model of Unrolled has one.");

    [Fact]
    public void Files_without_their_parts()
    {
        Check(Of(("config.json", "{}"u8.ToArray()), ("model.weights.npz", Weights)), "its weights are NumPy arrays, since Keras had no h5py.");
        Check(Of(("config.json", "{}"u8.ToArray()), ("metadata.json", "{}"u8.ToArray())), "expected a layer with class_name and config");
        Check(Of(("config.json", Json(Sequential(Lstm("")))), ("metadata.json", "{}"u8.ToArray())), "expected a member model.weights.h5 in it.");
        Check(Of(("config.json", new byte[3 << 20]), ("model.weights.h5", Weights)), "its configuration has 3145728 bytes, expected at most 2097152.");
        Check(KerasFixtures.Bytes("lstm.keras")[..5_000], "it is not a valid zip archive: it has no directory at its end; is it cut off?");
    }

    // A model of the one LSTM whose weights the fixture has, in the order of Keras 3.
    private static void Check(string config, string message) => Check(Of(config), message);

    private static void Check(byte[] file, string message)
    {
        string found = Assert.Throws<ModelFileException>(() => ModelFile.Read(file, "x.keras")).Message;
        Assert.StartsWith("x.keras: " + message, found, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', found);
    }

    private static string Lstm(string options) => Layer("LSTM", "l", "'units': 6" + (options.Length == 0 ? "" : ", " + options));

    private static string Functional(string nodesOfB, string nodesOfC, string inputs)
    {
        string Dense(string name, string nodes) => Layer("Dense", name, "'units': 2")[..^1] + $", 'inbound_nodes': {nodes}}}";
        string input = Input[..^1] + ", 'inbound_nodes': []}";
        string layers = string.Join(", ", input, Dense("a", "[[['i', 0, 0, {}]]]"), Dense("b", nodesOfB), Dense("c", nodesOfC));
        return $"{{'class_name': 'Functional', 'config': {{'name': 'm', 'layers': [{layers}], 'input_layers': {inputs}, 'output_layers': [['c', 0, 0]]}}}}";
    }
}
