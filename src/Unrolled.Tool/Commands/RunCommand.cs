using System.CommandLine;
using Unrolled.Tool.Compilation;
using Unrolled.Tool.Data;

namespace Unrolled.Tool.Commands;

/// <summary><c>unrolled run FILE --input x.csv --output y.csv</c>.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Runs a model over a sequence: a line a step with values separated by commas (tokens: one integer), or .npy, "
            + "or .wav.");
        var file = new FileOptions(command);
        var input = new Option<string>("--input") { Required = true, Description = "The sequence: .csv, .npy or .wav." };
        var output = new Option<string>("--output") { Required = true, Description = "Takes the outputs: .csv, .npy or .wav." };
        var prewarm = new Option<int>("--prewarm") { Description = "Steps of zeros that run first, and whose outputs are left out." };
        command.Options.Add(input);
        command.Options.Add(output);
        command.Options.Add(prewarm);
        command.SetAction(result => Run(file.Read(result), result.GetRequiredValue(input), result.GetRequiredValue(output), result.GetValue(prewarm)));
        return command;
    }

    private static int Run(ModelFile file, string input, string output, int prewarm)
    {
        if (prewarm < 0)
            throw new ToolException("--prewarm has to be at least 0.");
        var target = SequenceFiles.Writer(output);
        int width = file.Vocabulary > 0 ? 1 : file.Inputs;
        var sequence = SequenceFiles.Read(input, width);
        var model = MemoryModel.Load(file);
        float[] inputs = sequence.Values;
        int[] tokens = file.Vocabulary > 0 ? SequenceFiles.Tokens(input, inputs, file.Vocabulary) : [];
        if (prewarm > 0)
            (inputs, tokens) = ([.. new float[(long)prewarm * width], .. inputs], file.Vocabulary > 0 ? [.. new int[prewarm], .. tokens] : tokens);
        float[] outputs = model.Run(inputs, tokens)[(prewarm * file.Outputs)..];
        target(new Sequence(outputs, file.Outputs, sequence.SampleRate ?? file.SampleRate));
        return 0;
    }
}
