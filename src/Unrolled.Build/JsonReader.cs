using System.Globalization;
using System.Text;

namespace Unrolled.Build;

/// <summary>
/// Reads JSON text into dictionaries, lists, strings, numbers, truth values and null. A build task finds no JSON library in the same version in every MSBuild, so it has its own.
/// </summary>
internal sealed class JsonReader
{
    private const int MaximumDepth = 8;

    private readonly string _text;
    private int _at;
    private int _depth;

    private JsonReader(string text) => _text = text;

    /// <summary>The value of a whole text; spaces may follow it.</summary>
    /// <exception cref="FormatException">It is no JSON; the message says where.</exception>
    public static object? Read(string text)
    {
        var reader = new JsonReader(text);
        var value = reader.Value();
        reader.Spaces();
        return reader._at == text.Length ? value : throw reader.Wrong("the end");
    }

    private object? Value()
    {
        Spaces();
        return Peek() switch
        {
            '{' => Nested(Object),
            '[' => Nested(Array),
            '"' => String(),
            't' => Word("true", true),
            'f' => Word("false", false),
            'n' => Word("null", null),
            _ => Number(),
        };
    }

    private object? Nested(Func<object?> read)
    {
        if (++_depth > MaximumDepth)
            throw Wrong($"at most {MaximumDepth} levels");
        var value = read();
        _depth--;
        return value;
    }

    private object? Object()
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        Take('{');
        Spaces();
        if (Peek() != '}')
        {
            do
            {
                Spaces();
                var name = String();
                Spaces();
                Take(':');
                if (members.ContainsKey(name))
                    throw new FormatException($"'{name}' is there twice");
                members.Add(name, Value());
                Spaces();
            }
            while (Skip(','));
        }

        Take('}');
        return members;
    }

    private object? Array()
    {
        var elements = new List<object?>();
        Take('[');
        Spaces();
        if (Peek() != ']')
        {
            do
            {
                elements.Add(Value());
                Spaces();
            }
            while (Skip(','));
        }

        Take(']');
        return elements;
    }

    private string String()
    {
        Take('"');
        var text = new StringBuilder();
        for (; Peek() != '"'; _at++)
        {
            if (Peek() < ' ')
                throw Wrong("a character of a string");
            text.Append(Peek() == '\\' ? Escape() : Peek());
        }

        Take('"');
        return text.ToString();
    }

    private char Escape()
    {
        _at++;
        const string Codes = "\"\\/bfnrt";
        if (Peek() != 'u')
            return Codes.IndexOf(Peek()) is var i && i >= 0 ? "\"\\/\b\f\n\r\t"[i] : throw Wrong("an escape");
        if (_at + 5 > _text.Length || !ushort.TryParse(_text.Substring(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw Wrong("four hexadecimal digits");
        _at += 4;
        return (char)code;
    }

    private object Number()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsDigit(_text[_at]) || "+-.eE".IndexOf(_text[_at]) >= 0))
            _at++;
        return double.TryParse(_text.Substring(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong("a value");
    }

    private object? Word(string word, object? value)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
            throw Wrong("a value");
        _at += word.Length;
        return value;
    }

    private void Spaces()
    {
        while (_at < _text.Length && " \t\r\n".IndexOf(_text[_at]) >= 0)
            _at++;
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private bool Skip(char wanted)
    {
        if (Peek() != wanted)
            return false;
        _at++;
        return true;
    }

    private void Take(char wanted)
    {
        if (!Skip(wanted))
            throw Wrong($"'{wanted}'");
    }

    private FormatException Wrong(string expected) => new($"expected {expected} at character {_at.ToString(CultureInfo.InvariantCulture)}, found {(_at < _text.Length ? $"'{_text[_at]}'" : "the end")}");
}
