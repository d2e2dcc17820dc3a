using System.Text;

namespace Unrolled.Compiler.Emission;

/// <summary>Collects lines of C# with their indentation; line feeds on every machine, and no line wider than a page.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>The number of characters so far.</summary>
    public int Length => _text.Length;

    public void Line(string line = "")
    {
        if (line.Length == 0)
        {
            _text.Append('\n');
            return;
        }

        foreach (var piece in LineBreaks.Of(line, 4 * _depth))
            _text.Append(' ', 4 * _depth).Append(piece).Append('\n');
    }

    /// <summary>What another writer has, as it is.</summary>
    public void Text(CodeWriter other) => _text.Append(other._text);

    public void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Line(line);
    }

    public void Comment(string text) => Line(text.Length == 0 ? "//" : "// " + text);

    public void Summary(string text) => Line($"/// <summary>{Escape(text)}</summary>");

    /// <summary>Text as XML documentation takes it.</summary>
    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>The head of a method that is generic over the vector type: compiled with all optimisations at its first call, or as part of the methods
    /// that call it.</summary>
    /// <param name="head">What comes before the type parameters.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="isPartOfCaller">Whether it is part of its callers.</param>
    /// <param name="hasStart">Whether it is generic over what its sums start from, too.</param>
    public void Method(string head, IEnumerable<string> parameters, bool isPartOfCaller = false, bool hasStart = false)
    {
        Line($"[MethodImpl(MethodImplOptions.{(isPartOfCaller ? "AggressiveInlining" : "AggressiveOptimization")})]");
        if (hasStart)
            Line($"{head}<V, S>({string.Join(", ", parameters)}) where V : struct, ISimd<V> where S : struct, IStart");
        else
            Head(head, parameters);
    }

    /// <summary>The same for a large method: part of its callers from .NET 10 on.</summary>
    public void LargeMethod(string head, IEnumerable<string> parameters)
    {
        Comment("Inlined into its callers where the compiler has room.");
        Line("#if NET10_0_OR_GREATER");
        Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        Line("#else");
        Line("[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]");
        Line("#endif");
        Head(head, parameters);
    }

    /// <summary>A line, and a block in braces until the result is disposed.</summary>
    public Scope Block(string line)
    {
        Line(line);
        return Block();
    }

    public Scope Block()
    {
        Line("{");
        _depth++;
        return new Scope(this);
    }

    /// <summary>Two steps to the right, for the rest of a long signature.</summary>
    public Scope Indented()
    {
        _depth++;
        return new Scope(this, closes: false);
    }

    public override string ToString() => _text.ToString();

    /// <summary>The signature of a method that is generic over the vector type, and over the model's class where <paramref name="isOfModel"/> says so.
    /// </summary>
    public void Signature(string head, bool isOfModel = false) =>
        Line($"{head} where V : struct, ISimd<V>{(isOfModel ? " where TModel : class, IInferenceModel<TModel>" : "")}");

    private void Head(string head, IEnumerable<string> parameters) => Signature($"{head}<V>({string.Join(", ", parameters)})");

    public readonly struct Scope(CodeWriter writer, bool closes = true) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            if (closes)
                writer.Line("}");
        }
    }
}
