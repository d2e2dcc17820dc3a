using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Tests;

public class DiagnosticsTests
{
    [Fact]
    public Task Model_class_must_be_partial() => Expect(
        "[Model(Inputs = 1), Gru(2)] class {|UNR0001:M|};",
        "Declare 'M' partial: the generator adds the rest of model 'M' to it");

    [Fact]
    public Task Each_part_of_a_model_class_must_be_partial() => Expect(
        "[Model(Inputs = 1), Gru(2)] partial class M; class {|UNR0001:M|} { }",
        "Declare 'M' partial: the generator adds the rest of model 'M' to it");

    [Fact]
    public Task Types_around_a_model_must_be_partial() => Expect(
        "partial class Outermost { static class {|UNR0001:Outer|} { [Model(Inputs = 1), Gru(2)] partial class M; } }",
        "Declare 'Outer' partial: the generator adds the rest of model 'M' to it");

    [Fact]
    public Task A_layer_needs_a_model() => Expect(
        "[{|UNR0002:Lstm(4)|}, Dense(1)] partial class M;",
        "[Lstm] has no effect without [Model]: add [Model(Inputs = …)] or [Model(Vocabulary = …)] to 'M', or remove the layer");

    [Fact]
    public Task A_model_needs_a_size() => Expect(
        "[{|UNR0003:Model|}, Gru(2)] partial class M;",
        "Model 'M' sets neither Inputs nor Vocabulary: set Inputs (features per time step) or Vocabulary (number of tokens)");

    [Fact]
    public Task A_model_has_one_size() => Expect(
        "[Model(Inputs = 1, {|UNR0003:Vocabulary = 2|}), Gru(2)] partial class M;",
        "Model 'M' sets both Inputs and Vocabulary: set Inputs (features per time step) or Vocabulary (number of tokens)");

    [Theory]
    [InlineData("Inputs", "0")]
    [InlineData("Inputs", "-3")]
    [InlineData("Vocabulary", "0")]
    [InlineData("Vocabulary", "-2147483648")]
    public Task A_size_is_positive(string name, string size) => Expect(
        $$"""[Model({|UNR0004:{{name}} = {{size}}|}), Gru(2)] partial class M;""",
        $"{name} of model 'M' must be at least 1, not {size}");

    [Fact]
    public Task Layers_stand_on_the_declaration_of_the_model() => Expect(
        "[Model(Inputs = 1), Gru(2)] partial class M; [{|UNR0005:Dense(1)|}] [{|UNR0005:Dense(2)|}] partial class M { }",
        "[Dense] is on another declaration of 'M' than [Model]: put all attributes of a model on one declaration, with the layers in the order in which they "
            + "run",
        "[Dense] is on another declaration of 'M' than [Model]: put all attributes of a model on one declaration, with the layers in the order in which they "
            + "run");

    [Fact]
    public Task A_model_has_a_layer() => Expect(
        "[{|UNR0006:Model(Inputs = 1)|}] partial class M;",
        "Model 'M' has no layer: add at least one layer attribute below [Model], for example [Lstm(64)]");

    [Fact]
    public Task A_half_typed_layer_is_not_missing() => Expect("[Model(Inputs = 1), Lst] partial class M;");

    [Fact]
    public Task A_model_is_not_generic() => Expect(
        "[Model(Inputs = 1), Gru(2)] partial class M{|UNR0007:<T>|};",
        "Model 'M' cannot be generic or nested in a generic type: remove the type parameters, or move it out of 'M'");

    [Fact]
    public Task A_model_is_not_nested_in_a_generic_type() => Expect(
        "partial class Outer<T> { [Model(Inputs = 1), Gru(2)] partial class {|UNR0007:M|}; }",
        "Model 'M' cannot be generic or nested in a generic type: remove the type parameters, or move it out of 'Outer'");

    [Theory]
    [InlineData("partial record {|UNR0008:M|}", "a record")]
    [InlineData("partial record struct {|UNR0008:M|}", "a record")]
    [InlineData("partial struct {|UNR0008:M|}", "a struct")]
    [InlineData("partial interface {|UNR0008:M|}", "an interface")]
    [InlineData("static partial class {|UNR0008:M|}", "static")]
    [InlineData("abstract partial class {|UNR0008:M|}", "abstract")]
    public Task A_model_is_an_ordinary_class(string declaration, string what) => Expect(
        $"[Model(Inputs = 1), Gru(2)] {declaration};", $"Model 'M' cannot be {what}: make it an ordinary class");

    [Fact]
    public Task A_model_has_no_base_class() => Expect(
        "class Parent<T>; partial class M : System.IDisposable { public void Dispose() { } } [Model(Inputs = 1), Gru(2)] partial class M : "
            + "{|UNR0009:Parent<int>|}, System.ICloneable { public object Clone() => this; }",
        "Model 'M' cannot derive from 'Parent': remove the base class, or hold the model in a field");

    [Theory]
    [InlineData("int {|UNR0010:Inputs|};", "Inputs")]
    [InlineData("const int {|UNR0010:Outputs|} = 2;", "Outputs")]
    [InlineData("object? {|UNR0010:Parameters|} { get; }", "Parameters")]
    [InlineData("event System.Action? {|UNR0010:Gradients|} { add { } remove { } }", "Gradients")]
    [InlineData("void {|UNR0010:NewState|}() { }", "NewState")]
    [InlineData("void {|UNR0010:NewTape|}() { }", "NewTape")]
    [InlineData("void {|UNR0010:Step|}(string how) { }", "Step")]
    [InlineData("static void {|UNR0010:Run|}<T>() { }", "Run")]
    [InlineData("class {|UNR0010:Forward|} { }", "Forward")]
    [InlineData("delegate void {|UNR0010:Backward|}();", "Backward")]
    [InlineData("partial void {|UNR0010:Save|}();", "Save")]
    [InlineData("string {|UNR0010:Metadata|} = \"\";", "Metadata")]
    [InlineData("static M {|UNR0010:Load|}() => new();", "Load")]
    [InlineData("enum {|UNR0010:Lstm0|} { }", "Lstm0")]
    [InlineData("struct {|UNR0010:Dense1|} { }", "Dense1")]
    public Task A_member_does_not_clash(string member, string name) => Expect(
        $$"""[Model(Inputs = 1), Lstm(2), Dense(1)] partial class M { {{member}} }""",
        $"A generated member of model 'M' has the name '{name}': choose another name");

    [Fact]
    public Task A_model_does_not_have_the_name_of_a_member() => Expect(
        "[Model(Inputs = 1), Lstm(2)] partial class {|UNR0010:Forward|} { }",
        "A generated member of model 'Forward' has the name 'Forward': choose another name");

    [Fact]
    public Task Names_that_are_near_do_not_clash() => Expect(
        "interface IStep { void Step(); } [Model(Inputs = 1), Lstm(2)] partial class M : IStep { void IStep.Step() { } void step() { } int Lstm1; int Dense0; "
            + "}");

    [Theory]
    [InlineData("public {|UNR0011:M|}(int seed) { }")]
    [InlineData("{|UNR0011:M|}(int size = 3) : this(1, 2) { } M(int a, int b) : this() { }")]
    public Task A_constructor_does_not_clash(string constructor) => Expect(
        $$"""[Model(Inputs = 1), Gru(2)] partial class M { {{constructor}} }""",
        "Model 'M' has a generated constructor (int seed = 0): give this one other parameters");

    [Fact]
    public Task A_constructor_does_not_take_the_memory_of_a_model() => Expect(
        "[Model(Inputs = 1), Gru(2)] partial class M { {|UNR0011:M|}(ref Unrolled.CompilerServices.ModelCore core) : this(1) { } }",
        "Model 'M' has a generated constructor (ref ModelCore core): give this one other parameters");

    [Fact]
    public Task A_primary_constructor_does_not_clash() => Expect(
        "[Model(Inputs = 1), Gru(2)] partial class M{|UNR0011:(int seed)|} { int Number => seed; }",
        "Model 'M' has a generated constructor (int seed = 0): give this one other parameters");

    [Theory]
    [InlineData("public {|UNR0012:M|}() { }")]
    [InlineData("public {|UNR0012:M|}(string name) : base() { }")]
    public Task A_constructor_calls_the_generated_one(string constructor) => Expect(
        $$"""[Model(Inputs = 1), Gru(2)] partial class M { {{constructor}} }""",
        "This constructor of model 'M' does not call the generated one: add ': this(seed: …)'");

    [Fact]
    public Task A_primary_constructor_cannot_call_the_generated_one() => Expect(
        "[Model(Inputs = 1), Gru(2)] partial class M{|UNR0012:(string name)|} { string Name => name; }",
        "This constructor of model 'M' does not call the generated one: make it an ordinary constructor with ': this(seed: …)', because a primary constructor "
            + "cannot call another one");

    [Fact]
    public Task A_constructor_that_calls_the_generated_one_is_right() => Expect(
        "[Model(Inputs = 1), Gru(2)] partial class M { static M() { } public M() : this(3) { } public M(string a) : this(seed: a.Length) { } public M(string "
            + "a, int b) : this(a + b) { } public M(in int x) : this(0) { } }");

    [Fact]
    public Task A_constructor_passes_null_to_another_of_the_users() => Expect(
        "[Model(Inputs = 1), Gru(2)] partial class M { public M() : this(null) { } public M(string? a) : this(seed: 1) { } }");

    [Theory]
    [InlineData("public required int {|UNR0013:Rate|} { get; set; }", "Rate")]
    [InlineData("public required int {|UNR0013:rate|};", "rate")]
    public Task Members_are_not_required(string member, string name) => Expect(
        $$"""[Model(Inputs = 1), Gru(2)] public partial class M { {{member}} }""",
        $"'{name}' cannot be required: generated code creates model 'M' and cannot set it");

    [Fact]
    public Task A_model_is_not_file_local() => Expect(
        "file partial class {|UNR0014:Outer|} { [Model(Inputs = 1), Gru(2)] public partial class M { } }",
        "'Outer' cannot be file-local: the generated part of model 'M' is another file");

    [Fact]
    public Task Several_mistakes_are_all_reported() => Expect(
        "[Model({|UNR0004:Inputs = 0|})] [Gru(2)] class {|UNR0001:M|} { void {|UNR0010:Step|}() { } {|UNR0012:M|}() { } }",
        "Inputs of model 'M' must be at least 1, not 0",
        "Declare 'M' partial: the generator adds the rest of model 'M' to it",
        "A generated member of model 'M' has the name 'Step': choose another name",
        "This constructor of model 'M' does not call the generated one: add ': this(seed: …)'");

    [Theory]
    [InlineData("Lstm({|UNR0030:2|}, Projection = 1)", 0, "hidden")]
    [InlineData("Lstm({|UNR0030:hidden: 2|}, Projection = 1)", 0, "hidden")]
    [InlineData("Lstm(2, {|UNR0030:Projection = 1|})", 0, "Projection")]
    [InlineData("{|UNR0030:Lstm(2)|}", 0, "Projection")]
    [InlineData("{|UNR0030:Lstm(2)|}", 0, "")]
    [InlineData("Lstm(2)] [Dense({|UNR0030:3|})", 1, "outputs")]
    public Task A_problem_of_the_compiler_stands_at_the_argument(string layers, int layer, string option) => Expect(
        $"[Model(Inputs = 1)] [{layers}] partial class M;", new SpecProblem("UNR0030", layer, option, "The compiler's {0} words"), "The compiler's {0} words");

    [Theory]
    [InlineData("Model({|UNR0036:Inputs = 1|})", "Inputs")]
    [InlineData("{|UNR0036:Model(Inputs = 1)|}", "")]
    public Task A_problem_of_the_whole_model_stands_at_the_model(string model, string option) => Expect(
        $"[{model}, Gru(2)] partial class M;", new SpecProblem("UNR0036", -1, option, "Too much"), "Too much");

    [Fact]
    public async Task Pragmas_and_suppressions_work()
    {
        var found = await GeneratorHarness.Run("using Unrolled;\n#pragma warning disable UNR0002\n[Gru(2)] class M;\n#pragma warning restore "
            + "UNR0002\n[Gru(2)] class N;").Analyze();

        Assert.Equal("UNR0002", Assert.Single(found, d => !d.IsSuppressed).Id);
    }

    [Fact]
    public async Task Code_of_other_generators_is_looked_at_too()
    {
        var found = await GeneratorHarness.Run("// <auto-generated/>\nusing Unrolled; [Gru(2)] class M;").Analyze();

        Assert.Equal("UNR0002", Assert.Single(found).Id);
    }

    private static Task Expect(string markup, params string[] messages) => Expect(markup, new FakeCompiler(), messages);

    private static Task Expect(string markup, SpecProblem problem, params string[] messages)
        => Expect(markup, new FakeCompiler { Problems = _ => [problem] }, messages);

    private static async Task Expect(string markup, FakeCompiler compiler, string[] messages)
    {
        var (text, marks) = Markup.Read("using Unrolled; " + markup);
        var harness = GeneratorHarness.Run(text, compiler: compiler);
        var found = await harness.Analyze();

        Assert.Equal(marks.Select(m => (m.Id, m.Span, text.Substring(m.Span.Start, m.Span.Length))),
            found.Select(d => (d.Id, d.Location.SourceSpan, text.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length))));
        Assert.Equal(messages, found.Select(d => d.GetMessage()));
        Assert.Equal(marks.Count == 0 && !text.Contains("Lst]"), harness.Files.Count > 0);
    }
}
