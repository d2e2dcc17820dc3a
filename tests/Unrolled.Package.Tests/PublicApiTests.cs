using Unrolled.Package.Tests.Support;

namespace Unrolled.Package.Tests;

/// <summary>What users can see is listed in PublicApi.txt: a change of it is a change of that file, to be looked at.</summary>
public sealed class PublicApiTests
{
    private static readonly string s_list = Repository.PathOf("tests", "Unrolled.Package.Tests", "PublicApi.txt");

    [Fact]
    public void It_is_what_the_list_says()
    {
        var files = PackedProduct.Read(PackedProduct.OfThisRun.File);
        var (older, newer) = (PublicApi.Lines(files["lib/net8.0/Unrolled.dll"]), PublicApi.Lines(files["lib/net10.0/Unrolled.dll"]));
        string[] found =
        [
            .. older.Intersect(newer).Concat(older.Except(newer).Select(line => line + " // .NET 8 alone"))
            .Concat(newer.Except(older).Select(line => line + " // .NET 10 alone"))
                .Order(StringComparer.Ordinal),
        ];
        if (Environment.GetEnvironmentVariable("UNROLLED_ACCEPT") == "1")
            File.WriteAllLines(s_list, found);

        string[] listed = File.ReadAllLines(s_list);
        string[] changes = [.. listed.Except(found).Select(line => "- " + line), .. found.Except(listed).Select(line => "+ " + line)];
        Assert.True(changes.Length == 0,
            $"The public API has changed; UNROLLED_ACCEPT=1 writes PublicApi.txt anew.{Environment.NewLine}{string.Join(Environment.NewLine, changes)}");
        Assert.Equal(found, listed);
        Assert.Contains(found, line => line.Contains("Unrolled.Trainer<TModel>.Step(Unrolled.Tape<TModel> tape)"));
    }
}
