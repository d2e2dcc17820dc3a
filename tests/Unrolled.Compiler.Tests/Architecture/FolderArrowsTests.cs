using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unrolled.Compiler.Tests.Architecture;

/// <summary>
/// The arrows between the compiler's folders, from what names in its sources mean: Emission prints what Planning has decided, Planning reads graphs and their
/// derivatives, a graph knows nothing but itself.
/// </summary>
public sealed class FolderArrowsTests
{
    private const string Compiler = "Unrolled.Compiler";
    private const string Top = "the compiler's own files";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Graph"] = [],
        ["Specs"] = [],
        ["Differentiation"] = ["Graph"],
        ["Layers"] = ["Graph", "Specs"],
        ["Planning"] = ["Graph", "Specs", "Differentiation", "Layers"],
        ["Emission"] = ["Graph", "Specs", "Differentiation", "Layers", "Planning"],
        [Top] = ["Graph", "Specs", "Differentiation", "Layers", "Planning", "Emission"],
    };

    /// <summary>Arrows that do not hold yet.</summary>
    private static readonly (string From, string To, string File)[] Exceptions =
    [
        ("Specs", "Graph", "Specs/SpecChecker.cs"),
        ("Specs", "Layers", "Specs/SpecChecker.cs"),
        ("Specs", "Layers", "Specs/SpecHints.cs"),
    ];

    [Fact]
    public void Folders_use_those_that_they_may()
    {
        var arrows = Uses().ToList();
        Assert.Contains(arrows, arrow => arrow is { From: "Emission", To: "Planning" });
        Arrows.Check(arrows, Allowed, Exceptions);
    }

    /// <summary>Names that are printed are not names that are used: the compiler references nothing of the runtime, and so cannot.</summary>
    private static IEnumerable<(string From, string To, string File)> Uses()
    {
        var root = Repository.PathOf("src", Compiler);
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var trees = SourceTree.Files("src", Compiler).Select(file =>
        {
            var path = Path.GetRelativePath(root, Path.Combine(Repository.Root, file)).Replace(Path.DirectorySeparatorChar, '/');
            return CSharpSyntaxTree.ParseText(string.Join('\n', SourceTree.Lines(file)), options, path);
        }).ToList();
        var usings = CSharpSyntaxTree.ParseText(
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;", options);
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Compiler", trees.Append(usings), platform,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5));

        foreach (var tree in trees)
        {
            var from = Folder(tree.FilePath.Contains('/') ? tree.FilePath.Split('/')[0] : "");
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes(node => !IsNameOfNamespace(node)).OfType<SimpleNameSyntax>())
            {
                if (model.GetSymbolInfo(name).Symbol is { } symbol && FolderOf(symbol) is { } to && to != from)
                    yield return (from, to, tree.FilePath);
            }
        }
    }

    private static bool IsNameOfNamespace(SyntaxNode node) => node.Parent is BaseNamespaceDeclarationSyntax declaration && declaration.Name == node;

    private static string Folder(string name) => name.Length == 0 ? Top : name;

    /// <summary>The folder that a symbol stands in: that of its namespace. A namespace itself stands nowhere unless it is that of a folder.</summary>
    private static string? FolderOf(ISymbol symbol)
    {
        var name = (symbol as INamespaceSymbol ?? symbol.ContainingNamespace)?.ToDisplayString() ?? "";
        if (name == Compiler)
            return symbol is INamespaceSymbol ? null : Top;
        return name.StartsWith(Compiler + ".", StringComparison.Ordinal) ? name[(Compiler.Length + 1)..].Split('.')[0] : null;
    }
}
