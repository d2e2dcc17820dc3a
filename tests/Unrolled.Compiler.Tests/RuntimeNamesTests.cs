using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unrolled.Compiler.Emission;
using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Tests;

/// <summary>The compiler does not reference the runtime. It knows the names in <see cref="RuntimeNames"/>: those that it prints, and all of them
/// exist.</summary>
public sealed class RuntimeNamesTests
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;
    private const string File = "src/Unrolled.Compiler/Emission/RuntimeNames.cs";

    [Fact]
    public void Every_name_exists_in_the_runtime()
    {
        var runtime = typeof(ModelAttribute).Assembly;
        foreach (var (type, members) in RuntimeNames.Members)
        {
            var found = runtime.GetType(type);
            Assert.True(found is not null, $"The runtime has no type {type}: remove it from {File}, or give it back its name.");
            var there = found.GetMembers(Public).Select(member => member.Name).ToHashSet();
            Assert.All(members, member => Assert.True(
                there.Contains(member), $"{type} has no public member {member}: remove it from {File}, or give it back its name."));
        }
    }

    [Fact]
    public void Every_name_that_is_printed_is_listed_and_none_besides()
    {
        var listed = RuntimeNames.Members.SelectMany(type => type.Value.Select(member => type.Key + "." + member).Append(type.Key)).ToHashSet();
        var seen = new ConcurrentDictionary<string, bool>();
        var printed = Models().Where(spec => ModelCompiler.Check(spec).Count == 0).AsParallel().SelectMany(spec => Names(spec, seen)).ToHashSet();

        string[] wrong =
        [
            .. printed.Except(listed).Select(name => $"{name} is printed, but not listed"),
            .. listed.Except(printed).Select(name => $"{name} is listed, but never printed"),
        ];
        Assert.True(wrong.Length == 0, $"{File}:{Environment.NewLine}{string.Join(Environment.NewLine, wrong.Order(StringComparer.Ordinal))}");
    }

    /// <summary>Every variant, the families with few units and with more than a kernel holds at once, and what a model can have besides.</summary>
    private static IEnumerable<ModelSpec> Models()
    {
        foreach (var name in Variants.Names)
        {
            foreach (var size in Variants.Plain.Contains(name) ? [4, 17, 40, 65, 130] : (int[])[17])
                yield return Variants.Spec(name, size);
        }

        foreach (var name in new[] { "stack with dropout", "token gru", "embedding, lstm", "lstm" })
        {
            yield return Variants.Spec(name, 7) with { Training = false };
            yield return Variants.Spec(name, 7) with { NativeName = "net", Weights = new("unrolled.weights/M", "m.safetensors") };
            yield return Variants.Spec(name, 7) with { Activations = (int)Activations.Fast };
        }

        foreach (var name in new[] { "lstm", "lstm both, twice" })
        {
            foreach (var type in new[] { WeightType.BFloat16, WeightType.Int8 })
                yield return Variants.Spec(name, 65) with { Training = false, WeightType = (int)type };
        }

        for (var seed = 0; seed < RandomEquations.Cells; seed += 20)
            yield return RandomEquations.Spec(seed);
    }

    /// <summary>The runtime's types and members that the files of a model name, by what their names mean to the C# compiler.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="seen">What was looked up for other models: the same text means the same in all of them.</param>
    private static HashSet<string> Names(ModelSpec spec, ConcurrentDictionary<string, bool> seen)
    {
        var compilation = ModelAssembly.Compilation(spec);
        var names = new HashSet<string>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            SemanticModel? model = null;
            foreach (var node in tree.GetRoot().DescendantNodes().Where(node => IsName(node) && seen.TryAdd(Key(node), true)))
                Add((model ??= compilation.GetSemanticModel(tree)).GetSymbolInfo(node).Symbol);
        }

        return names;

        void Add(ISymbol? symbol)
        {
            var definition = symbol?.OriginalDefinition;
            if (definition?.ContainingAssembly?.Name != typeof(ModelAttribute).Assembly.GetName().Name)
                return;
            if (definition is INamedTypeSymbol type)
                names.Add(MetadataName(type));
            else if (definition is IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol)
                names.UnionWith([MetadataName(definition.ContainingType), MetadataName(definition.ContainingType) + "." + definition.MetadataName]);
        }
    }

    /// <summary>What can name something of the runtime: its types and members begin with a capital letter, and vectors have operators.</summary>
    private static bool IsName(SyntaxNode node)
        => node is SimpleNameSyntax { Identifier.Text: [>= 'A' and <= 'Z', ..] } or BinaryExpressionSyntax or PrefixUnaryExpressionSyntax
        or ObjectCreationExpressionSyntax;

    /// <summary>A name with what it is a member of.</summary>
    private static string Key(SyntaxNode node) => node.Parent switch
    {
        MemberAccessExpressionSyntax or QualifiedNameSyntax => node.Parent + "/" + node,
        AssignmentExpressionSyntax => "= " + node,
        _ => node.ToString(),
    };

    private static string MetadataName(INamedTypeSymbol type) => type.ContainingType is { } outer
        ? MetadataName(outer) + "+" + type.MetadataName
        : type.ContainingNamespace.ToDisplayString() + "." + type.MetadataName;
}
