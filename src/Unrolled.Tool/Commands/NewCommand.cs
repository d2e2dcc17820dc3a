using System.CommandLine;
using Unrolled.Tool.Projects;

namespace Unrolled.Tool.Commands;

/// <summary><c>unrolled new forecast|classify|text|stream NAME</c>.</summary>
internal static class NewCommand
{
    public static Command Create()
    {
        var command = new Command("new", "Writes a project to start from, with data that it learns from and a test of what it has learned.");
        foreach (var template in ProjectTemplate.All)
        {
            var kind = new Command(template.Kind, template.Description);
            var name = new Argument<string>("NAME") { Description = "The name of the project, of its folder and of its namespace, as in Acme.Pumps." };
            kind.Arguments.Add(name);
            kind.SetAction(result => Write(template, result.GetRequiredValue(name)));
            command.Subcommands.Add(kind);
        }

        return command;
    }

    private static int Write(ProjectTemplate template, string name)
    {
        var project = new ProjectName(name);
        string folder = Path.GetFullPath(name);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new ToolException($"{name} exists and is not empty: take another name, or remove it.");

        // Written beside and renamed, so that the folder is whole or not there.
        string temporary = $"{folder}.{Guid.NewGuid():N}.tmp";
        try
        {
            foreach (var (path, content) in template.Files(project))
            {
                string target = Path.Combine(temporary, path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, content);
            }

            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }

        Console.WriteLine($"{name}: {template.Description}");
        Console.WriteLine($"  cd {name}");
        Console.WriteLine($"  dotnet run {template.First,-12} {template.FirstMeans}");
        Console.WriteLine("  dotnet run -- --test    tests what it has learned");
        Console.WriteLine("Model.cs is the network; in Program.cs, YOUR DATA says where your own data goes.");
        return 0;
    }
}
