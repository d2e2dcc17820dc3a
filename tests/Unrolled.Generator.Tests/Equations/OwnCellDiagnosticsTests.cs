namespace Unrolled.Generator.Tests.Equations;

/// <summary>What the compiler finds wrong in equations, for the sizes of the model that uses them: 4 inputs and 8 hidden units here.</summary>
public class OwnCellDiagnosticsTests
{
    private const string InModel = " (in model 'M')";

    [Theory]
    [InlineData("return {|UNR0040:x + h|};", "Add", 4, 8)]
    [InlineData("var f = Sigmoid(Affine(x, h)); return (1 - f) * h + {|UNR0040:f * x|};", "Multiply", 8, 4)]
    [InlineData("return Tanh({|UNR0040:Max(x[1..3], x)|});", "Max", 2, 4)]
    [InlineData("var m = Affine(h, width: x); return {|UNR0040:h / m|};", "Divide", 8, 4)]
    public Task Operands_have_one_width(string body, string operation, int left, int right) => Expect(
        body,
        $"{operation} works element by element, and its operands have {left} and {right} elements: a vector is as wide as the input (4) or as the hidden "
            + $"units (8). Affine and Linear change a width{InModel}");

    [Theory]
    [InlineData("return Linear(h) * {|UNR0040:Tanh(x)|};", "Tanh")]
    [InlineData("return Linear(h) + {|UNR0040:x * 2|};", "Multiply")]
    [InlineData("return Linear(h) + {|UNR0040:Scale(x)|};", "Scale")]
    [InlineData("return Linear(h) + Linear({|UNR0040:x[..2]|}, name: \"s\");", "Slice")]
    public Task A_token_is_read_by_products_alone(string body, string operation) => ExpectFile(
        $"[Model(Vocabulary = 4), Cell<Eq>(8)] partial class M; {Class(body)}",
        $"{operation} needs a vector, and the input of this model is a token, which only Affine and Linear can read{InModel}");

    [Fact]
    public Task A_token_has_no_width() => ExpectFile(
        $"[Model(Vocabulary = 4), Cell<Eq>(8)] partial class M; {Class("return Linear({|UNR0040:Linear(h, width: x, name: \"a\")|});")}",
        $"A token has no width: remove 'width: x'{InModel}");

    [Theory]
    [InlineData("return Tanh(Linear(h)) + {|UNR0041:Linear(h)|};", "R_h")]
    [InlineData("var f = Affine(x) + {|UNR0041:Linear(x)|}; return f * h;", "W_f")]
    [InlineData("var f = Affine(x); f = f * {|UNR0041:Affine(h)|}; return f * h;", "b_f")]
    [InlineData("var f = Scale(h); f = {|UNR0041:Scale(f)|}; return f;", "p_f")]
    [InlineData("var f = Normalize(h); f = {|UNR0041:Normalize(f)|}; return f;", "gain_f")]
    [InlineData("var f = Bias() + {|UNR0041:Bias()|}; return f * h;", "b_f")]
    [InlineData("var (a, b) = Pair(x, h); var (c, d) = Pair(x, b); return a * c * d; static (Vec, Vec) Pair(Vec v, Vec w) { var i = {|UNR0041:Affine(v, w)|}; "
        + "return (i, Tanh(i)); }", "W_i")]
    public Task Names_differ(string body, string name) => Expect(
        body,
        $"Two parameters would be named {name}: give one of them another name with name: \"…\"{InModel}");

    [Theory]
    [InlineData("var f = Sigmoid(Linear(x)); return Tanh({|UNR0041:Affine(h, f)|});", "Affine", "R_h", "not x")]
    [InlineData("return Tanh(Affine(h) + {|UNR0041:Linear(x[..2], x[2..])|});", "Linear", "W_h", "x or a slice of it")]
    public Task A_product_takes_one_argument_of_a_kind(string body, string call, string name, string kind) => Expect(
        body, $"{call} takes at most one argument that is {kind}, because both matrices would be named {name}: write the sum of two products, and give one of "
            + $"them a name: \"…\"{InModel}");

    [Theory]
    [InlineData("return {|UNR0042:Affine(h, width: x)|};", 4)]
    [InlineData("return {|UNR0042:Tanh(x[1..3])|};", 2)]
    public Task A_state_is_hidden_wide(string body, int width) => Expect(
        body, $"The new value of the state h has {width} elements, and a state has one per hidden unit: 8{InModel}");

    [Fact]
    public Task The_input_itself_is_no_state() => ExpectFile(
        "[Model(Inputs = 4), {|UNR0042:Cell<Eq>(8)|}] partial class M; " + Class("return x;"),
        "The new value of the state h has 4 elements, and a state has one per hidden unit: 8");

    [Theory]
    [InlineData("return Linear({|UNR0043:x[2..5]|});", "The slice from 2 to 5 is empty, or not inside the 4 inputs")]
    [InlineData("return Linear({|UNR0043:x[^5..]|});", "The slice from -1 to 4 is empty, or not inside the 4 inputs")]
    [InlineData("return Linear({|UNR0043:x[3..^1]|});", "The slice from 3 to 3 is empty, or not inside the 4 inputs")]
    [InlineData("return Linear({|UNR0043:h[..2]|});", "Only the input x can be sliced")]
    [InlineData("return Linear({|UNR0043:x[..2][..1]|});", "Only the input x can be sliced")]
    public Task A_slice_lies_inside_the_input(string body, string message) => Expect(body, message + InModel);

    [Theory]
    [InlineData("Normalize = true", "Normalize does not apply to a custom cell: call Normalize(…) in its equations")]
    [InlineData("Bias = false", "Bias does not apply to a custom cell: in its equations, call Linear(…) for a product without a bias")]
    public Task Options_of_the_built_in_cells(string option, string message) => ExpectFile(
        $"[Model(Inputs = 4), Cell<Eq>(8, {{|UNR0044:{option}|}})] partial class M; {Class("return Tanh(Affine(x, h));")}", message);

    [Theory]
    [InlineData("Normalize = false")]
    [InlineData("Bias = true")]
    [InlineData("LearnInitialState = true")]
    [InlineData("Direction = Direction.Both")]
    public Task Options_that_change_nothing_in_the_equations(string option) => ExpectFile(
        $"[Model(Inputs = 4), Cell<Eq>(8, {option})] partial class M; {Class("return Tanh(Affine(x, h));")}");

    [Theory]
    [InlineData("var f = {|UNR0045:Affine(x, h)|}; return Tanh(h);", "W_f")]
    [InlineData("var f = Affine(x, h); var p = f * {|UNR0045:Scale(h)|}; return Tanh(f);", "p_p")]
    [InlineData("var b = {|UNR0045:Bias()|}; return h;", "b_b")]
    public Task What_is_learned_is_used(string body, string name) => Expect(
        body, $"The parameter {name} has no effect on any result, so it could never learn: use this value, or remove it{InModel}");

    [Fact]
    public Task One_mistake_serves_every_model_of_those_sizes() => ExpectFile(
        "[Model(Inputs = 4), Cell<Eq>(8)] partial class M; [Model(Inputs = 8), Cell<Eq>(8)] partial class N; " + Class("return {|UNR0040:x + Linear(h)|};"),
        "Add works element by element, and its operands have 4 and 8 elements: a vector is as wide as the input (4) or as the hidden units (8). Affine and "
            + "Linear change a width" + InModel);

    private static string Class(string body) => $"class Eq : ICellEquations {{ public static Vec Step(Vec x, Vec h) {{ {body} }} }}";

    private static Task Expect(string body, string message) => ExpectFile("[Model(Inputs = 4), Cell<Eq>(8)] partial class M; " + Class(body), message);

    private static async Task ExpectFile(string markup, params string[] messages)
    {
        var (text, marks) = Markup.Read("using Unrolled; using static Unrolled.Equations;\n" + markup);
        var harness = GeneratorHarness.Run(text);
        var found = await harness.Analyze();

        Assert.Equal(
            marks.Select(mark => (mark.Id, text.Substring(mark.Span.Start, mark.Span.Length), mark.Span.Start)),
            found.Select(d => (d.Id, text.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length), d.Location.SourceSpan.Start)));
        Assert.Equal(messages, found.Select(d => d.GetMessage()));
        Assert.Equal(marks.Count == 0, harness.Files.ContainsKey("M.g.cs"));
        Assert.Null(harness.Result.Exception);
    }
}
