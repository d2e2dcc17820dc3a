using System.Globalization;
using System.Text.RegularExpressions;
using Unrolled.Compiler.Emission;
using Unrolled.Compiler.Specs;
using Unrolled.Tests.Shared;

namespace Unrolled.Compiler.Tests;

/// <summary>What is generated is read by people: it fits a page, and has no loop where there is nothing to repeat.</summary>
public sealed partial class GeneratedTextTests
{
    [Fact]
    public void No_line_is_wider_than_a_page() =>
        Assert.Empty(Texts().SelectMany(text => text.Split('\n')).Where(line => line.Length > LineBreaks.Columns).Select(line => $"{line.Length}: {line}"));

    [Fact]
    public void No_loop_over_columns_runs_once() =>
        Assert.Empty(
            from text in Texts()
            from Match loop in ColumnLoop().Matches(text)
            where int.Parse(loop.Groups[1].Value, CultureInfo.InvariantCulture) <= (loop.Groups[2].Success
                ? int.Parse(loop.Groups[2].Value, CultureInfo.InvariantCulture) : 1)
            select loop.Value);

    [Theory]
    [InlineData("Call<V, W>(first, Inner(second, third), fourth);", 30, "Call<V, W>(first,\n    Inner(second, third),\n    fourth);")]
    [InlineData("Call(Inner(first, second, third, fourth));", 30, "Call(Inner(first, second,\n    third, fourth));")]
    [InlineData("a = first + second + third * (fourth + fifth);", 31, "a = first + second\n    + third * (fourth + fifth);")]
    [InlineData("Name = \"[Model] [Lstm(64)] [Dense(10)]\",", 26, "Name = \"[Model] \" +\n    \"[Lstm(64)] \" +\n    \"[Dense(10)]\",")]
    [InlineData(@"Name = ""a\\"", Of(""\""b, c"", d);", 20, "Name = \"a\\\\\",\n    Of(\"\\\"b, c\", d);")]
    [InlineData("layout.Region(Rows.Steps, units); // 0: what is kept", 40, "// 0: what is kept\nlayout.Region(Rows.Steps, units);")]
    [InlineData("/// <summary>One step of many streams.</summary>", 30, "/// <summary>One step of many\n/// streams.</summary>")]
    [InlineData("//   c = f * c[t-1] + i * g", 20, "//   c = f * c[t-1]\n//       + i * g")]
    [InlineData("a.very.long.name.Call(argument);", 20, "a.very.long.name.Call(\n    argument);")]
    [InlineData("short", 30, "short")]
    public void Lines_are_broken_where_the_fewest_brackets_are_open(string line, int width, string expected) =>
        Assert.Equal(expected, string.Join('\n', LineBreaks.Of(line, LineBreaks.Columns - width)));

    private static List<string> Texts() =>
    [
        .. from name in Variants.Names
           from size in new[] { 4, 17, 65 }
           let spec = Variants.Spec(name, size)
           where ModelCompiler.Check(spec).Count == 0
           from file in ModelCompiler.Compile(spec)
           select file.Text,
    ];

    [GeneratedRegex(@"for \(nint k = 0; k < (\d+); k(?:\+\+| \+= (\d+))\)")]
    private static partial Regex ColumnLoop();
}
