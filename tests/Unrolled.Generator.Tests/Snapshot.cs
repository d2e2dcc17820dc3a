using System.Runtime.CompilerServices;

namespace Unrolled.Generator.Tests;

/// <summary>
/// Compares text with a file beside the test, named and written as Verify does: <c>Type.Method#Hint.g.verified.cs</c>, with the hint name
/// in its first line. On a difference the text is left in <c>Type.Method#Hint.g.received.cs</c>. UNROLLED_ACCEPT=1 in the environment rewrites the verified
/// files.
/// </summary>
internal static class Snapshot
{
    /// <summary>Compares each of <paramref name="files"/> (hint name → text), and that no verified file of this test is left over.</summary>
    public static void VerifyAll(IReadOnlyDictionary<string, string> files, [CallerFilePath] string path = "", [CallerMemberName] string method = "")
    {
        var wrong = new List<string>();
        foreach (var (hint, text) in files)
        {
            if (Compare(text, hint, path, method) is { } difference)
                wrong.Add(difference);
        }

        var expected = files.Keys.Select(hint => Path.GetFileName(FileName(hint, path, method, "verified"))).ToHashSet();
        foreach (var left in Directory.GetFiles(Path.GetDirectoryName(path)!, $"{Prefix(path, method)}#*.verified.*")
            .Where(file => !expected.Contains(Path.GetFileName(file))))
        {
            if (Accept)
                File.Delete(left);
            else
                wrong.Add($"{Path.GetFileName(left)}: verified, but there is no such file any more.");
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>Compares <paramref name="text"/>.</summary>
    /// <param name="text">The text, with any line ends.</param>
    /// <param name="hint">The name of the file that it is: <c>Forecaster.lstm0.g.cs</c>, <c>plan.txt</c>; with no extension, <c>.g.cs</c>.</param>
    /// <param name="path">The test's file.</param>
    /// <param name="method">The test's method.</param>
    public static void Verify(string text, string hint, [CallerFilePath] string path = "", [CallerMemberName] string method = "")
    {
        var difference = Compare(text, hint, path, method);
        Assert.True(difference is null, difference);
    }

    /// <summary>Compares those sections of <paramref name="text"/> in which what the test is about shows; see <see cref="SnapshotSections"/>.</summary>
    /// <param name="text">A generated file.</param>
    /// <param name="hint">The name of the file that it is.</param>
    /// <param name="sections"><c>header</c>, <c>outline</c>, names of members; one that does not exist is an error that lists those that do.</param>
    /// <param name="parameters">Of a theory, what tells its cases apart, as it stands in the file's name: <c>name=Peepholes</c>.</param>
    /// <param name="path">The test's file.</param>
    /// <param name="method">The test's method.</param>
    public static void VerifySections(
        string text, string hint, string[] sections, string? parameters = null, [CallerFilePath] string path = "", [CallerMemberName] string method = "")
        => Verify(new SnapshotSections(text).Text(sections), hint, path, parameters is null ? method : method + "_" + parameters);

    private static bool Accept => Environment.GetEnvironmentVariable("UNROLLED_ACCEPT") == "1";

    private static string? Compare(string text, string hint, string path, string method)
    {
        string verified = FileName(hint, path, method, "verified"), received = FileName(hint, path, method, "received");
        var actual = text.ReplaceLineEndings("\n");
        if (verified.EndsWith(".cs", StringComparison.Ordinal))
            actual = "//HintName: " + Hint(hint) + "\n" + actual;
        if (Accept)
            File.WriteAllText(verified, actual);
        var expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : null;
        if (expected == actual)
        {
            File.Delete(received);
            return null;
        }

        File.WriteAllText(received, actual);
        return expected is null
            ? $"{Path.GetFileName(verified)} does not exist; the text is in {Path.GetFileName(received)}. UNROLLED_ACCEPT=1 accepts it."
            : $"{Path.GetFileName(verified)} differs {FirstDifference(expected, actual)}; the text is in {Path.GetFileName(received)}. UNROLLED_ACCEPT=1 "
            + "accepts it.";
    }

    private static string FirstDifference(string expected, string actual)
    {
        string[] theirs = expected.Split('\n'), ours = actual.Split('\n');
        var line = 0;
        while (line < theirs.Length && line < ours.Length && theirs[line] == ours[line])
            line++;
        return $"in line {line + 1}{Environment.NewLine}  verified: {Line(theirs)}{Environment.NewLine}  received: {Line(ours)}{Environment.NewLine}";

        string Line(string[] lines) => line < lines.Length ? lines[line] : "(end of file)";
    }

    private static string Hint(string hint) => Path.HasExtension(hint) ? hint : hint + ".g.cs";

    private static string Prefix(string path, string method) => Path.GetFileNameWithoutExtension(path) + "." + method;

    private static string FileName(string hint, string path, string method, string stage)
    {
        var file = Hint(hint);
        return Path.Combine(Path.GetDirectoryName(path)!, $"{Prefix(path, method)}#{Path.GetFileNameWithoutExtension(file)}.{stage}{Path.GetExtension(file)}");
    }
}
