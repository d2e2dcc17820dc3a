using Microsoft.CodeAnalysis;
using Unrolled.Generator.Weights;

namespace Unrolled.Generator.Tests;

/// <summary><c>NativeName</c>: the exports for C and their header.</summary>
public sealed class NativeTests
{
    private const string Models = """
        using Unrolled;
        namespace Readers
        {
            [Model(Inputs = 3, NativeName = "row_reader", Training = false), Lstm(4), Dense(2)] public partial class RowReader;
            [Model(Vocabulary = 7, NativeName = "text"), Gru(4, Direction = Direction.Both)] internal partial class Text;
        }
        """;

    [Fact]
    public async Task Exports_and_header_compile_without_a_warning()
    {
        var harness = GeneratorHarness.Run([Models],
            tensorLists: ["model RowReader\nfile rows.safetensors\n" + string.Join('\n', Tensors("RowReader")) + "\n"]);

        Assert.Empty(await harness.Analyze());
        var assembly = harness.Load();
        var header = (string)assembly.GetType("Readers.RowReader")!.GetField("CHeader")!.GetRawConstantValue()!;
        Assert.StartsWith("/* row_reader.h: ", header);
        Assert.Contains("#define ROW_READER_INPUTS 3 ", header);
        Assert.Contains("int32_t row_reader_create_embedded(row_reader **model);", header);
        Assert.EndsWith("#endif\n", header);
        foreach (var (type, name) in new[] { ("Readers.RowReader", "row_reader"), ("Readers.Text", "text") })
        {
            var declared = System.Text.RegularExpressions.Regex.Matches((string)assembly.GetType(type)!.GetField("CHeader")!.GetRawConstantValue()!,
                @"^int32_t (\w+)\(", System.Text.RegularExpressions.RegexOptions.Multiline).Select(m => m.Groups[1].Value);
            var exported = assembly.GetType($"Unrolled.Generated.{type.Replace(".", "_002e")}.NativeExports")!
                .GetMethods(System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)
                .SelectMany(method => method.CustomAttributes).Where(attribute => attribute.AttributeType.Name == "UnmanagedCallersOnlyAttribute")
                .Select(attribute => (string)attribute.NamedArguments.Single(argument => argument.MemberName == "EntryPoint").TypedValue.Value!);
            Assert.Equal(declared.Order(StringComparer.Ordinal), exported.Order(StringComparer.Ordinal));
            Assert.All(declared, function => Assert.StartsWith(name + "_", function));
        }
    }

    [Fact]
    public void A_model_that_cannot_step_has_no_step_in_C()
    {
        var text = GeneratorHarness.Run(Models).Files["Readers.Text.g.cs"];

        Assert.DoesNotContain("text_step", text);
        Assert.Contains("int32_t text_run(text_state *state, const int32_t *tokens, int32_t steps, float *ys);", text);
        Assert.DoesNotContain("embedded", text);
    }

    [Theory]
    [InlineData("row-reader")]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("_x")]
    [InlineData("größe")]
    [InlineData("double")]
    public async Task A_name_that_C_does_not_have_is_an_error_at_it(string name)
    {
        var found = await GeneratorHarness.Run(Models.Replace("row_reader", name)).Analyze();

        var diagnostic = Assert.Single(found);
        Assert.Equal(("UNR0086", $"NativeName '{name}' of model 'RowReader' is not a valid C name: use letters, digits and _, starting with a letter, such as "
            + "\"row_reader\""), (diagnostic.Id, diagnostic.GetMessage()));
        Assert.Equal($"NativeName = \"{name}\"", diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan));
    }

    [Fact]
    public async Task One_name_for_two_models_is_an_error_at_the_second()
    {
        var diagnostic = Assert.Single(await GeneratorHarness.Run(Models.Replace("row_reader", "text")).Analyze());

        Assert.Equal(("UNR0087", "Models 'RowReader' and 'Text' have the same NativeName 'text', so their functions would have the same names: choose another "
            + "for one of them"), (diagnostic.Id, diagnostic.GetMessage()));
    }

    [Theory]
    [InlineData("RowReader", "row_reader")]
    [InlineData("Lstm2", "lstm2")]
    [InlineData("Double", "model")]
    [InlineData("Größe", "gre")]
    public void A_name_in_the_manner_of_C(string className, string name) => Assert.Equal(name, NativeNames.Suggest(className));

    private static IEnumerable<string> Tensors(string name)
        => Unrolled.Compiler.ModelCompiler.Parameters(GeneratorHarness.Run(Models).Spec("Readers." + name))
        .Select(parameter => $"F32 [{string.Join(", ", parameter.Shape)}] {parameter.Name}");
}
