using System.CommandLine;

namespace Unrolled.Tool.Commands;

/// <summary><c>unrolled import FILE --class C</c>.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var command = new Command("import", "Writes the C# class of a model and its weights: C.cs and C.safetensors.");
        var file = new FileOptions(command);
        var className = new Option<string>("--class") { Required = true, Description = "The name of the class." };
        var nameSpace = new Option<string?>("--namespace") { Description = "Its namespace; none unless given." };
        var folder = new Option<string>("--out") { Description = "The folder of the two files; this one unless given.", DefaultValueFactory = _ => "." };
        command.Options.Add(className);
        command.Options.Add(nameSpace);
        command.Options.Add(folder);
        command.SetAction(result => Import(file.Read(result), result.GetRequiredValue(className), result.GetValue(nameSpace), result.GetValue(folder)!));
        return command;
    }

    private static int Import(ModelFile file, string className, string? nameSpace, string folder)
    {
        var text = new StringWriter();
        file.WriteDeclaration(text, className, nameSpace);
        Directory.CreateDirectory(folder);
        string source = Path.Combine(folder, className + ".cs"), weights = Path.Combine(folder, className + ".safetensors");
        file.Save(weights);
        File.WriteAllText(source, text.ToString());
        foreach (string note in file.Notes)
            Console.WriteLine("note: " + note);
        Console.WriteLine($"{source} and {weights}. In the project: <UnrolledWeights Include=\"{className}.safetensors\" "
            + $"Model=\"{(string.IsNullOrEmpty(nameSpace) ? "" : nameSpace + ".")}{className}\" />; in C#: {className}.Default.");
        return 0;
    }
}
