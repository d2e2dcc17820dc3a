using System.Text.Json;

namespace Unrolled.Interop.Tests.Keras;

/// <summary>The fixtures of Keras, and what their models give.</summary>
internal static class KerasFixtures
{
    private static readonly Lazy<JsonDocument> s_cases = new(() => JsonDocument.Parse(File.ReadAllBytes(Path("cases.json"))));

    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "keras", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path(name));

    public static float[] Inputs(string name) => Numbers(name, "inputs");

    /// <summary>The outputs of all steps, or of the last one.</summary>
    public static float[] Outputs(string name) => Numbers(name, "outputs");

    public static TheoryData<string> Files => [.. s_cases.Value.RootElement.EnumerateObject().Select(entry => entry.Name)];

    /// <summary>Compares with what the fixture's script computed, within 1e-5.</summary>
    public static void Check(string name, float[] outputs)
    {
        float[] expected = Outputs(name);
        float[] found = outputs[^expected.Length..];
        for (int k = 0; k < expected.Length; k++)
        {
            bool isNear = Math.Abs(expected[k] - found[k]) <= 1e-5 * Math.Max(1, Math.Abs(expected[k]));
            Assert.True(isNear, $"{name}[{k}]: expected {expected[k]}, found {found[k]}.");
        }
    }

    private static float[] Numbers(string name, string kind) =>
        [.. s_cases.Value.RootElement.GetProperty(name).GetProperty(kind).EnumerateArray().Select(value => value.GetSingle())];
}
