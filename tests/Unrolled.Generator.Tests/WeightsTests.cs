using Microsoft.CodeAnalysis;
using Unrolled.Compiler;
using Unrolled.Generator.Weights;

namespace Unrolled.Generator.Tests;

/// <summary>Weights in the assembly: what the build's lists of tensors do, and what is compared.</summary>
public sealed class WeightsTests
{
    private const string Models = """
        using Unrolled;
        namespace Readers
        {
            [Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.All, Projection = 2, LearnInitialState = true, Direction = Direction.Both), Dense(2)]
                public partial class Rows;
            [Model(Vocabulary = 7, Training = false), Embedding(5), Gru(4, Normalize = true), Dropout(0.5), Gru(4)] public partial class Tokens;
            [Model(Vocabulary = 7), Rnn(4, Bias = false)] public partial class Letters;
            public static partial class Outer { [Model(Inputs = 2), Cell<Unit>(3)] public partial class @class; }
            internal sealed class Unit : ICellEquations { public static Vec Step(Vec x, Vec h) { var f = Equations.Sigmoid(Equations.Affine(x, h));
                return f * h + (1 - f) * Equations.Tanh(Equations.Scale(h, name: "n")); } }
        }
        """;

    private const string Declaration = """
        using Unrolled;
        [Model(Inputs = 3), Dense(2)]
        public partial class RowReader { }
        """;

    private const string List = "model RowReader\nfile rows.safetensors\nF32 [2, 3] dense0.W\nF32 [2] dense0.b\n";

    /// <summary>The compiler's names and shapes are those of the model at run time, in another order.</summary>
    [Fact]
    public void Names_and_shapes_are_those_of_the_running_model()
    {
        var harness = GeneratorHarness.Run(Models);
        var assembly = harness.Load();
        foreach (var name in new[] { "Readers.Rows", "Readers.Tokens", "Readers.Letters", "Readers.Outer+class" })
        {
            dynamic model = Activator.CreateInstance(assembly.GetType(name)!, 0)!;
            var running = ((ParameterSet)model.Parameters).Select(parameter => $"{parameter.Name} {parameter.Shape}");

            var compiled = ModelCompiler.Parameters(harness.Spec(name)).Select(parameter => $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]");

            Assert.Equal(running.Order(StringComparer.Ordinal), compiled.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task The_model_gets_a_Default_that_needs_no_file()
    {
        var harness = GeneratorHarness.Run([Declaration], tensorLists: [List]);

        Assert.Empty(await harness.Analyze());
        Assert.NotEmpty(harness.Emit());
        Assert.Contains("public static global::RowReader Default => __Weights.Model;", harness.Files["RowReader.g.cs"]);
        Assert.Contains("LoadEmbedded<global::RowReader>(\"unrolled.weights/RowReader\", \"rows.safetensors\")",
            GeneratedText.Flat(harness.Files["RowReader.g.cs"]));
        Assert.DoesNotContain("Default =>", GeneratorHarness.Run(Declaration).Files["RowReader.g.cs"]);
    }

    [Theory]
    [InlineData("Rows", "Readers.Rows")]
    [InlineData("Readers.Rows", "Readers.Rows")]
    [InlineData("Readers.Outer.class", "Readers.Outer+class")]
    [InlineData("Readers.Outer+class", "Readers.Outer+class")]
    [InlineData("class", "Readers.Outer+class")]
    [InlineData("Outer.class", null)]
    [InlineData("rows", null)]
    public void A_list_is_for_the_class_of_its_name(string model, string? type)
    {
        var harness = GeneratorHarness.Run(Models);
        var list = TensorList.Read(new TextInMemory("x", $"model {model}\nfile x\n"), CancellationToken.None)!;

        var found = new[] { "Readers.Rows", "Readers.Letters", "Readers.Outer+class" }.Where(name => list.IsFor(harness.Spec(name)));

        Assert.Equal(type is null ? [] : [type], found);
    }

    [Theory]
    [InlineData("F32 [2, 3] dense0.W\nF32 [3] dense0.b", "dense0.b: expected F32 [2], found F32 [3]")]
    [InlineData("F64 [2, 3] dense0.W\nF32 [2] dense0.b", "dense0.W: expected F32 [2, 3], found F64 [2, 3]")]
    [InlineData("F32 [2, 3] dense0.W", "dense0.b: expected F32 [2], found none")]
    [InlineData("F32 [2, 3] dense0.W\nF32 [2] dense0.b\nF16 [] more weights", "more weights: expected none, found F16 []")]
    [InlineData(
        "F32 [2, 3] dense1.W",
        "3 tensors differ: dense0.W: expected F32 [2, 3], found none; dense0.b: expected F32 [2], found none; dense1.W: expected none, found F32 [2, 3]")]
    [InlineData(
        "F32 [1] a\nF32 [2, 3] dense0.W\nF32 [1] b\nF32 [1] c\nF32 [1] d",
        "5 tensors differ: dense0.b: expected F32 [2], found none; a: expected none, found F32 [1]; b: expected none, found F32 [1]; and 2 more")]
    public async Task A_tensor_that_does_not_fit_is_named_at_the_model(string tensors, string problem)
    {
        var found = await GeneratorHarness.Run([Declaration], tensorLists: ["model RowReader\nfile rows.safetensors\n" + tensors + "\n"]).Analyze();

        var diagnostic = Assert.Single(found);
        Assert.Equal("UNR0081", diagnostic.Id);
        Assert.Equal(
            $"rows.safetensors does not fit model 'RowReader': {problem} "
            + "(to build in spite of it, such as to train the model again: dotnet build -p:UnrolledCheckWeights=false)",
            diagnostic.GetMessage());
        Assert.Equal("Model(Inputs = 3)", Span(diagnostic));
    }

    [Theory]
    [InlineData("model LineReader",
        "<UnrolledWeights> for rows.safetensors names model 'LineReader', and no model has this name: set Model to the name of a class with [Model], such as "
        + "Model=\"RowReader\"")]
    [InlineData("model Twice", "<UnrolledWeights> for rows.safetensors names model 'Twice', and 2 models have this name: write Model=\"A.Twice\" or "
        + "Model=\"B.Twice\"")]
    public async Task A_list_for_no_model_or_several_is_an_error(string model, string message)
    {
        const string Twice = "namespace A { [Model(Inputs = 3), Dense(2)] partial class Twice { } } namespace B { [Model(Inputs = 3), Dense(2)] partial class "
            + "Twice { } }";
        var found = await GeneratorHarness.Run([Declaration + Twice], tensorLists: [List.Replace("model RowReader", model)]).Analyze();

        var diagnostic = Assert.Single(found);
        Assert.Equal(("UNR0080", message), (diagnostic.Id, diagnostic.GetMessage()));
    }

    [Fact]
    public async Task Two_lists_for_one_model_are_an_error_at_it()
    {
        var found = await GeneratorHarness.Run(["namespace N { " + Declaration.Replace("using Unrolled;", "using Unrolled; ") + " }"],
            tensorLists: [List, List.Replace("model RowReader\nfile rows", "model N.RowReader\nfile more")]).Analyze();

        var diagnostic = Assert.Single(found);
        Assert.Equal(("UNR0084", "Model 'RowReader' has two weights files, rows.safetensors and more.safetensors: remove one"),
            (diagnostic.Id, diagnostic.GetMessage()));
    }

    [Fact]
    public async Task A_member_with_the_name_Default_is_an_error_only_with_weights()
    {
        var source = Declaration.Replace("{ }", "{ public static int Default => 1; }");

        Assert.Empty(await GeneratorHarness.Run(source).Analyze());
        var diagnostic = Assert.Single(await GeneratorHarness.Run([source], tensorLists: [List]).Analyze());
        Assert.Equal(("UNR0010", "Default"), (diagnostic.Id, Span(diagnostic)));
    }

    /// <summary>A file of weights that was trained again has other numbers, and the same list: nothing runs.</summary>
    [Fact]
    public void Only_a_first_or_a_last_list_compiles_the_model_again()
    {
        var harness = GeneratorHarness.Run([Declaration], tensorLists: [List]);
        string Reason(GeneratorHarness run) =>
            run.Driver.GetRunResult().Results.Single().TrackedSteps[Steps.Compiled].Single().Outputs.Single().Reason.ToString();

        Assert.Equal("Cached", Reason(harness.EditTensors(0, List)));
        Assert.Equal("Cached", Reason(harness.EditTensors(0, List.Replace("[2]", "[3]"))));
        Assert.Equal("Modified", Reason(harness.EditTensors(0, List.Replace("rows", "other"))));
    }

    private static string Span(Diagnostic diagnostic) => diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);
}
