namespace Unrolled.Compiler.Emission;

/// <summary>Hands out names of local variables, each once.</summary>
internal sealed class VariableNames
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "as", "base", "bool", "break", "byte", "case", "char", "class", "const", "decimal", "default", "do", "double", "else", "enum", "event", "explicit",
        "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long",
        "namespace", "new", "null", "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte",
        "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong",
        "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while", "abstract", "catch", "checked", "continue", "delegate", "V",
    };

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public void Reserve(IEnumerable<string> names) => _taken.UnionWith(names);

    public string Take(string wish)
    {
        wish = Keywords.Contains(wish) ? wish + "_" : wish;
        var name = wish;
        for (var k = 2; !_taken.Add(name); k++)
            name = $"{wish}_{k}";
        return name;
    }
}
