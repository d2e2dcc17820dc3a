using System.Xml.Linq;

namespace Unrolled.Compiler.Tests.Architecture;

/// <summary>The arrows between projects: generator → compiler, and the runtime knows neither.</summary>
public sealed class ProjectArrowsTests
{
    /// <summary>What each product project may reference. A project that is not named here fails the test: it gets its place in DESIGN first.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Unrolled.Compiler"] = [],
        ["Unrolled.Build"] = [],
        ["Unrolled.Generator"] = ["Unrolled.Compiler"],
        ["Unrolled.CodeFixes"] = [],
        ["Unrolled"] = [],
        ["Unrolled.Interop"] = ["Unrolled"],
        ["Unrolled.Import"] = ["Unrolled.Interop"],
        ["Unrolled.Reports"] = ["Unrolled"],
        ["Unrolled.Mpi"] = ["Unrolled"],
        ["Unrolled.Templates"] = [],
        ["Unrolled.Tool"] = ["Unrolled", "Unrolled.Interop", "Unrolled.Reports", "Unrolled.Generator", "Unrolled.Compiler"],
    };

    /// <summary>Packages that ship with the product. Roslyn and MSBuild are there where the product runs, and are not packed.</summary>
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Unrolled.Compiler"] = [],
        ["Unrolled.Build"] = [],
        ["Unrolled.Generator"] = [],
        ["Unrolled.CodeFixes"] = [],
        ["Unrolled"] = [],
    };

    [Fact]
    public void Projects_reference_those_that_they_may()
    {
        var arrows = from project in Projects()
                     from reference in project.Xml.Descendants("ProjectReference")
                     where (string?)reference.Attribute("ReferenceOutputAssembly") != "false"
                     let name = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))
                     select (project.Name, name, project.Name + ".csproj");

        Assert.Empty(Projects().Select(project => project.Name).Except(Allowed.Keys));
        Arrows.Check(arrows, Allowed, []);
    }

    [Fact]
    public void The_core_and_what_runs_at_build_time_bring_no_package_along()
    {
        foreach (var project in Projects().Where(project => Packages.ContainsKey(project.Name)))
        {
            var shipped = project.Xml.Descendants("PackageReference").Where(reference => (string?)reference.Attribute("PrivateAssets") != "all");
            Assert.Empty(shipped.Select(reference => reference.Attribute("Include")!.Value).Except(Packages[project.Name]));
        }
    }

    /// <summary>Every project under src, generator and runtime; those of the templates become projects of users, and are none of the product.</summary>
    private static IEnumerable<(string Name, XDocument Xml)> Projects()
    {
        var files = SourceTree.Product.SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder), "*.csproj", SearchOption.AllDirectories))
            .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Intersect(["templates", "obj", "bin"]).Any())
            .ToList();
        Assert.NotEmpty(files);
        return files.Select(file => (Path.GetFileNameWithoutExtension(file), XDocument.Load(file)));
    }
}
