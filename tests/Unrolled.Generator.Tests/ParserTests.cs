using Unrolled.Compiler.Specs;

namespace Unrolled.Generator.Tests;

public class ParserTests
{
    [Fact]
    public void Reads_name_sizes_and_layers_in_source_order()
    {
        var spec = GeneratorHarness.Run("""
            using Unrolled;
            namespace Numbers.Reading;
            [Model(Inputs = 28)]
            [Lstm(64), Dropout(0.25)]
            [Gru(hidden: 32)] [Dense(10)]
            public partial class RowReader;
            """, compiler: new FakeCompiler()).Spec("Numbers.Reading.RowReader");

        Assert.Equal("Numbers.Reading", spec.Namespace);
        Assert.Equal("RowReader", spec.Name);
        Assert.Equal("Numbers.Reading.RowReader", spec.HintName);
        Assert.Equal((28, 0), (spec.Inputs, spec.Vocabulary));
        Assert.Empty(spec.Containers);
        Assert.Equal(["Lstm hidden=64", "Dropout rate=0.25", "Gru hidden=32", "Dense outputs=10"], spec.Layers.Select(Show));
    }

    [Theory]
    [InlineData("Rnn(3, Activation = Activation.Relu)", "Rnn hidden=3 Activation=3")]
    [InlineData("Lstm(3, Peepholes = Peepholes.Input | Peepholes.Output)", "Lstm hidden=3 Peepholes=5")]
    [InlineData("Lstm(3, Peepholes = Peepholes.All, Without = Gates.Forget | Gates.Input)", "Lstm hidden=3 Peepholes=7 Without=3")]
    [InlineData("Lstm(3, Coupling = Coupling.ForgetFromInput)", "Lstm hidden=3 Coupling=2")]
    [InlineData("Lstm(3, InputActivation = Activation.Identity, OutputActivation = Activation.Identity)", "Lstm hidden=3 InputActivation=0 OutputActivation=0")]
    [InlineData("Lstm(3, FullGateRecurrence = true, Projection = 2)", "Lstm hidden=3 FullGateRecurrence=1 Projection=2")]
    [InlineData("Lstm(3, ForgetBias = -1.5, Bias = false, Direction = Direction.Both)", "Lstm hidden=3 ForgetBias=-1.5 Bias=0 Direction=2")]
    [InlineData("Gru(3, Reset = Reset.Before, Direction = Direction.Backward)", "Gru hidden=3 Reset=1 Direction=1")]
    [InlineData("Dense(3, Activation = Activation.Sigmoid)", "Dense outputs=3 Activation=2")]
    [InlineData("Embedding(3)", "Embedding size=3")]
    [InlineData("Dropout(1)", "Dropout rate=1")]
    [InlineData("Residual", "Residual")]
    public void Reads_every_option(string layer, string expected)
        => Assert.Equal(expected, Show(GeneratorHarness.Run($"using Unrolled; [Model(Vocabulary = 2), {layer}] partial class M;", compiler: new FakeCompiler())
        .Spec("M").Layers.Single()));

    [Fact]
    public void A_new_layer_attribute_needs_no_edit_in_the_generator()
    {
        var spec = GeneratorHarness.Run("""
            using Unrolled;
            public enum Kind : ulong { A, B = 5 }
            public abstract class Middle : LayerAttribute { public double Rate { get; set; } }
            public sealed class ConvolutionAttribute(int width, Kind kind = Kind.B, bool causal = true, long stride = -2) : Middle
            {
                public override string ToString() => $"{width} {kind} {causal} {stride}";
                public string Label = "";
                public byte Small = 1;
            }
            [Model(Inputs = 1), Convolution(3, stride: 7, kind: Kind.A, Small = 9, Label = "x", Rate = 0.5f)] partial class M;
            """, compiler: new FakeCompiler()).Spec("M");

        Assert.Equal("Convolution width=3 kind=0 causal=1 stride=7 Small=9 Rate=0.5", Show(spec.Layers.Single()));
    }

    [Fact]
    public void Reads_the_types_around_the_class()
    {
        var spec = GeneratorHarness.Run("""
            using Unrolled;
            namespace A.@event
            {
                static partial class Outer { partial record R { partial record struct S { partial struct T { partial interface I {
                    [Model(Inputs = 1), Gru(2)] private sealed partial class @class; } } } } }
            }
            """, compiler: new FakeCompiler()).Spec("A.event.Outer+R+S+T+I+class");

        Assert.Equal("A.@event", spec.Namespace);
        Assert.Equal("@class", spec.Name);
        Assert.Equal(["class Outer", "record R", "record struct S", "struct T", "interface I"], spec.Containers.Select(c => c.Keyword + " " + c.Name));
        Assert.Equal("A.event.Outer+R+S+T+I+class", spec.HintName);
    }

    [Fact]
    public void Hint_names_are_of_letters_that_every_file_system_has_and_not_long()
    {
        var name = new string('x', 300);
        var harness = GeneratorHarness.Run("using Unrolled; [Model(Inputs = 1), Gru(2)] partial class Größe; [Model(Inputs = 1), Gru(2)] partial class "
            + $"{name}; [Model(Inputs = 1), Gru(2)] partial class {name}y;", compiler: new FakeCompiler());

        Assert.Equal("Gr-00F6--00DF-e", harness.Spec("Größe").HintName);
        Assert.InRange(harness.Spec(name).HintName.Length, 100, 140);
        Assert.NotEqual(harness.Spec(name).HintName, harness.Spec(name + "y").HintName);
    }

    [Fact]
    public void Equal_declarations_give_equal_specs()
    {
        const string source = "using Unrolled; [Model(Inputs = 1), Lstm(2, ForgetBias = double.NaN), Dense(3)] partial class M;";
        ModelSpec one = GeneratorHarness.Run(source, compiler: new FakeCompiler())
            .Spec("M"), other = GeneratorHarness.Run("\n\n" + source, compiler: new FakeCompiler()).Spec("M");

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Theory]
    [InlineData("[Model(Inputs = 1), Lstm(\"x\")] partial class M;")]
    [InlineData("[Model(Inputs = 1), Lstm] partial class M;")]
    [InlineData("[Model(Inputs = 1), Lstm(2, Peepholes = Peepholes.Nothing)] partial class M;")]
    [InlineData("[Model(1), Lstm(2)] partial class M;")]
    [InlineData("[Model(Inputs = Size), Lstm(2)] partial class M { static readonly int Size = 1; }")]
    public async Task What_csharp_reports_is_neither_generated_nor_reported_again(string source)
    {
        var harness = GeneratorHarness.Run("using Unrolled; " + source, compiler: new FakeCompiler());

        Assert.Null(harness.Parse("M")!.Spec);
        Assert.Empty(harness.Files);
        Assert.Empty(await harness.Analyze());
        Assert.NotEmpty(harness.CompilerDiagnostics);
    }

    private static string Show(LayerSpec layer)
        => string.Join(" ", layer.Options.Select(o => FormattableString.Invariant($"{o.Name}={o.Value}")).Prepend(layer.Kind));
}
