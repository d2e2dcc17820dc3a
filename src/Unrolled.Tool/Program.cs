using System.CommandLine;
using System.Globalization;
using Unrolled;
using Unrolled.Tool;
using Unrolled.Tool.Commands;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var root = new RootCommand("Trained recurrent networks of PyTorch, Keras, ONNX, RTNeural, AIDA-X, GuitarML, Neural Amp Modeler and TorchSharp as C# "
    + "classes, and back.");
root.Subcommands.Add(InspectCommand.Create());
root.Subcommands.Add(ImportCommand.Create());
root.Subcommands.Add(ExportCommand.Create());
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(BenchCommand.Create());
root.Subcommands.Add(GatesCommand.Create());
root.Subcommands.Add(DrawCommand.Create());
root.Subcommands.Add(NewCommand.Create());
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is ModelFileException or ToolException or IOException or UnauthorizedAccessException or ArgumentException)
{
    Console.Error.WriteLine("unrolled: " + exception.Message.ReplaceLineEndings(" "));
    return 1;
}
