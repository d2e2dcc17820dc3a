using System.CommandLine;
using System.Globalization;
using Unrolled.Tool.Compilation;
using Unrolled.Tool.Data;

namespace Unrolled.Tool.Commands;

/// <summary><c>unrolled gates FILE --input x.csv -o gates.svg</c>.</summary>
internal static class GatesCommand
{
    public static Command Create()
    {
        var command = new Command("gates", "Draws what every gate and state of a layer does over a sequence: a line a step with values separated by commas "
            + "(tokens: one integer), or .npy, or .wav.");
        var file = new FileOptions(command);
        var input = new Option<string>("--input") { Required = true, Description = "The sequence: .csv, .npy or .wav." };
        var output = new Option<string>("--output", "-o") { Required = true, Description = "Takes the picture: .svg." };
        var layer = new Option<string?>("--layer") { Description = "The layer, as inspect names it; not given: the first with a state." };
        var labels = new Option<string?>("--labels") { Description = "A text file with a line for each step, written beneath it." };
        var vocabulary = new Option<string?>("--vocabulary")
        {
            Description = "For a model that reads tokens: a text file with a line for each token, what it stands for; \\n, \\t and \\\\ as in C#.",
        };
        var steps = new Option<string?>("--steps") { Description = "Which steps are drawn, as in 100..300; all are computed." };
        var units = new Option<int>("--units") { DefaultValueFactory = _ => 64, Description = "The most units that are drawn, those that change most." };
        var width = new Option<int>("--width") { DefaultValueFactory = _ => 700, Description = "Pixels." };
        foreach (Option option in (Option[])[input, output, layer, labels, vocabulary, steps, units, width])
            command.Options.Add(option);
        command.SetAction(result =>
        {
            string target = result.GetRequiredValue(output);
            if (!target.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
                throw new ToolException($"the picture is written as SVG: expected --output with the ending .svg, found {target}.");
            var read = file.Read(result);
            var (inputs, tokens) = Sequence(read, result.GetRequiredValue(input));
            var texts = Labels(result.GetValue(labels), result.GetValue(vocabulary), tokens, read);
            var range = Steps(result.GetValue(steps));
            string title = $"Gates and states of {result.GetValue(layer) ?? "the first recurrent layer"} in {read.Name}";
            var picture = MemoryModel.Load(read)
                .Gates(inputs, tokens, result.GetValue(layer), texts, range, result.GetValue(units), title, result.GetValue(width));
            picture.Save(target);
            return 0;
        });
        return command;
    }

    private static (float[] Inputs, int[] Tokens) Sequence(ModelFile file, string path)
    {
        var sequence = SequenceFiles.Read(path, file.Vocabulary > 0 ? 1 : file.Inputs);
        if (sequence.Values.Length == 0)
            throw new ToolException($"{Path.GetFileName(path)} has no step.");
        return file.Vocabulary > 0 ? ([], SequenceFiles.Tokens(path, sequence.Values, file.Vocabulary)) : (sequence.Values, []);
    }

    private static string[]? Labels(string? labels, string? vocabulary, int[] tokens, ModelFile file)
    {
        if (vocabulary is null)
            return labels is null ? null : Lines(labels);
        if (labels is not null)
            throw new ToolException("--labels and --vocabulary both say what stands beneath the steps: give one of them.");
        if (file.Vocabulary == 0)
            throw new ToolException($"--vocabulary says what tokens stand for, and {file.Name} reads {file.Inputs} values a step: give --labels instead.");
        string[] texts = Lines(vocabulary);
        return texts.Length == file.Vocabulary
            ? [.. tokens.Select(token => Unescaped(texts[token]))]
            : throw new ToolException($"{Path.GetFileName(vocabulary)} has {texts.Length} lines; {file.Name} has {file.Vocabulary} tokens, a line each.");
    }

    private static string[] Lines(string path) =>
        File.Exists(path) ? File.ReadAllLines(path) : throw new ToolException($"{path} does not exist.");

    private static string Unescaped(string text) => string.Concat(text.Split("\\\\").Select(part =>
        part.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal))
            .SelectMany((part, k) => k > 0 ? "\\" + part : part));

    private static Range Steps(string? text)
    {
        if (text is null)
            return Range.All;
        string[] ends = text.Split("..");
        return ends.Length == 2 && Number(ends[0], 0) is { } first && Number(ends[1], null) is var end && (end is not null || ends[1].Length == 0)
            ? new Range(first, end is { } last ? last : Index.End)
            : throw new ToolException($"--steps is '{text}'; expected the first step and the step after the last, as in 100..300.");
    }

    private static int? Number(string text, int? empty) =>
        text.Length == 0 ? empty : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
