using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Tests;

/// <summary>Generator and compiler together: what comes out is C# without a warning, with the members that are said to come.</summary>
public class CompiledModelTests
{
    private const string Models = """
        using Unrolled;
        [Model(Inputs = 3), Rnn(4)] public partial class Simple;
        [Model(Inputs = 3), Rnn(4, Activation = Activation.Relu, Bias = false, Direction = Direction.Both)] public partial class Rectified;
        [Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.All, FullGateRecurrence = true, Projection = 2)] public partial class Everything;
        [Model(Inputs = 3), Lstm(17, Coupling = Coupling.ForgetFromInput, OutputActivation = Activation.Identity, ForgetBias = 0.1)] public partial class Coupled;
        [Model(Inputs = 3), Lstm(4, Without = Gates.Forget | Gates.Output, Direction = Direction.Backward)] public partial class Old;
        [Model(Inputs = 3), Gru(65), Gru(4, Reset = Reset.Before), Dropout(0.5), Dense(3, Activation = Activation.Sigmoid), Residual] public partial class Stack;
        namespace Texts
        {
            internal static partial class Readers
            {
                [Model(Vocabulary = 65), Embedding(8), Lstm(16), Dense(65)] internal sealed partial class Embedded { public Embedded(double x) : this((int)x) { } }
                [Model(Vocabulary = 65), Gru(16), Dense(65)] private partial class @class;
                partial class Inner { [Model(Vocabulary = 65), Rnn(16)] private protected partial class Guarded; }
            }
        }
        """;

    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp14)]
    public async Task Compiles_without_a_warning(LanguageVersion version)
    {
        var harness = GeneratorHarness.Run(Models, version);

        Assert.Empty(await harness.Analyze());
        Assert.NotEmpty(harness.Emit());
    }

    /// <summary>Files have annotations for their users, and no analysis, which would cost each build a sixth of its time for them.</summary>
    [Fact]
    public void The_analysis_of_null_finds_nothing()
    {
        var output = GeneratorHarness.Run(Models).Output;
        var analyzed = output;
        foreach (var tree in output.SyntaxTrees)
        {
            var text = tree.ToString().Replace("#nullable enable annotations", "#nullable enable", StringComparison.Ordinal);
            analyzed = analyzed.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text)));
        }

        Assert.Contains(analyzed.SyntaxTrees, tree => tree.ToString().Contains("#nullable enable\n", StringComparison.Ordinal));
        Assert.Empty(analyzed.GetDiagnostics().Where(diagnostic => diagnostic.Id.StartsWith("CS86", StringComparison.Ordinal)));
    }

    [Fact]
    public void Adds_only_members_whose_names_are_known_to_clash()
    {
        var harness = GeneratorHarness.Run(Models);
        var models = new[] { "Simple", "Rectified", "Everything", "Coupled", "Old", "Stack", "Texts.Readers+Embedded", "Texts.Readers+class", "Texts.Readers+Inner+Guarded" };

        foreach (var name in models)
        {
            var known = GeneratedMembers.Of(harness.Spec(name)).ToHashSet();
            var unknown = harness.Output.GetTypeByMetadataName(name)!.GetMembers()
                .Where(m => !m.IsImplicitlyDeclared && m is not IMethodSymbol { MethodKind: not MethodKind.Ordinary } && m.CanBeReferencedByName && !known.Contains(m.Name))
                .Select(m => $"{name}.{m.Name}");
            Assert.Empty(unknown);
            Assert.NotEmpty(harness.Output.GetTypeByMetadataName(name)!.GetMembers("Forward"));
        }
    }

    [Fact]
    public void The_same_declaration_gives_the_same_bytes()
        => Assert.Equal(GeneratorHarness.Run(Models).Files, GeneratorHarness.Run("\n" + Models).Files);
}
