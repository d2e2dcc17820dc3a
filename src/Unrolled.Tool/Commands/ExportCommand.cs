using System.CommandLine;

namespace Unrolled.Tool.Commands;

/// <summary><c>unrolled export FILE OUT</c>.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var command = new Command("export", "Writes a model in another format.");
        var file = new FileOptions(command);
        var output = new Argument<string>("OUT") { Description = "The file to write; its ending says the format." };
        var format = new Option<FileFormat?>("--format") { Description = "The format, where the ending does not say it." };
        command.Arguments.Add(output);
        command.Options.Add(format);
        command.SetAction(result =>
        {
            file.Read(result).Write(result.GetRequiredValue(output), result.GetValue(format));
            return 0;
        });
        return command;
    }
}
