// Compiled into each test project that needs it.
namespace Unrolled.Tests;

/// <summary>A folder in which the processes of one test run find what another of them compiled.</summary>
internal sealed class CompiledFolder
{
    /// <summary>The environment variable that gives a child the folder of the process that started it.</summary>
    public const string Variable = "UNROLLED_COMPILED";

    private CompiledFolder(string path) => Path = path;

    /// <summary>That of this process: its own, which goes when it ends, or that of the process that started it.</summary>
    public static CompiledFolder OfThisRun { get; } = Open();

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The bytes of a file, which are made where no process has made them yet. A file that is there is whole.</summary>
    public byte[] Get(string name, Func<byte[]> make)
    {
        var path = System.IO.Path.Combine(Path, name);
        if (File.Exists(path))
            return File.ReadAllBytes(path);
        var bytes = make();
        var unfinished = System.IO.Path.Combine(Path, System.IO.Path.GetRandomFileName());
        File.WriteAllBytes(unfinished, bytes);
        File.Move(unfinished, path, overwrite: true);
        return bytes;
    }

    private static CompiledFolder Open()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return new CompiledFolder(given);
        var own = Directory.CreateTempSubdirectory("unrolled-tests-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => own.Delete(recursive: true);
        return new CompiledFolder(own.FullName);
    }
}
