using System.Globalization;
using System.Text;
using Unrolled.Compiler.Graph;

namespace Unrolled.Generator.Tests.Fuzz;

/// <summary>Writes classes of equations: every call of the vocabulary, with and without names, and what cannot be read.</summary>
internal sealed class FuzzEquations(Random random, bool isLegal)
{
    private static readonly string[] Functions = [.. Operations.Functions.Where(function => function.Arity == 1).Select(function => function.Name)];
    private static readonly string[] StateSets = ["h", "h, Vec c", "h, Vec c, Vec n", "s", "@event", "größe, Vec 𝑥"];
    private static readonly string[] Wrong =
    [
        "for (int i = 0; i < 3; i++) { }", "while (true) { }", "var q = x.Length;", "h = null!;", "var q = Step(x, h);", "System.Console.WriteLine();",
            "var q = Affine(h, h);", "var q = System.Math.Sqrt(2);", "goto end;", "var q = x[5..2];",
        "var q = x[^1..];", "Vec q;", "var q = new Vec();", "var q = h is null;", "throw new System.Exception();", "var q = Affine(x, name: \"1a\");",
            "var q = Normalize(3);", "var q = Sigmoid();", "return", "lock (x) { }", "var (q, r) = (h, x);", "var f = (Vec v) => v;",
        "var q = Scale(h, initial: double.NaN);", "var q = Linear(x, width: h);", "const int n = 1 / 0;", "if (h == x) { }", "var q = h * 1e300;",
            "using var d = x;", "yield return h;", "var q = await x;", "int Local() => 3;", "var q = x[System.Index.End];",
    ];

    private readonly List<string> _vectors = [];
    private int _names;

    private bool Chance(int percent) => random.Next(100) < percent;

    private string Pick(params string[] of) => of[random.Next(of.Length)];

    public string Class(string name)
    {
        var parameters = isLegal ? Pick("h", "h, Vec c", "s", "@event") : Pick(StateSets);
        var states = parameters.Split([", Vec "], StringSplitOptions.None);
        _vectors.AddRange(states);
        var body = new StringBuilder();
        for (var statements = random.Next(1, 7); statements > 0; statements--)
            body.Append("        ").Append(!isLegal && Chance(15) ? Pick(Wrong) : Statement()).Append('\n');
        var hasOutput = Chance(20);
        var results = states.Select(state => isLegal || !Chance(10) ? Next(state) : Expression(2)).ToList();
        var elements = states.Select(state => "Vec " + state).ToList();
        if (hasOutput)
        {
            results.Add(Expression(2));
            elements.Add("Vec y");
        }

        var single = results.Count == 1;
        var type = single ? "Vec" : $"({string.Join(", ", elements)})";
        var result = single ? results[0] : $"({string.Join(", ", results)})";
        var helper = Chance(25) ? "    private static Vec Gate(Vec a, Vec b)\n    {\n        var u = Sigmoid(a);\n        return u * b + (1 - u) * a;\n    }\n"
            : "";
        if (helper.Length > 0)
            result = single ? $"Gate({result}, {states[0]})" : result;
        var head = isLegal || !Chance(10) ? $"public sealed class {name} : ICellEquations"
            : Pick($"public static class {name}", $"public class {name}", $"internal struct {name} : ICellEquations",
            $"public sealed class {name}<T> : ICellEquations", $"class {name} : ICellEquations, Unknown");
        var signature = isLegal || !Chance(10) ? $"public static {type} Step(Vec x, Vec {parameters})"
            : Pick($"static {type} Step(Vec x, Vec {parameters})", $"public {type} Step(Vec x)", "public static void Step()",
            $"public static async {type} Step(Vec x, Vec h)", $"public static {type} Step<T>(Vec x, ref Vec h)",
                "public static Vec Step(Vec x, params Vec[] h)");
        return $"{head}\n{{\n    {signature}\n    {{\n{body}        return {result};\n    }}\n{helper}}}\n";
    }

    private string Statement()
    {
        var name = "v" + _names++.ToString(CultureInfo.InvariantCulture);
        var text = random.Next(8) switch
        {
            0 => $"Sigmoid({Product()})",
            1 => $"Tanh({Product()})",
            2 => $"Normalize({Product()})",
            3 => $"{Function()}({Vector()}) * {Vector()}",
            4 => $"Scale({Vector()})",
            5 => $"{Product()} + Bias(name: \"bias{name}\")",
            6 => $"Min({Vector()}, {Vector()}) - Max({Vector()}, 0.5f)",
            _ => Expression(3),
        };
        var statement = Pick($"var {name} = {text};", $"Vec {name} = {text};", $"var {name} = {text};");
        if (Chance(8))
            statement = $"const float k{name} = {Pick("0.5f", "2", "-1.25f")}; var {name} = k{name} * ({text});";
        _vectors.Add(name);
        return statement;
    }

    private string Product()
    {
        var call = Pick("Affine(x)", $"Affine(x, {Vector()})", $"Affine({Vector()})", $"Linear(x, {Vector()})", $"Linear({Vector()})", "Affine(x, h)");
        if (Chance(15))
            call = call[..^1] + ", " + Pick("name: \"g\"", $"name: \"n{_names.ToString(CultureInfo.InvariantCulture)}\"", "initial: 0.5f",
                "initial: Initial.Orthogonal", "initial: Initial.Identity", "initial: Initial.Uniform(-1, 1)", "width: x") + ")";
        return isLegal ? call.Replace("Affine(x, h)", $"Affine(x, {_vectors[0]})") : call;
    }

    private string Next(string state) => $"{state} * {Pick("0.5f", Vector())} + {Function()}({Expression(2)})";

    private string Expression(int depth) => depth == 0 || Chance(25)
        ? Vector()
        : random.Next(5) switch
        {
            0 => $"({Expression(depth - 1)} + {Expression(depth - 1)})",
            1 => $"({Expression(depth - 1)} * {Pick("2", "0.5f", "-1", Expression(depth - 1))})",
            2 => $"{Function()}({Expression(depth - 1)})",
            3 => $"(1 - {Expression(depth - 1)})",
            _ => $"({Expression(depth - 1)} / (1.5f + Abs({Expression(depth - 1)})))",
        };

    private string Vector() => isLegal || !Chance(5) ? _vectors[random.Next(_vectors.Count)] : Pick("x", "x[0..1]", "q", "0", "x[..]");

    private string Function() => Functions[random.Next(Functions.Length)];
}
