using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Unrolled.Tool.Compilation;

namespace Unrolled.Tool.Commands;

/// <summary><c>unrolled inspect FILE</c>.</summary>
internal static class InspectCommand
{
    /// <summary>How far off a self-test may be before the command says that the model differs.</summary>
    private const double Tolerance = 1e-4;

    public static Command Create()
    {
        var command = new Command("inspect", "Shows format, layers, shapes, parameters, notes and metadata, and runs the self-test that some files carry.");
        var file = new FileOptions(command);
        command.SetAction(result => Inspect(file.Read(result)));
        return command;
    }

    private static int Inspect(ModelFile file)
    {
        Console.WriteLine(file);
        Console.WriteLine();
        var table = new Table().Border(TableBorder.Simple).AddColumn("parameter").AddColumn("shape").AddColumn(new TableColumn("least").RightAligned())
            .AddColumn(new TableColumn("mean").RightAligned()).AddColumn(new TableColumn("greatest").RightAligned());
        foreach (var tensor in file.Tensors)
        {
            float[] values = tensor.Values;
            string[] numbers = values.Length == 0 ? ["", "", ""] : [Number(values.Min()), Number(values.Average()), Number(values.Max())];
            table.AddRow([Markup.Escape(tensor.Name), Markup.Escape(tensor.Shape.ToString()), .. numbers]);
        }

        AnsiConsole.Write(table);
        return file.SelfTest is { } test ? Check(file, test) : 0;
    }

    private static int Check(ModelFile file, SelfTest test)
    {
        float[] outputs = MemoryModel.Load(file).Run(test.Inputs, []);
        double off = outputs.Zip(test.Outputs, (ours, theirs) => Math.Abs((double)ours - theirs)).DefaultIfEmpty().Max();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"self-test: {test.Outputs.Length} samples, the largest difference is "
            + $"{off:G3}{(off <= Tolerance ? "" : $", more than {Tolerance}: the model differs from what the file's author had")}"));
        return 0;
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
