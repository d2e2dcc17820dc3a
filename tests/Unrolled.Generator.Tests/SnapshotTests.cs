using System.Reflection;
using System.Runtime.CompilerServices;

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

    [Fact]
    public void Sections_are_compared_in_the_order_asked_for_and_a_case_of_a_theory_has_its_own_file()
    {
        File.WriteAllText(Path.Combine(_folder, "LstmTests.Variant_name=Plain#M.g.verified.cs"), """
            //HintName: M.g.cs
                void B() => A();

            // of M

            // M.A
            // M.B
            // M.Size
            // N.A

                /// <summary>Of N.</summary>
                int A => 2;

            """);

        Snapshot.VerifySections(Members, "M", ["B", "header", "outline", "N.A"], "name=Plain", Test, "Variant");
    }

    [Fact]
    public void A_name_that_two_types_have_stands_for_both()
    {
        Assert.Equal("""
                /// <summary>Of M.</summary>
                void A()
                {
                }

                /// <summary>Of N.</summary>
                int A => 2;

            """.ReplaceLineEndings("\n"), new SnapshotSections(Members).Text(["A"]));
    }

    [Fact]
    public void A_section_that_does_not_exist_is_an_error_that_lists_those_that_do()
    {
        var failure = Assert.Throws<ArgumentException>(() => Snapshot.VerifySections(Members, "M", ["A", "C"], null, Test, "Peepholes"));

        Assert.Equal("The text has no section 'C'; it has header, outline, M.A, M.B, M.Size, N.A.", failure.Message);
    }

    [Fact]
    public void Every_verified_file_belongs_to_a_test()
    {
        var folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "Snapshots");
        var tests = typeof(SnapshotTests).Assembly.GetTypes().Where(type => type.Name.EndsWith("Snapshots", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods()).SelectMany(Prefixes).ToHashSet();
        var files = Directory.GetFiles(folder, "*.verified.*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)!).ToArray();

        Assert.Equal(tests.Order(StringComparer.Ordinal), files.Select(file => file.Split('#')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    private const string Members = """
        // of M
        class M
        {
            /// <summary>Of M.</summary>
            void A()
            {
            }

            void B() => A();
            const int Size = 1;
        }

        class N
        {
            /// <summary>Of N.</summary>
            int A => 2;
        }
        """;

    // 'LstmSnapshots.Plain' of a fact; 'LstmSnapshots.Variant_name=NoBias' of each case of a theory.
    private static IEnumerable<string> Prefixes(MethodInfo test)
    {
        var prefix = test.DeclaringType!.Name + "." + test.Name;
        if (test.GetCustomAttribute<TheoryAttribute>() is not null)
            return test.GetCustomAttributes<InlineDataAttribute>().Select(data => $"{prefix}_{test.GetParameters()[0].Name}={data.GetData(test).Single()[0]}");
        return test.GetCustomAttribute<FactAttribute>() is not null ? [prefix] : [];
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private string Beside(string name) => Path.Combine(_folder, "LstmTests.Peepholes#" + name);
}
