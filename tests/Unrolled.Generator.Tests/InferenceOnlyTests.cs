using Microsoft.CodeAnalysis;

namespace Unrolled.Generator.Tests;

/// <summary><c>Training = false</c>: what is left out of the generated code, and what training code is told.</summary>
public sealed class InferenceOnlyTests
{
    private const string Declaration = """
        using Unrolled;
        [Model(Inputs = 3, Training = false), Lstm(4, Direction = Direction.Both, Normalize = true), Dropout(0.5), Gru(5), Dense(3), Residual]
        public partial class Net;
        """;

    [Fact]
    public async Task Compiles_without_a_warning_and_without_a_backward_pass()
    {
        var harness = GeneratorHarness.Run(Declaration);

        Assert.Empty(await harness.Analyze());
        Assert.NotEmpty(harness.Emit());
        Assert.All(harness.Files, file =>
        {
            Assert.DoesNotContain("Backward", file.Value.Replace("lstm0.backward", ""));
            Assert.DoesNotContain("Gradient", file.Value);
            Assert.DoesNotContain("Equations = ", file.Value);
            Assert.DoesNotContain("Transpose", file.Value);
        });
    }

    [Fact]
    public void Its_files_are_less_than_two_thirds_of_those_of_a_model_that_trains()
    {
        var without = GeneratorHarness.Run(Declaration).Files.Values.Sum(text => text.Length);
        var with = GeneratorHarness.Run(Declaration.Replace(", Training = false", "")).Files.Values.Sum(text => text.Length);

        Assert.True(without * 3 < with * 2, $"{without} characters without, {with} with training");
    }

    [Fact]
    public void Training_true_is_the_default()
        => Assert.Equal(GeneratorHarness.Run(Declaration.Replace(", Training = false", "")).Files,
        GeneratorHarness.Run(Declaration.Replace("false", "true")).Files);

    [Theory]
    [InlineData("Tape<Net> tape = new Net().NewTape(steps: 2, batch: 1);", "CS0619",
        "Net is declared with Training = false: it has no tape, gradients or backward pass. Remove that from its [Model] to train it.")]
    [InlineData("var trainer = new Trainer<Net>(new Net(), new Sgd(0.1f));", "CS0311", "IModel<Net>")]
    [InlineData("GradientCheck.Run<Net>();", "CS0311", "IModel<Net>")]
    [InlineData("_ = new Net().Gradients;", "CS1061", "Gradients")]
    public void Training_code_does_not_compile(string statement, string id, string message)
    {
        var harness = GeneratorHarness.Run([Declaration, "using Unrolled; class Program { static void Main() { " + statement + " } }"]);

        var errors = harness.Output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.Contains(errors, error => error.Id == id && error.GetMessage().Contains(message));
    }
}
