using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Unrolled.Interop.Tests.Onnx;

/// <summary>The files that <c>make_onnx.py</c> made, and ONNX Runtime to run them with.</summary>
internal static class OnnxFixtures
{
    public const int Steps = 6;
    private const double Tolerance = 1e-5;
    private static readonly JsonDocument s_cases = JsonDocument.Parse(File.ReadAllText(Path("cases.json")));

    public static IEnumerable<string> All => Directory.GetFiles(Path(""), "*.onnx").Select(System.IO.Path.GetFileNameWithoutExtension)!;

    public static string Path(string file) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "onnx", file);

    public static string Model(string name) => Path(name + ".onnx");

    /// <summary>Inputs and outputs of PyTorch, where it made the file.</summary>
    public static (float[] X, float[] Y)? OfPyTorch(string name) => s_cases.RootElement.TryGetProperty(name, out var found)
        ? (Numbers(found, "x"), Numbers(found, "y")) : null;

    /// <summary>Numbers between -1 and 1, the same ones every time.</summary>
    public static float[] Inputs(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(2 * random.NextDouble() - 1))];
    }

    /// <summary>The first output of a file in ONNX Runtime for one sequence; states are 0, and lengths are all steps.</summary>
    public static float[] RunInOnnxRuntime(string path, float[] x)
    {
        using var session = new InferenceSession(path);
        return Run(session, x, batch: 1);
    }

    /// <summary>The outputs of each of two sequences, which read the same, [steps, batch, outputs] or [batch, outputs].</summary>
    public static float[][] RunInOnnxRuntime(byte[] file, float[] x, int outputs)
    {
        using var session = new InferenceSession(file);
        int features = x.Length / Steps;
        float[] both = [.. x.Chunk(features).SelectMany(step => step.Concat(step))];
        float[][] rows = [.. Run(session, both, batch: 2).Chunk(outputs)];
        return [.. Enumerable.Range(0, 2).Select(sequence => rows.Where((_, row) => row % 2 == sequence).SelectMany(row => row).ToArray())];
    }

    /// <summary>Compares as the largest difference over the largest value, at least 1.</summary>
    public static void AssertClose(float[] expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values, expected {expected.Length}");
        double scale = 1, worst = 0;
        for (int k = 0; k < expected.Length; k++)
        {
            scale = Math.Max(scale, Math.Abs(expected[k]));
            worst = Math.Max(worst, float.IsNaN(actual[k]) ? double.PositiveInfinity : Math.Abs(expected[k] - actual[k]));
        }

        Assert.True(worst <= Tolerance * scale, string.Create(CultureInfo.InvariantCulture, $"{what}: off by {worst / scale}"));
    }

    private static float[] Run(InferenceSession session, float[] x, int batch)
    {
        bool isFirst = true;
        var inputs = new List<NamedOnnxValue>();
        foreach (string name in session.InputNames)
        {
            var metadata = session.InputMetadata[name];
            int[] dims = [.. metadata.Dimensions];
            if (isFirst && dims.Length > 1 && dims[0] != 1)
            {
                // [steps, batch, …], or with the batch first where the names say so.
                bool batchFirst = metadata.SymbolicDimensions[0] == "batch" || metadata.SymbolicDimensions[0] == "unk__1";
                (dims[0], dims[1]) = batchFirst ? (batch, Steps) : (Steps, batch);
            }

            dims = [.. dims.Select(size => size < 0 ? 1 : size)];
            int count = dims.Aggregate(1, (product, size) => product * size);
            inputs.Add(metadata.ElementType == typeof(int)
                ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<int>(Enumerable.Repeat(Steps, count).ToArray(), dims))
                : metadata.ElementType == typeof(long)
                ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(isFirst ? Array.ConvertAll(x, value => (long)value) : new long[count], dims))
                : NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(isFirst ? x : new float[count], dims)));
            isFirst = false;
        }

        using var results = session.Run(inputs);
        return results[0].AsEnumerable<float>().ToArray();
    }

    private static float[] Numbers(JsonElement element, string key) => [.. element.GetProperty(key).EnumerateArray().Select(value => value.GetSingle())];
}
