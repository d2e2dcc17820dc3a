namespace Unrolled.Formats;

/// <summary>All formats: a new one is a folder and its line here.</summary>
internal static class FormatCatalog
{
    private static readonly IModelReader[] s_readers =
    [
        new Own.OwnReader(),
        new Keras.KerasReader(),
        new Keras.KerasHdf5Reader(),
        new Keras.KerasConfigReader(),
        new PyTorch.PyTorchReader(),
        new PyTorch.PyTorchSafetensorsReader(),
        new RTNeural.RTNeuralReader(),
        new Nam.NamReader(),
        new TorchJson.TorchJsonReader(),
        new Onnx.OnnxReader(),

        // has no mark of its own, so that all others come first
        new TorchSharp.TorchSharpReader(),
    ];

    private static readonly IModelWriter[] s_writers =
    [
        new Own.OwnWriter(),
        new Keras.KerasWriter(),
        new Keras.KerasHdf5Writer(),
        new PyTorch.PyTorchWriter(),
        new PyTorch.PyTorchSafetensorsWriter(),
        new Onnx.OnnxWriter(),
        new RTNeural.RTNeuralWriter(),
    ];

    /// <summary>The formats that are written, in the order of their readers.</summary>
    public static IReadOnlyList<IModelWriter> Writers => s_writers;

    /// <summary>What messages call a format.</summary>
    public static string Title(FileFormat format) => format switch
    {
        FileFormat.Unrolled => "Unrolled",
        FileFormat.PyTorch => "PyTorch",
        FileFormat.PyTorchSafetensors => "PyTorch (safetensors)",
        FileFormat.TorchSharp => "TorchSharp",
        FileFormat.Keras => "Keras 3",
        FileFormat.KerasHdf5 => "Keras HDF5",
        FileFormat.Onnx => "ONNX",
        FileFormat.RTNeural => "RTNeural",
        FileFormat.TorchJson => "PyTorch (JSON)",
        FileFormat.Nam => "Neural Amp Modeler",
        _ => format.ToString(),
    };

    /// <summary>Reads with the first reader that recognises the content.</summary>
    public static ModelFile Read(FileContent content, ReadOptions options)
    {
        IModelReader? reader = null;
        try
        {
            reader = Array.Find(s_readers, reader => reader.Recognises(content)) ?? throw Unknown(content);
            return reader.Read(content, options);
        }
        catch (Exception exception) when (exception is InvalidDataException or OverflowException or FormatException or InvalidOperationException
            or ArgumentException or KeyNotFoundException or IndexOutOfRangeException)
        {
            string what = reader is null ? "model file" : $"file of {Title(reader.Format)}";
            throw content.Error($"it is not a valid {what}: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>Writes with the writer of the format, or of the ending.</summary>
    public static void Write(ModelFile model, string path, FileFormat? format)
    {
        string ending = Path.GetExtension(path).ToLowerInvariant();
        var writer = Array.Find(s_writers, writer => format is { } wanted ? writer.Format == wanted : writer.Endings.Contains(ending))
            ?? throw model.Error(format is { } unknown
                ? $"{Title(unknown)} can only be read. Formats that are written: {string.Join(", ", s_writers.Select(writer => writer.Format))}."
                : $"the ending '{ending}' of {Path.GetFileName(path)} means no format that is written. Endings: "
                    + $"{string.Join(", ", s_writers.SelectMany(writer => writer.Endings))}.");
        var whole = new MemoryStream();
        writer.Write(model, whole);
        AtomicFile.Write(path, whole.WriteTo);
    }

    private static ModelFileException Unknown(FileContent content) => content.Error(content.Bytes.Length == 0
        ? "the file is empty."
        : $"it is not recognised as a model of {string.Join(", ", s_readers.Select(reader => Title(reader.Format)))}.");
}
