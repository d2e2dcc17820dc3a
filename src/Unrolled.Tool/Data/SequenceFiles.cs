namespace Unrolled.Tool.Data;

/// <summary>Sequences in files, by the ending of the name.</summary>
internal static class SequenceFiles
{
    private const string Endings = ".csv, .npy or .wav";

    /// <summary>Reads a sequence of steps of <paramref name="width"/> values.</summary>
    public static Sequence Read(string path, int width)
    {
        if (!File.Exists(path))
            throw new ToolException($"{path} does not exist.");
        var sequence = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" or ".txt" => CsvFile.Read(path),
            ".npy" => NpyFile.Read(path),
            ".wav" => WavFile.Read(path),
            var ending => throw new ToolException($"the ending '{ending}' of {path} is unknown; expected {Endings}."),
        };
        return sequence.Width == width || sequence.Values.Length == 0
            ? sequence
            : throw new ToolException($"{Path.GetFileName(path)} has {sequence.Width} values a step; the model reads {width}.");
    }

    /// <summary>What writes to a path: an ending that is unknown is said before anything runs.</summary>
    public static Action<Sequence> Writer(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" or ".txt" => sequence => CsvFile.Write(path, sequence),
        ".npy" => sequence => NpyFile.Write(path, sequence),
        ".wav" => sequence => WavFile.Write(path, sequence),
        var ending => throw new ToolException($"the ending '{ending}' of {path} is unknown; expected {Endings}."),
    };
}
