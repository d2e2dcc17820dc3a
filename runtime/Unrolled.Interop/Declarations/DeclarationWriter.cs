using System.Globalization;

namespace Unrolled.Declarations;

/// <summary>Layers as C# attributes.</summary>
internal static class DeclarationWriter
{
    /// <summary>The attributes of a model, a line each: <c>[Model(Inputs = 28)]</c>, <c>[Lstm(64)]</c>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cellClass">The name of the class with the equations of a layer, by the layer's index.</param>
    public static IEnumerable<string> Attributes(ModelFile model, Func<int, string> cellClass)
    {
        yield return model.Vocabulary > 0 ? $"[Model(Vocabulary = {Number(model.Vocabulary)})]" : $"[Model(Inputs = {Number(model.Inputs)})]";
        for (int index = 0; index < model.Layers.Count; index++)
        {
            var layer = model.Layers[index].Declaration;
            yield return layer is EquationsLayer cell ? Attribute(cell, cellClass(index)) : Attribute(layer);
        }
    }

    /// <summary>One layer: <c>[Lstm(64, Peepholes = Peepholes.All)]</c>. Options that are as they are by default are not written.</summary>
    public static string Attribute(LayerAttribute layer)
    {
        var type = LayerType.Of(layer);
        double argument = type.Argument(layer);
        var plain = type.Create(argument);
        var changed = type.Options.Where(option => option.Text(layer) != option.Text(plain));
        var arguments = changed.Select(option => $"{option.Name} = {option.Text(layer)}").ToList();
        if (!type.TakesNothing)
            arguments.Insert(0, Number(argument));
        return arguments.Count == 0 ? $"[{type.Name}]" : $"[{type.Name}({string.Join(", ", arguments)})]";
    }

    /// <summary>The names of the options that a layer does not leave as they are by default.</summary>
    public static IEnumerable<string> Changed(LayerAttribute layer)
    {
        var type = LayerType.Of(layer);
        var plain = type.Create(type.Argument(layer));
        return type.Options.Where(option => option.Text(layer) != option.Text(plain)).Select(option => option.Name);
    }

    /// <summary>The whole file: the model's class, and the classes with equations that it needs.</summary>
    public static void Write(ModelFile model, TextWriter writer, string className, string? nameSpace)
    {
        string CellClass(int index) => $"{className}Cell{Number(index)}";
        var cells = model.Layers.Select((layer, index) => (Cell: layer.Declaration as EquationsLayer, Index: index))
            .Where(layer => layer.Cell is not null).ToList();
        writer.Write("using Unrolled;\n");
        if (cells.Count > 0)
            writer.Write("using static Unrolled.Equations;\n");
        writer.Write('\n');
        if (!string.IsNullOrEmpty(nameSpace))
            writer.Write($"namespace {nameSpace};\n\n");
        writer.Write($"/// <summary>{Xml($"Imported from {model.Name}: {Summary(model)}")}.</summary>\n");
        if (model.Notes.Count > 0)
        {
            writer.Write("/// <remarks>\n");
            foreach (string note in model.Notes)
                writer.Write($"/// {Xml(note)}\n");
            writer.Write("/// </remarks>\n");
        }

        foreach (string attribute in Attributes(model, CellClass))
            writer.Write(attribute + "\n");
        writer.Write(model.SampleRate is { } rate
            ? $"public partial class {className}\n{{\n    /// <summary>Samples a second that the model was trained for.</summary>\n    public const "
                + $"double SampleRate = {Number(rate)};\n}}\n"
            : $"public partial class {className};\n");
        foreach (var (cell, index) in cells)
        {
            writer.Write($"\n/// <summary>{Xml(cell!.Summary)}</summary>\npublic sealed class {CellClass(index)} : ICellEquations\n{{\n");
            foreach (string line in cell.Equations.TrimEnd('\n').Split('\n'))
                writer.Write(line.Length == 0 ? "\n" : $"    {line}\n");
            writer.Write("}\n");
        }
    }

    private static string Attribute(EquationsLayer cell, string className)
    {
        string direction = cell.Direction == Direction.Forward ? "" : $", Direction = Direction.{cell.Direction}";
        string returns = cell.Returns == Returns.Sequence ? "" : $", Returns = Returns.{cell.Returns}";
        string learned = cell.LearnInitialState ? ", LearnInitialState = true" : "";
        return $"[Cell<{className}>({Number(cell.Hidden)}{direction}{returns}{learned})]";
    }

    private static string Summary(ModelFile model) =>
        $"{(model.Vocabulary > 0 ? $"{Number(model.Vocabulary)} tokens" : $"{Number(model.Inputs)} {(model.Inputs == 1 ? "input" : "inputs")}")}, "
        + $"{Number(model.Outputs)} {(model.Outputs == 1 ? "output" : "outputs")}";

    private static string Xml(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
