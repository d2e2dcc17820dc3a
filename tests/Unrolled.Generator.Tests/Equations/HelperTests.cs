namespace Unrolled.Generator.Tests.Equations;

public class HelperTests
{
    private const string Gate = "static Vec Gate(Vec v, Vec w) => Sigmoid(Affine(v, w));";

    [Fact]
    public void Parameters_of_a_helper_are_fresh_and_named_by_the_variable_of_the_caller() => Assert.Equal(
        ["#2 = Affine(x, h) of f", "#3 f = Sigmoid(#2)", "#4 = Affine(x, #3) of i", "#5 = Sigmoid(#4)", "#6 i = Tanh(#5)", "#7 = Affine(x, h) of h",
            "#8 = Sigmoid(#7)", "#9 = Multiply(#6, #8)", "return h = #9"],
        EquationHarness.Body("var f = Gate(x, h); var i = Tanh(Gate(x, f)); return i * Gate(x, h);", Gate));

    [Fact]
    public void The_variable_of_the_caller_names_the_variables_of_the_helper_too() => Assert.Equal(
        ["#2 a = Affine(x) of f", "#3 = Linear(h) of f", "#4 f = Add(#2, #3)", "return h = #4"],
        EquationHarness.Body("var f = Sum(x, h); return f;", "static Vec Sum(Vec v, Vec w) { var a = Affine(v); return a + Linear(w); }"));

    [Fact]
    public void A_helper_can_be_told_a_name() => Assert.Equal(
        ["#2 = Affine(x) of a", "#3 = Affine(h) of b", "#4 = Add(#2, #3)", "return h = #4"],
        EquationHarness.Body("return Gate(x, \"a\") + Gate(h, name: \"b\");", "static Vec Gate(Vec v, string name) => Affine(v, name: name);"));

    [Fact]
    public void A_helper_with_a_default_and_a_condition() => Assert.Equal(
        ["#3 a = Multiply(h, 0.5)", "#4 b = Tanh(h)", "#5 = Add(#3, #4)", "return h = #5"],
        EquationHarness.Body("var a = Leak(h, 0.5); var b = Leak(h); return a + b;",
            "static Vec Leak(Vec v, double rate = 0) { if (rate > 0) return v * rate; return Tanh(v); }"));

    [Fact]
    public void The_elements_of_a_helpers_tuple_go_to_variables() => Assert.Equal(
        ["#2 = Affine(x) of a", "#3 a = Sigmoid(#2)", "#4 b = Linear(h) of b", "#5 = Multiply(#3, #4)", "return h = #5"],
        EquationHarness.Body("var (a, b) = Pair(x, h); return a * b;", "static (Vec, Vec) Pair(Vec v, Vec w) => (Sigmoid(Affine(v)), Linear(w));"));

    [Fact]
    public void Variables_of_a_helper_for_several_values_name_their_own_parameters() => Assert.Equal(
        ["#3 i = Affine(x, h) of i", "#4 g = Affine(x, h) of g", "#5 c = Multiply(#3, #4)", "#6 = Linear(#5) of h", "return h = #6, c = #5"],
        EquationHarness.Print("public static (Vec h, Vec c) Step(Vec x, Vec h, Vec c) => Core(x, h); static (Vec, Vec) Core(Vec x, Vec h) { var i = Affine(x, "
            + "h); var g = Affine(x, h); var c = i * g; return (Linear(c), c); }"));

    [Fact]
    public void Elements_of_tuples_are_read_by_name_and_by_number() => Assert.Equal(
        ["#2 t = Tanh(h)", "#3 = Sin(h)", "#4 = Multiply(#2, #3)", "#5 = Multiply(#4, #2)", "return h = #5"],
        EquationHarness.Body("var t = Pair(h); (Vec p, Vec _) = t; return t.first * t.Item2 * p;",
            "static (Vec first, Vec second) Pair(Vec v) { var t = Tanh(v); return (t, Sin(v)); }"));

    [Fact]
    public void Nested_tuples_and_swaps() => Assert.Equal(
        ["#3 = Add(b, a)", "#4 = Multiply(#3, b)", "return a = #4, b = a"],
        EquationHarness.Print("public static (Vec a, Vec b) Step(Vec x, Vec a, Vec b) { ((Vec p, var q), var r) = ((a, b), 3); (p, q) = (q, p); _ = r; return "
            + "((p + q) * p, q); }"));

    [Fact]
    public void Local_functions_see_the_variables_around_them() => Assert.Equal(
        ["#2 s = Sin(h)", "#3 = Affine(x, #2) of f", "#4 f = Sigmoid(#3)", "return h = #4"],
        EquationHarness.Body("var s = Sin(h); var f = Gate(x); return f; Vec Gate(Vec v) { return Sigmoid(Affine(v, s)); }"));

    [Fact]
    public void A_helper_in_an_argument_of_its_own_call() => Assert.Equal(
        ["#2 = Affine(x, h) of f", "#3 = Sigmoid(#2)", "#4 = Affine(x, #3) of f", "#5 f = Sigmoid(#4)", "return h = #5"],
        EquationHarness.Body("var f = Gate(x, Gate(x, h)); return f;", Gate));

    [Fact]
    public void A_name_of_the_vocabulary_that_is_the_users_own_method_is_his() => Assert.Equal(
        ["#2 = Tanh(h)", "return h = #2"],
        EquationHarness.Body("return Sigmoid(h);", "static Vec Sigmoid(Vec v) => Tanh(v);"));
}
