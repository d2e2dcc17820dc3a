using System.Text.Json;

namespace Unrolled.Interop.Tests.Audio;

/// <summary>The files that <c>make_audio.py</c> made, with the outputs that PyTorch computed.</summary>
internal static class AudioFixture
{
    private static readonly JsonElement s_cases = JsonDocument.Parse(System.IO.File.ReadAllBytes(File("cases.json"))).RootElement;

    public static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "audio", name);

    public static ModelFile Read(string name, ReadOptions? options = null) => ModelFile.Read(File(name), options);

    /// <summary>The message with which a text is refused.</summary>
    public static string Refusal(string text, string name = "model.json") =>
        Assert.Throws<ModelFileException>(() => ModelFile.Read(System.Text.Encoding.UTF8.GetBytes(text), name)).Message;

    public static (float[] Inputs, float[] Outputs) Case(string name)
    {
        var found = s_cases.GetProperty(name);
        return (Floats(found.GetProperty("x")), Floats(found.GetProperty("y")));
    }

    public static void Near(float[] expected, ReadOnlySpan<float> found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int index = 0; index < expected.Length; index++)
            Assert.True(Math.Abs(expected[index] - found[index]) <= 1e-5, $"output {index} is {found[index]}, PyTorch has {expected[index]}.");
    }

    private static float[] Floats(JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetSingle())];
}
