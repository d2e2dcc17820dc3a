using System.Text.Json;

namespace Unrolled.Interop.Tests.PyTorch;

/// <summary>The files that <c>make_pytorch.py</c> made, with the outputs that PyTorch computed.</summary>
internal static class PyTorchFixture
{
    private static readonly JsonElement s_cases = JsonDocument.Parse(System.IO.File.ReadAllBytes(File("cases.json"))).RootElement;

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures", "pytorch");

    public static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "pytorch", name);

    public static ModelFile Read(string name, ReadOptions? options = null) => ModelFile.Read(File(name), options);

    /// <summary>The message with which a file is refused.</summary>
    public static string Refusal(string name, ReadOptions? options = null) => Assert.Throws<ModelFileException>(() => Read(name, options)).Message;

    /// <summary>Outputs of a model are those of a case.</summary>
    public static void Check<TModel>(string name, ModelFile file)
        where TModel : class, IModel<TModel>
    {
        float[] wanted = Floats(s_cases.GetProperty(name).GetProperty("y"));
        float[] got = Outputs(file.Load<TModel>(), Floats(s_cases.GetProperty(name).GetProperty("x")));
        Assert.Equal(wanted.Length, got.Length);
        for (int index = 0; index < wanted.Length; index++)
            Assert.True(Math.Abs(wanted[index] - got[index]) <= 1e-5, $"{name}: output {index} is {got[index]}, PyTorch has {wanted[index]}.");
    }

    /// <summary>What a model gives for one sequence.</summary>
    public static float[] Outputs<TModel>(TModel model, float[] inputs)
        where TModel : class, IModel<TModel>
    {
        bool tokens = TModel.Layout.Vocabulary > 0;
        var tape = model.NewTape(tokens ? inputs.Length : inputs.Length / TModel.Layout.Inputs, batch: 1);
        if (tokens)
            inputs.Select(token => (int)token).ToArray().CopyTo(tape.Tokens);
        else
            inputs.CopyTo(tape.Inputs);
        model.Forward(tape, training: false);
        return tape.Outputs.ToArray();
    }

    private static float[] Floats(JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetSingle())];
}
