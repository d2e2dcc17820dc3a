using System.Reflection;

namespace Unrolled.Generator.Tests;

/// <summary>Layers of the same code have one class and one file, whichever models of a project they belong to.</summary>
public class SharedLayersTests
{
    private const string Head = "using Unrolled;\n";
    private const string A = "[Model(Inputs = 3), Lstm(4), Dense(2)] public partial class A;\n";
    private const string B = "[Model(Inputs = 5), Gru(4), Dense(2)] public partial class B;\n";

    [Fact]
    public void The_second_of_two_models_names_the_class_of_the_first()
    {
        var files = GeneratorHarness.Run(Head + A + B).Files;

        Assert.Equal(["A.Dense1.g.cs", "A.Lstm0.g.cs", "A.g.cs", "B.Gru0.g.cs", "B.g.cs"], files.Keys);
        Assert.Contains("\n    using Dense1 = global::Unrolled.Generated.A.Dense1;\n", files["B.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain(" = global::Unrolled.Generated",
            files["A.g.cs"][files["A.g.cs"].IndexOf("namespace Unrolled.Generated", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_of_one_model_share_too()
    {
        var harness = GeneratorHarness.Run(Head + "[Model(Inputs = 3), Rnn(4), Rnn(4), Rnn(4), Dense(2)] public partial class Deep;");

        Assert.Equal(["Deep.Dense3.g.cs", "Deep.Rnn0.g.cs", "Deep.Rnn1.g.cs", "Deep.g.cs"], harness.Files.Keys);
        Assert.Contains("using Rnn2 = global::Unrolled.Generated.Deep.Rnn1;", harness.Files["Deep.g.cs"], StringComparison.Ordinal);
        Assert.NotEmpty(harness.Emit());
    }

    [Fact]
    public void The_order_of_the_classes_does_not_matter()
        => Assert.Equal(GeneratorHarness.Run(Head + A + B).Files, GeneratorHarness.Run([Head + B, Head + A]).Files);

    [Theory]
    [InlineData("[Model(Inputs = 5), Gru(4), Dense(2, Activation = Activation.Tanh)]")]
    [InlineData("[Model(Inputs = 5), Gru(4), Dense(2, Bias = false)]")]
    [InlineData("[Model(Inputs = 5), Gru(5), Dense(2)]")]
    [InlineData("[Model(Inputs = 5, Training = false), Gru(4), Dense(2)]")]
    public void Layers_that_differ_do_not_share(string declaration)
        => Assert.Contains("B.Dense1.g.cs", GeneratorHarness.Run(Head + A + declaration + " public partial class B;").Files.Keys);

    [Fact]
    public void The_place_in_the_model_does_not_matter()
    {
        var files = GeneratorHarness.Run(Head + A + "[Model(Inputs = 4), Dense(2)] public partial class B;").Files;

        Assert.Contains("using Dense0 = global::Unrolled.Generated.A.Dense1;", files["B.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_passes_on_when_its_model_goes()
    {
        var both = GeneratorHarness.Run([Head + A, Head + B]);
        var one = both.Edit(0, Head);

        Assert.Equal(["B.Dense1.g.cs", "B.Gru0.g.cs", "B.g.cs"], one.Files.Keys);
        Assert.Equal(GeneratorHarness.Run(Head + B).Files, one.Files);
        Assert.Equal(both.Files, one.Edit(0, Head + A).Files);
    }

    [Fact]
    public void A_model_gives_the_same_alone_and_with_layers_of_another()
    {
        float[] inputs = [.. Enumerable.Range(0, 35).Select(i => MathF.Sin(i))];

        Assert.Equal(Predict(GeneratorHarness.Run(Head + B).Load(), inputs), Predict(GeneratorHarness.Run(Head + A + B).Load(), inputs));
    }

    private static float[] Predict(Assembly assembly, float[] inputs)
    {
        var type = assembly.GetType("B")!;
        var model = Activator.CreateInstance(type, 7)!;
        return type.GetMethod("Predict")!.CreateDelegate<Predictor>(model)(inputs);
    }

    private delegate float[] Predictor(ReadOnlySpan<float> xs);
}
