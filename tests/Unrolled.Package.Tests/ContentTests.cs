using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;
using Unrolled.Package.Tests.Support;

namespace Unrolled.Package.Tests;

/// <summary>What is in the package.</summary>
public sealed class ContentTests
{
    private readonly Dictionary<string, byte[]> _files = PackedProduct.Read(PackedProduct.OfThisRun.File);

    [Fact]
    public void It_holds_what_users_need_and_nothing_else()
    {
        string[] files = [.. _files.Keys.Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal)
            && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml").Order(StringComparer.Ordinal)];

        Assert.Equal(
            [
                "README.md",
                "Unrolled.nuspec",
                "analyzers/dotnet/cs/Unrolled.CodeFixes.dll",
                "analyzers/dotnet/cs/Unrolled.Compiler.dll",
                "analyzers/dotnet/cs/Unrolled.Generator.dll",
                "buildTransitive/Unrolled.targets",
                "icon.png",
                "lib/net10.0/Unrolled.dll",
                "lib/net10.0/Unrolled.xml",
                "lib/net8.0/Unrolled.dll",
                "lib/net8.0/Unrolled.xml",
                "tools/netstandard2.0/Unrolled.Build.dll",
            ],
            files);
    }

    [Fact]
    public void Its_description_names_licence_icon_and_readme_and_no_dependency()
    {
        var metadata = XDocument.Parse(Encoding.UTF8.GetString(_files["Unrolled.nuspec"]).TrimStart('\uFEFF')).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

        Assert.Equal("Unrolled", Value("id"));
        Assert.Equal(PackedProduct.OfThisRun.Version, Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("icon.png", Value("icon"));
        Assert.Equal("README.md", Value("readme"));
        Assert.NotEmpty(Value("description"));
        Assert.NotEmpty(Value("tags"));
        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName == "dependency");
        Assert.Equal(["net10.0", "net8.0"], metadata.Descendants().Where(element => element.Name.LocalName == "group")
            .Select(group => (string)group.Attribute("targetFramework")!).Order());
    }

    [Fact]
    public void The_icon_is_a_square_image_of_128_pixels()
    {
        byte[] icon = _files["icon.png"];

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], icon[..4]);
        Assert.Equal(128, (icon[18] << 8) + icon[19]);
        Assert.Equal(128, (icon[22] << 8) + icon[23]);
        Assert.True(icon.Length < 20_000, $"{icon.Length} bytes");
    }

    [Theory]
    [InlineData("lib/net8.0/Unrolled.dll", 8)]
    [InlineData("lib/net10.0/Unrolled.dll", 10)]
    public void The_library_asks_for_no_newer_framework_than_it_says(string name, int framework)
        => Assert.All(References(name), reference =>
        Assert.True(reference.Name.StartsWith("System.", StringComparison.Ordinal) && reference.Version.Major == framework, $"{name} references {reference}"));

    /// <summary>What compilers, editors and MSBuild load: built for the oldest of them that should. Code fixes may ask for a newer Roslyn; older editors
    /// leave them out.</summary>
    [Theory]
    [InlineData("analyzers/dotnet/cs/Unrolled.Generator.dll", "4.8", 7)]
    [InlineData("analyzers/dotnet/cs/Unrolled.Compiler.dll", "4.8", 7)]
    [InlineData("analyzers/dotnet/cs/Unrolled.CodeFixes.dll", "4.14", 9)]
    [InlineData("tools/netstandard2.0/Unrolled.Build.dll", "0.0", 7)]
    public void A_tool_asks_for_no_newer_host_than_it_says(string name, string roslyn, int libraries)
        => Assert.All(References(name), reference => Assert.True(
            reference.Name switch
            {
                "netstandard" or "Unrolled.Compiler" or "System.Memory" => true,
                "Microsoft.Build.Framework" or "Microsoft.Build.Utilities.Core" => reference.Version.Major == 15,
                "System.Collections.Immutable" or "System.Reflection.Metadata" or "System.Composition.AttributedModel" => reference.Version.Major <= libraries,
                _ => reference.Name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
                    && new Version(reference.Version.Major, reference.Version.Minor) <= new Version(roslyn),
            },
            $"{name} references {reference}"));

    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void Every_public_member_is_documented(string framework)
    {
        var documentation = XDocument.Parse(Encoding.UTF8.GetString(_files[$"lib/{framework}/Unrolled.xml"]).TrimStart('\uFEFF'));
        var summaries = documentation.Descendants("member")
            .ToDictionary(member => (string)member.Attribute("name")!, member => member.Element("summary")?.Value.Trim()
            ?? member.Element("inheritdoc")?.Name.LocalName ?? "");

        Assert.NotEmpty(summaries["T:Unrolled.ModelAttribute"]);
        Assert.NotEmpty(summaries["P:Unrolled.LstmAttribute.Peepholes"]);
        foreach (string type in PublicApi.Types(_files[$"lib/{framework}/Unrolled.dll"]))
            Assert.True(summaries.ContainsKey(type) && summaries[type].Length > 0, $"{type} has no documentation");
    }

    [Fact]
    public void The_symbols_belong_to_the_assemblies()
    {
        var symbols = PackedProduct.Read(PackedProduct.OfThisRun.Symbols);
        foreach (string framework in new[] { "net8.0", "net10.0" })
        {
            using var image = new PEReader(new MemoryStream(_files[$"lib/{framework}/Unrolled.dll"]));
            var entry = image.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
            var identity = image.ReadCodeViewDebugDirectoryData(entry);
            using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols[$"lib/{framework}/Unrolled.pdb"]));
            var id = new BlobContentId(provider.GetMetadataReader().DebugMetadataHeader!.Id);

            Assert.Equal(identity.Guid, id.Guid);
            Assert.Equal(entry.Stamp, id.Stamp);
            Assert.StartsWith("/_/", identity.Path);
        }
    }

    [Fact]
    public void Packed_again_in_another_folder_the_assemblies_are_the_same()
    {
        var again = PackedProduct.Read(PackedProduct.OfThisRun.PackElsewhere());
        var assemblies = _files.Keys.Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).ToList();

        Assert.Equal(_files.Keys.Where(name => !name.StartsWith("package/", StringComparison.Ordinal))
            .Order(), again.Keys.Where(name => !name.StartsWith("package/", StringComparison.Ordinal)).Order());
        Assert.All(assemblies, name => Assert.True(_files[name].AsSpan().SequenceEqual(again[name]), $"{name} differs"));
    }

    [Fact]
    public void The_version_is_that_of_the_package()
    {
        using var image = new PEReader(new MemoryStream(_files["lib/net8.0/Unrolled.dll"]));
        var reader = image.GetMetadataReader();

        Assert.Equal(new Version(0, 1, 0, 0), reader.GetAssemblyDefinition().Version);
        Assert.True((reader.GetAssemblyDefinition().Flags & AssemblyFlags.PublicKey) == 0);
    }

    private List<(string Name, Version Version)> References(string name)
    {
        using var image = new PEReader(new MemoryStream(_files[name]));
        var reader = image.GetMetadataReader();
        return [.. reader.AssemblyReferences.Select(handle => reader.GetAssemblyReference(handle))
            .Select(reference => (reader.GetString(reference.Name), reference.Version))];
    }
}
