using Unrolled.Compiler.Specs;

// Compiled into each test project that needs it.
namespace Unrolled.Tests.Shared;

/// <summary>Specs as the generator would make them of attributes.</summary>
internal static class Specs
{
    /// <summary>A model over features.</summary>
    public static ModelSpec Features(int inputs, params LayerSpec[] layers) => new("Models", new([]), "M", "M", inputs, 0, new(layers));

    /// <summary>A model over tokens.</summary>
    public static ModelSpec Tokens(int vocabulary, params LayerSpec[] layers) => new("Models", new([]), "M", "M", 0, vocabulary, new(layers));

    public static LayerSpec Rnn(int hidden, params (string Name, double Value)[] options) => Layer("Rnn", "hidden", hidden, options);

    public static LayerSpec Lstm(int hidden, params (string Name, double Value)[] options) => Layer("Lstm", "hidden", hidden, options);

    public static LayerSpec Gru(int hidden, params (string Name, double Value)[] options) => Layer("Gru", "hidden", hidden, options);

    public static LayerSpec Dense(int outputs, params (string Name, double Value)[] options) => Layer("Dense", "outputs", outputs, options);

    public static LayerSpec Standardize() => new("Standardize", new([]));

    public static LayerSpec Rescale() => new("Rescale", new([]));

    public static LayerSpec Embedding(int size) => Layer("Embedding", "size", size, []);

    public static LayerSpec Dropout(double rate) => Layer("Dropout", "rate", rate, []);

    public static LayerSpec Residual(int channels = 0) => new("Residual", new(channels == 0 ? [] : [new LayerOption("Channels", channels)]));

    private static LayerSpec Layer(string kind, string sizeOption, double size, (string Name, double Value)[] options) =>
        new(kind, new(options.Select(option => new LayerOption(option.Name, option.Value)).Prepend(new LayerOption(sizeOption, size))));
}
