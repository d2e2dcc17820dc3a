using System.Reflection;

namespace Unrolled.CodeFixes.Tests;

public class FixTests
{
    private const string Head = "using Unrolled;\n\n";

    public static TheoryData<string, string, string> Fixes => new()
    {
        { "UNR0001", "[Model(Inputs = 1), Gru(2)] public class M;", "[Model(Inputs = 1), Gru(2)] public partial class M;" },
        { "UNR0001", "/// <summary>Mine.</summary>\n[Model(Inputs = 1), Gru(2)]\nclass M;",
            "/// <summary>Mine.</summary>\n[Model(Inputs = 1), Gru(2)]\npartial class M;" },
        { "UNR0001", "// Mine.\nstruct Outer { [Model(Inputs = 1), Gru(2)] partial class M; }",
            "// Mine.\npartial struct Outer { [Model(Inputs = 1), Gru(2)] partial class M; }" },
        { "UNR0002", "/// <summary>Mine.</summary>\n[Lstm(4)]\n[Dense(2)]\npartial class M;",
            "/// <summary>Mine.</summary>\n[Model(Inputs = 1)]\n[Lstm(4)]\n[Dense(2)]\npartial class M;" },
        { "UNR0002", "class C\n{\n    [Embedding(4)]\n    partial class M;\n}",
            "class C\n{\n    [Model(Vocabulary = 256)]\n    [Embedding(4)]\n    partial class M;\n}" },
        { "UNR0002", "[Unrolled.Gru(4)] partial class M;", "[Unrolled.Model(Inputs = 1)]\n[Unrolled.Gru(4)] partial class M;" },
        { "UNR0002", "[global::Unrolled.Gru(4)] partial class M;", "[global::Unrolled.Model(Inputs = 1)]\n[global::Unrolled.Gru(4)] partial class M;" },
        {
            "UNR0005", "[Model(Inputs = 1)]\n[Gru(2)]\npartial class M;\n\n[Dense(3), System.Obsolete]\n[Dense(4)]\npartial class M { }",
            "[Model(Inputs = 1)]\n[Gru(2)]\n[Dense(3)]\n[Dense(4)]\npartial class M;\n\n[System.Obsolete]\npartial class M { }"
        },
        { "UNR0008", "[Model(Inputs = 1), Gru(2)] public static partial class M;", "[Model(Inputs = 1), Gru(2)] public partial class M;" },
        { "UNR0008", "[Model(Inputs = 1), Gru(2)] abstract partial class M;", "[Model(Inputs = 1), Gru(2)] partial class M;" },
        { "UNR0012", "[Model(Inputs = 1), Gru(2)] partial class M\n{\n    public M(string name)\n    {\n    }\n}",
            "[Model(Inputs = 1), Gru(2)] partial class M\n{\n    public M(string name) : this(seed: 0)\n    {\n    }\n}" },
        { "UNR0012", "[Model(Inputs = 1), Gru(2)] partial class M { M() : base() { } }",
            "[Model(Inputs = 1), Gru(2)] partial class M { M() : this(seed: 0) { } }" },
        { "UNR0013", "[Model(Inputs = 1), Gru(2)] public partial class M { public required int Rate { get; set; } }",
            "[Model(Inputs = 1), Gru(2)] public partial class M { public int Rate { get; set; } }" },
        { "UNR0013", "[Model(Inputs = 1), Gru(2)] public partial class M { required public int Rate; }",
            "[Model(Inputs = 1), Gru(2)] public partial class M { public int Rate; }" },
        { "UNR0014", "[Model(Inputs = 1), Gru(2)] file partial class M;", "[Model(Inputs = 1), Gru(2)] partial class M;" },
        { "UNR0039", "[Model(Inputs = 1), Lstm(2, ForgetBias = 1, Without = Gates.Forget)] partial class M;",
            "[Model(Inputs = 1), Lstm(2, Without = Gates.Forget)] partial class M;" },
        { "UNR0050", "[Model(Inputs = 1), Lstm(2, ForgetBias = 0)] partial class M;", "[Model(Inputs = 1), Lstm(2)] partial class M;" },
        { "UNR0051", "[Model(Inputs = 1), Lstm(2, Bias = false, ForgetBias = 2)] partial class M;",
            "[Model(Inputs = 1), Lstm(2, Bias = false)] partial class M;" },
        {
            "UNR0054", "[Model(Inputs = 64, Weights = WeightType.BFloat16), Lstm(64)] partial class M;",
            "[Model(Inputs = 64, Training = false, Weights = WeightType.BFloat16), Lstm(64)] partial class M;"
        },
        {
            "UNR0054", "[Model(Inputs = 64, Weights = WeightType.BFloat16, Training = true), Lstm(64)] partial class M;",
            "[Model(Inputs = 64, Weights = WeightType.BFloat16, Training = false), Lstm(64)] partial class M;"
        },
        {
            "UNR0091", "[Model(Inputs = 1), Lstm(2)] partial class M { static void Use(M m) => _ = m.Parameters[/* which */ \"lstm0.w_i\" /* one */]; }",
            "[Model(Inputs = 1), Lstm(2)] partial class M { static void Use(M m) => _ = m.Parameters[/* which */ \"lstm0.W_i\" /* one */]; }"
        },
    };

    [Theory]
    [MemberData(nameof(Fixes))]
    public async Task A_fix_makes_it_right(string id, string wrong, string right)
    {
        var result = Assert.Single(await FixHarness.Fix(id, all: false, Head + wrong));

        Assert.Equal(Head + right, result);
        var left = await FixHarness.Analyze(FixHarness.Open(result));
        Assert.DoesNotContain(left, d => d.Id == id);
    }

    [Fact]
    public async Task An_option_of_a_built_in_cell_is_removed()
    {
        const string equations = "public class Own : ICellEquations { public static Vec Step(Vec x, Vec h) => Equations.Tanh(Equations.Affine(x, h)); }";
        var result = await FixHarness.Fix("UNR0044", all: false, Head + "[Model(Inputs = 1), Cell<Own>(2, Bias = false)] partial class M;" + equations);

        Assert.Equal(Head + "[Model(Inputs = 1), Cell<Own>(2)] partial class M;" + equations, Assert.Single(result));
    }

    [Fact]
    public async Task Layers_come_from_another_file_too()
        => Assert.Equal(
            [Head + "namespace N\n{\n    [Model(Inputs = 1), Gru(2)]\n    [Dense(3)]\n    partial class M;\n}", Head
                + "namespace N;\n/* here */ partial class M { }"],
            await FixHarness.Fix("UNR0005", all: false, Head + "namespace N\n{\n    [Model(Inputs = 1), Gru(2)]\n    partial class M;\n}", Head
                + "namespace N;\n/* here */ [Dense(3)] partial class M { }"));

    [Theory]
    [InlineData("UNR0005", "[Dense(3)] partial class M; [Model(Inputs = 1), Gru(2)] partial class M { }")]
    [InlineData("UNR0008", "[Model(Inputs = 1), Gru(2)] partial record M;")]
    [InlineData("UNR0012", "[Model(Inputs = 1), Gru(2)] partial class M(string name) { string Name => name; }")]
    [InlineData("UNR0051", "[Model(Inputs = 1), Gru(2), Dropout(0), Dense(2)] partial class M;")]
    [InlineData("UNR0091", "[Model(Inputs = 1), Lstm(2)] partial class M { const string Name = \"x\"; static void Use(M m) => _ = m.Parameters[Name]; }")]
    public async Task Where_there_is_no_one_right_answer_there_is_none(string id, string source)
        => Assert.Empty(await FixHarness.Titles(id, Head + source));

    [Fact]
    public async Task All_of_a_project_are_fixed_at_once()
    {
        const string model = "[Model(Inputs = 1), Lstm(2)] partial class M { static void Use(M m) { _ = m.Parameters[\"lstm0.b_x\"]; _ = "
            + "m.Gradients[\"lstm0.P_f\"]; } }";
        const string other = "class C { object Use(M m) => m.NewState()[\"c\"]; }";

        Assert.Equal(
            [Head + model.Replace("b_x", "b_i").Replace("P_f", "W_f"), Head + other.Replace("\"c\"", "\"lstm0.c\"")],
            await FixHarness.Fix("UNR0091", all: true, Head + model, Head + other));
        Assert.Equal(
            [Head + "partial class A { partial class B { [Model(Inputs = 1), Gru(2)] partial class M; } }", Head
                + "[Model(Inputs = 1), Gru(2)] public sealed partial class N { }"],
            await FixHarness.Fix("UNR0001", all: true, Head + "class A { class B { [Model(Inputs = 1), Gru(2)] class M; } }", Head
                + "[Model(Inputs = 1), Gru(2)] public sealed class N { }"));
    }

    [Fact]
    public async Task Titles_say_what_is_done()
    {
        Assert.Equal(["Make 'M' partial"], await FixHarness.Titles("UNR0001", Head + "[Model(Inputs = 1), Gru(2)] class M;"));
        Assert.Equal(["Add [Model(Inputs = 1)]"], await FixHarness.Titles("UNR0002", Head + "[Gru(2)] class M;"));
        Assert.Equal(["Change to \"gru0.h\""],
            await FixHarness.Titles("UNR0091", Head + "[Model(Inputs = 1), Gru(2)] partial class M { object Use() => NewState()[\"h\"]; }"));
    }

    [Fact]
    public void Each_diagnostic_with_a_fix_is_one_of_the_analyzers()
    {
        var known = new Generator.ModelAnalyzer().SupportedDiagnostics.Concat(new Generator.Uses.UseAnalyzer().SupportedDiagnostics).Select(d => d.Id)
            .ToHashSet();
        var ids = typeof(MakePartial).Assembly.GetType("Unrolled.CodeFixes.Ids")!.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (string)f.GetRawConstantValue()!).Where(id => id.StartsWith("UNR", StringComparison.Ordinal)).ToList();

        Assert.All(ids, id => Assert.Contains(id, known));
        Assert.Equal(ids.Order(), FixHarness.Providers.SelectMany(p => p.FixableDiagnosticIds).Order());
    }
}
