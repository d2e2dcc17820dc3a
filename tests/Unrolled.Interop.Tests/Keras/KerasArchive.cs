using System.IO.Compression;
using System.Text;

namespace Unrolled.Interop.Tests.Keras;

/// <summary>Files of Keras 3 made in memory: any configuration, with the weights of a fixture, which are those of LSTM(6) on 3 features and Dense(2).</summary>
internal static class KerasArchive
{
    private static readonly Lazy<byte[]> s_weights = new(() =>
    {
        using var zip = new ZipArchive(new MemoryStream(KerasFixtures.Bytes("lstm.keras")));
        using var stream = zip.GetEntry("model.weights.h5")!.Open();
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    });

    public static byte[] Weights => s_weights.Value;

    public static string Input => Layer("InputLayer", "i", "'batch_shape': [null, null, 3]");

    /// <summary>A layer, in JSON with single quotes.</summary>
    public static string Layer(string className, string name, string options) =>
        $"{{'class_name': '{className}', 'config': {{'name': '{name}'{(options.Length == 0 ? "" : ", " + options)}}}}}";

    /// <summary>A model of an input of 3 features and some layers.</summary>
    public static string Sequential(params string[] layers) =>
        $"{{'class_name': 'Sequential', 'config': {{'layers': [{string.Join(", ", [Input, .. layers])}]}}}}";

    /// <summary>JSON, with single quotes for double ones.</summary>
    public static byte[] Json(string text) => Encoding.UTF8.GetBytes(text.Replace('\'', '"'));

    /// <summary>A file of a configuration and the fixture's weights.</summary>
    public static byte[] Of(string config) => Of(("config.json", Json(config)), ("model.weights.h5", Weights));

    /// <summary>A file of some members.</summary>
    public static byte[] Of(params (string Name, byte[] Bytes)[] members)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in members)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
