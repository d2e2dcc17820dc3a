using System.CommandLine;
using System.Globalization;
using Unrolled.CompilerServices;
using Unrolled.Tool.Compilation;

namespace Unrolled.Tool.Commands;

/// <summary><c>unrolled draw FILE -o cell.svg</c>.</summary>
internal static class DrawCommand
{
    public static Command Create()
    {
        var command = new Command("draw", "Draws each recurrent layer's cell as a diagram, or one cell step by step.");
        var file = new FileOptions(command);
        var output = new Option<string>("--output", "-o")
        {
            Required = true,
            Description = "Takes the diagram: a name that ends with .svg. Where there are "
            + "several, the layer's name or the step's number comes before the ending."
        };
        var layer = new Option<string?>("--layer") { Description = "The layer to draw, as inspect names it; all recurrent layers unless given." };
        var steps = new Option<bool>("--steps") { Description = "A diagram for each step of the evaluation, with its equations." };
        command.Options.Add(output);
        command.Options.Add(layer);
        command.Options.Add(steps);
        command.SetAction(result => Draw(file.Read(result), result.GetRequiredValue(output), result.GetValue(layer), result.GetValue(steps)));
        return command;
    }

    private static int Draw(ModelFile file, string output, string? layer, bool isSteps)
    {
        if (!string.Equals(Path.GetExtension(output), ".svg", StringComparison.OrdinalIgnoreCase))
            throw new ToolException($"{output} has to end with .svg.");
        var layout = MemoryModel.Load(file).Layout;
        var layers = Picture.CellNames(layout);
        if (layers.Count == 0)
            throw new ToolException($"{file.Name} has no recurrent layer, so no cell to draw.");
        if (layer is not null && !layers.Contains(layer))
            throw new ToolException($"{file.Name} has no recurrent layer '{layer}'; expected one of {string.Join(", ", layers)}.");

        // All are drawn before the first is written.
        var drawn = layers.Where(name => layer is null || name == layer).ToList();
        var pictures = drawn.SelectMany(name => Pictures(layout, name, drawn.Count > 1 ? "." + name : "", isSteps)).ToList();
        string start = Path.ChangeExtension(output, null);
        foreach (var (ending, caption, picture) in pictures)
        {
            string path = start + ending + Path.GetExtension(output);
            picture.Save(path);
            Console.WriteLine($"{path}: {caption}");
        }

        return 0;
    }

    private static IEnumerable<(string Ending, string Caption, Picture Picture)> Pictures(ModelLayout layout, string layer, string ending, bool isSteps) =>
        isSteps ? Picture.CellSteps(layout, layer).Select((step, index) => (ending + Numbered(index), $"{layer}, {step.Caption}", step.Picture))
            : [(ending, layer, Picture.Cell(layout, layer))];

    private static string Numbered(int index) => "." + (index + 1).ToString(CultureInfo.InvariantCulture);
}
