namespace Unrolled.Generator.Tests;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled").FullName;

    private string Test => Path.Combine(_folder, "LstmTests.cs");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Equal_text_passes_whatever_the_line_ends_and_leaves_no_received_file()
    {
        File.WriteAllText(Beside("M.lstm0.g.received.cs"), "old");
        File.WriteAllText(Beside("M.lstm0.g.verified.cs"), "//HintName: M.lstm0.g.cs\r\na\r\nb\r\n");

        Snapshot.Verify("a\nb\n", "M.lstm0.g.cs", Test, "Peepholes");

        Assert.False(File.Exists(Beside("M.lstm0.g.received.cs")));
    }

    [Fact]
    public void A_difference_fails_names_the_line_and_leaves_what_was_received()
    {
        File.WriteAllText(Beside("M.g.verified.cs"), "//HintName: M.g.cs\na\nb\n");

        var failure = Assert.ThrowsAny<Exception>(() => Snapshot.Verify("a\nc\n", "M", Test, "Peepholes"));

        Assert.Contains("LstmTests.Peepholes#M.g.verified.cs differs in line 3", failure.Message);
        Assert.Equal("//HintName: M.g.cs\na\nc\n", File.ReadAllText(Beside("M.g.received.cs")));
        Assert.Equal("//HintName: M.g.cs\na\nb\n", File.ReadAllText(Beside("M.g.verified.cs")));
    }

    [Fact]
    public void A_missing_file_fails_and_other_text_than_code_has_no_hint_line()
    {
        var failure = Assert.ThrowsAny<Exception>(() => Snapshot.Verify("plan\n", "plan.txt", Test, "Peepholes"));

        Assert.Contains("LstmTests.Peepholes#plan.verified.txt does not exist", failure.Message);
        Assert.Equal("plan\n", File.ReadAllText(Beside("plan.received.txt")));
    }

    [Fact]
    public void A_verified_file_that_nothing_gives_any_more_fails()
    {
        File.WriteAllText(Beside("M.g.verified.cs"), "//HintName: M.g.cs\na\n");
        File.WriteAllText(Beside("M.lstm0.g.verified.cs"), "//HintName: M.lstm0.g.cs\nb\n");

        var failure = Assert.ThrowsAny<Exception>(() => Snapshot.VerifyAll(new Dictionary<string, string> { ["M.g.cs"] = "a\n" }, Test, "Peepholes"));

        Assert.Contains("LstmTests.Peepholes#M.lstm0.g.verified.cs", failure.Message);
    }

    private string Beside(string name) => Path.Combine(_folder, "LstmTests.Peepholes#" + name);
}
