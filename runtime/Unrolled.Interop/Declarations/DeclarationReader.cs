using System.Globalization;
using System.Text.RegularExpressions;

namespace Unrolled.Declarations;

/// <summary>Reads what <see cref="DeclarationWriter"/> writes, and what models of Unrolled say of themselves in their files.</summary>
internal static partial class DeclarationReader
{
    /// <summary>Inputs, vocabulary and layers of a declaration.</summary>
    /// <param name="text">Attributes in brackets, one after another.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="ModelFileException">The text is not such a declaration.</exception>
    public static (int Inputs, int Vocabulary, List<LayerAttribute> Layers) Read(string text, string name)
    {
        var (inputs, vocabulary, layers) = (0, 0, new List<LayerAttribute>());
        int at = 0;
        for (var match = Attribute().Match(text); match.Success; match = match.NextMatch())
        {
            if (!string.IsNullOrWhiteSpace(text[at..match.Index]))
                break;
            at = match.Index + match.Length;
            string kind = match.Groups["name"].Value;
            string[] arguments = match.Groups["arguments"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (kind == "Model")
                (inputs, vocabulary) = (Count(arguments, "Inputs", name), Count(arguments, "Vocabulary", name));
            else if (kind.StartsWith("Cell<", StringComparison.Ordinal))
                throw new ModelFileException($"{name}: its layer [{kind}] is a custom cell, whose equations are not in the file. Load it into the "
                    + "class that declares it.");
            else
                layers.Add(Layer(kind, arguments, name));
        }

        if (!string.IsNullOrWhiteSpace(text[at..]) || layers.Count == 0 || inputs > 0 == vocabulary > 0)
            throw new ModelFileException($"{name}: expected a declaration such as '[Model(Inputs = 1)] [Lstm(16)]' in its metadata, found '{Short(text)}'.");
        return (inputs, vocabulary, layers);
    }

    private static LayerAttribute Layer(string kind, string[] arguments, string name)
    {
        var type = LayerType.Find(kind) ?? throw new ModelFileException($"{name}: its layer [{Short(kind)}] is unknown. Is it from a newer version of "
            + "Unrolled?");
        double argument = 0;
        if (!type.TakesNothing && (arguments.Length == 0 || !double.TryParse(arguments[0], NumberStyles.Float, CultureInfo.InvariantCulture, out argument)
            || (type.TakesWholeNumber && (argument < 1 || argument > int.MaxValue || argument != Math.Floor(argument)))))
            throw new ModelFileException($"{name}: expected a number in [{kind}(…)], found '{Short(string.Join(", ", arguments))}'.");
        var layer = type.Create(argument);
        foreach (string text in arguments.Skip(type.TakesNothing ? 0 : 1))
        {
            string[] parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || type.Options.FirstOrDefault(option => option.Name == parts[0]) is not { } option || !option.Set(layer, parts[1]))
                throw new ModelFileException($"{name}: its layer [{kind}] has the option '{Short(text)}', which is unknown. Is it from a newer "
                    + "version of Unrolled?");
        }

        return layer;
    }

    private static int Count(string[] arguments, string option, string name)
    {
        foreach (string text in arguments)
        {
            string[] parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && parts[0] == option)
            {
                return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
                    ? value
                    : throw new ModelFileException($"{name}: expected a number of at least 1 in [Model({option} = …)], found '{Short(parts[1])}'.");
            }
        }

        return 0;
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    [GeneratedRegex(@"\G\s*\[(?<name>[A-Za-z_][\w.<>]*)(?:\((?<arguments>[^\[\]()]*)\))?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();
}
