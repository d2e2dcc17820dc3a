using System.Globalization;
using System.Text;

namespace Unrolled;

/// <summary>
/// Reads the JSON of a file's header from its start to its end, each value as what the caller expects it to be. It calls itself nowhere and builds nothing,
/// so a header cannot make it use more stack or
/// memory than the text it hands out. Compiled into the runtime and into the build tasks, which find no JSON library in the same version in every MSBuild.
/// </summary>
internal sealed class HeaderJson(string text)
{
    private static readonly string[] Words = ["true", "false", "null"];

    private int _at;

    /// <summary>
    /// What the next value is, in words: <c>an object</c>, <c>an array</c>, <c>a string</c>, <c>a number</c>, <c>true</c>, <c>false</c> or <c>null</c>.
    /// </summary>
    /// <exception cref="FormatException">It is no value.</exception>
    public string Kind()
    {
        Spaces();
        return Peek() switch
        {
            '{' => "an object",
            '[' => "an array",
            '"' => "a string",
            '-' or (>= '0' and <= '9') => "a number",
            _ => Array.Find(Words, word => string.CompareOrdinal(text, _at, word, 0, word.Length) == 0) ?? throw Wrong("a value"),
        };
    }

    /// <summary>The names of an object's members; the caller reads each member's value before it asks for the next name.</summary>
    /// <exception cref="FormatException">It is no such object; the message says where.</exception>
    public IEnumerable<string> Members()
    {
        Take('{');
        if (!Skip('}'))
        {
            do
            {
                string name = String();
                Take(':');
                yield return name;
            }
            while (Skip(','));
            Take('}');
        }
    }

    /// <summary>The kinds of an array's elements, as <see cref="Kind"/> has them; the caller reads each element before it asks for the next.</summary>
    /// <exception cref="FormatException">It is no such array; the message says where.</exception>
    public IEnumerable<string> Elements()
    {
        Take('[');
        if (!Skip(']'))
        {
            do
                yield return Kind();
            while (Skip(','));
            Take(']');
        }
    }

    /// <summary>A string.</summary>
    /// <exception cref="FormatException">It is none, or no text; the message says where.</exception>
    public string String()
    {
        Take('"');
        var value = new StringBuilder();
        bool isHalf = false;
        for (; Peek() != '"'; _at++)
        {
            if (Peek() < ' ')
                throw Wrong("a character of a string");
            char next = Peek() == '\\' ? Escape() : Peek();
            if (isHalf != char.IsLowSurrogate(next))
                throw HalfACharacter();
            isHalf = char.IsHighSurrogate(next);
            value.Append(next);
        }

        if (isHalf)
            throw HalfACharacter();
        Take('"');
        return value.ToString();
    }

    /// <summary>The text of a number.</summary>
    /// <exception cref="FormatException">It is none; the message says where.</exception>
    public string Number()
    {
        Spaces();
        int start = _at;
        Skip('-', spaces: false);
        if (!Skip('0', spaces: false))
            Digits();
        if (Skip('.', spaces: false))
            Digits();
        if (Skip('e', spaces: false) || Skip('E', spaces: false))
        {
            if (!Skip('+', spaces: false))
                Skip('-', spaces: false);
            Digits();
        }

        return text.Substring(start, _at - start);
    }

    /// <summary>Requires that nothing but spaces follows.</summary>
    /// <exception cref="FormatException">Something does.</exception>
    public void End()
    {
        Spaces();
        if (_at < text.Length)
            throw Wrong("the end");
    }

    private char Escape()
    {
        _at++;
        const string Codes = "\"\\/bfnrt";
        if (Peek() != 'u')
            return Codes.IndexOf(Peek()) is var i and >= 0 ? "\"\\/\b\f\n\r\t"[i] : throw Wrong("an escape");
        string digits = text.Substring(_at + 1, Math.Min(4, text.Length - _at - 1));
        if (digits.Length < 4 || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
            throw Wrong("four hexadecimal digits");
        _at += 4;
        return (char)code;
    }

    private void Digits()
    {
        if (Peek() is < '0' or > '9')
            throw Wrong("a digit");
        while (Peek() is >= '0' and <= '9')
            _at++;
    }

    private void Spaces()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
            _at++;
    }

    private char Peek() => _at < text.Length ? text[_at] : '\0';

    private bool Skip(char wanted, bool spaces = true)
    {
        if (spaces)
            Spaces();
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

    private FormatException HalfACharacter() => new($"the string before character {_at} is not valid text: it holds half of a surrogate pair");

    private FormatException Wrong(string expected)
    {
        string found = _at == text.Length ? "the end" : Peek() < ' ' ? $"character 0x{(int)Peek():X2}" : $"'{Peek()}'";
        return new FormatException($"expected {expected} at character {_at}, found {found}");
    }
}
