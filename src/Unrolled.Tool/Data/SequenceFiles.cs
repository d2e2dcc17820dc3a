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

    /// <summary>The numbers of a file as tokens.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="values">[steps].</param>
    /// <param name="vocabulary">Number of tokens.</param>
    public static int[] Tokens(string path, float[] values, int vocabulary)
    {
        int[] tokens = Array.ConvertAll(values, value => (int)value);
        for (int step = 0; step < tokens.Length; step++)
        {
            if (tokens[step] != values[step] || tokens[step] < 0 || tokens[step] >= vocabulary)
                throw new ToolException($"{Path.GetFileName(path)}: step {step + 1} is {values[step]}; expected a token, a whole number from 0 to "
                    + $"{vocabulary - 1}.");
        }

        return tokens;
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
