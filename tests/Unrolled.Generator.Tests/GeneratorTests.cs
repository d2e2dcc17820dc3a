using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Tests;

public class GeneratorTests
{
    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp14)]
    public async Task The_part_fits_wherever_the_class_stands(LanguageVersion version)
    {
        var harness = GeneratorHarness.Run(
            [
                """
                using Unrolled;
                [Model(Inputs = 1), Gru(2)] partial class Global;
                namespace Blocks
                {
                    using static System.Math;
                    [Model(Inputs = 1), Gru(2)] public sealed partial class First { public First(double x) : this((int)Abs(x)) { } }
                    [Model(Inputs = 1), Gru(2)] internal partial class Second : System.IDisposable { void System.IDisposable.Dispose() { } }
                    static partial class Outer
                    {
                        ref partial struct Slice { [Model(Inputs = 1), Gru(2)] public partial class InRefStruct { } }
                        partial record R { [Model(Inputs = 1), Gru(2)] protected partial class InRecord { } }
                        partial record struct S { [Model(Inputs = 1), Gru(2)] private partial class InRecordStruct { } }
                        partial interface I { [Model(Inputs = 1), Gru(2)] partial class InInterface { } }
                        readonly partial struct V { [Model(Inputs = 1), Gru(2)] partial class InStruct { } }
                        abstract partial class A { [Model(Inputs = 1), Gru(2)] protected internal partial class InAbstract { static InAbstract() { } } }
                    }
                }
                """,
                """
                using Unrolled;
                namespace @namespace.Scoped;
                [Model(Inputs = 1), Gru(2)] public partial class @class;
                [Model(Inputs = 1), Gru(2)] public partial class record_;
                [Model(Inputs = 1), Gru(2)] partial class @partial;
                """,
            ],
            version, new FakeCompiler());

        Assert.Equal(12, harness.Files.Count);
        Assert.Empty(await harness.Analyze());
        Assert.NotEmpty(harness.Emit());
    }

    /// <summary>C# rejects the second Outer; until it is mended, the first one and the project's other models are there.</summary>
    [Fact]
    public void Two_types_of_one_name_get_one_file()
    {
        var harness = GeneratorHarness.Run(
            """
            using Unrolled;
            partial interface Outer { [Model(Inputs = 1), Gru(2)] partial class Inner { } }
            readonly partial struct Outer { [Model(Inputs = 4), Gru(3)] partial class Inner; }
            [Model(Inputs = 1), Gru(2)] partial class Other;
            """,
            compiler: new FakeCompiler());
        Assert.Equal(2, harness.Files.Count);
    }

    [Fact]
    public void Names_that_differ_in_case_only_get_files_of_their_own()
    {
        const string upper = "using Unrolled; namespace A { [Model(Inputs = 1), Gru(2)] partial class Model1; }";
        const string lower = "using Unrolled; namespace a { [Model(Inputs = 1), Gru(2)] partial class MODEL1; } namespace A.model1 { [Model(Inputs = 1), "
            + "Gru(2)] partial class Inner; }";
        var harness = GeneratorHarness.Run([upper, lower], compiler: new FakeCompiler());

        Assert.Equal(3, harness.Files.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.NotEmpty(harness.Emit());
        Assert.Equal(harness.Files.Keys, GeneratorHarness.Run([lower, upper], compiler: new FakeCompiler()).Files.Keys);
    }

    [Fact]
    public async Task A_wrong_model_emits_nothing_and_harms_no_other()
    {
        var harness = GeneratorHarness.Run("""
            using Unrolled;
            [Model(Inputs = 1), Gru(2)] partial class Good;
            [Model(Inputs = 1), Gru(2)] class Wrong;
            [Model(Inputs = 1), Gru(-1)] partial class WrongForCompiler;
            [Model, Gru(2)] partial class Sizeless;
            """, compiler: new FakeCompiler
        {
            Problems = spec => spec.Layers[0].Options[0].Value < 0 ? [new SpecProblem(SpecProblemCatalog.LayerSize, 0, "hidden", "negative")] : [],
        });

        Assert.Equal(["Good.g.cs"], harness.Files.Keys);
        Assert.Equal(["UNR0001", "UNR0030", "UNR0003"], (await harness.Analyze()).Select(d => d.Id));
        Assert.NotEmpty(harness.Emit());
    }

    [Fact]
    public void Only_the_first_part_emits()
    {
        var harness = GeneratorHarness.Run(
            ["using Unrolled; [Model(Inputs = 1), Gru(2)] partial class M; partial class M { int Field() => 3; }",
                "using Unrolled; [Model(Inputs = 1)] partial class M;"],
            compiler: new FakeCompiler());

        Assert.Equal(["M.g.cs"], harness.Files.Keys);
        Assert.Contains(harness.CompilerDiagnostics, d => d.Id == "CS0579");
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("foreign name")]
    [InlineData("name twice")]
    public async Task A_failure_of_the_compiler_is_a_diagnostic_and_harms_no_other(string failure)
    {
        var harness = GeneratorHarness.Run(
            "using Unrolled; namespace N; [Model(Inputs = 1), Gru(2)] partial class Bad; [Model(Inputs = 1), Gru(2)] partial class Good;",
            compiler: new FakeCompiler
            {
                Files = spec => spec.Name == "Good" ? new FakeCompiler().Compile(spec) : failure switch
                {
                    "throw" => throw new InvalidOperationException("a plan\nwithout a tile"),
                    "foreign name" => [new GeneratedFile("N.Good.g.cs", "")],
                    _ => [new GeneratedFile("N.Bad.lstm0.g.cs", ""), new GeneratedFile("N.Bad.LSTM0.g.cs", "")],
                },
            });

        Assert.Null(harness.Result.Exception);
        Assert.Equal(["N.Bad.failed.g.cs", "N.Good.g.cs"], harness.Files.Keys);
        var diagnostic = Assert.Single(await harness.Analyze());
        Assert.Equal("UNR9999", diagnostic.Id);
        Assert.Equal("Model(Inputs = 1)", diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
        Assert.StartsWith("The generator failed on model 'Bad'; please report this message together with the declaration of the model: "
            + "InvalidOperationException: ", diagnostic.GetMessage());
        if (failure == "throw")
            Assert.EndsWith("InvalidOperationException: a plan without a tile", diagnostic.GetMessage());
        Assert.NotEmpty(harness.Emit());
    }

    [Fact]
    public async Task A_failure_of_the_check_is_a_diagnostic()
    {
        var harness = GeneratorHarness.Run(
            "using Unrolled; [Model(Inputs = 1), Gru(2)] partial class Bad;",
            compiler: new FakeCompiler { Problems = _ => throw new ArithmeticException("no width") });

        var diagnostic = Assert.Single(await harness.Analyze());
        Assert.Equal("UNR9999", diagnostic.Id);
        Assert.EndsWith("ArithmeticException: no width", diagnostic.GetMessage());
    }

    [Fact]
    public async Task A_code_that_the_catalogue_does_not_have_is_a_diagnostic()
    {
        var harness = GeneratorHarness.Run(
            "using Unrolled; [Model(Inputs = 1), Gru(2)] partial class Bad;",
            compiler: new FakeCompiler { Problems = _ => [new SpecProblem("UNR0666", 0, "", "beastly")] });

        var diagnostic = Assert.Single(await harness.Analyze());
        Assert.Equal("UNR9999", diagnostic.Id);
        Assert.Contains("UNR0666", diagnostic.GetMessage());
    }

    [Fact]
    public async Task The_analyzer_finds_the_same_before_and_after_generation()
    {
        var harness = GeneratorHarness.Run("using Unrolled; [Model(Inputs = 1), Lstm(2), Dense(1)] partial class M { public M(double x) : this((int)x) { } }",
            compiler: new FakeCompiler());

        Assert.Contains(harness.Output.GetTypeByMetadataName("M")!.GetMembers(), m => m.Name == "Step");
        Assert.Empty(await harness.Analyze());
    }

    [Fact]
    public void A_project_without_models_generates_nothing()
        => Assert.Empty(GeneratorHarness.Run("class C; namespace Other { [System.Obsolete] class ModelAttribute : System.Attribute; [Model] class D; }").Files);

    [Fact]
    public async Task Broken_declarations_harm_nothing()
    {
        const string source = """
            using Unrolled; namespace A.B;
            partial class Outer<T> { [Model(Inputs = 28)] [Lstm(64, Peepholes = Peepholes.All, ForgetBias = 1e3, Bias = false)] [Dropout(0.5), Dense(10)]
                public sealed partial class @class : object { public required int Step { get; init; } public @class(int a, string b = "x") : this(a) { } } }
            file static partial record struct R(int X) {
                [Model(Vocabulary = 3)] [Embedding(2)] [Gru(hidden: 4, Reset = Reset.Before)] partial class Ünï(int seed) { } }
            [Model, Rnn(-1)] abstract partial class M { }
            """;
        foreach (var text in DamagedSource.Of(source, 300))
            await DamagedSource.HarmsNothing(text);
    }
}
