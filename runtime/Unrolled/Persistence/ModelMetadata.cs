using System.Collections.Immutable;
using System.Globalization;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>
/// The strings in a model's file: the library's own (<c>format</c>, <c>model</c> and every key that starts with <c>unrolled.</c>), and the user's.
/// </summary>
internal static class ModelMetadata
{
    private const string Format = "format", Model = "model", Prefix = "unrolled.", Seed = Prefix + "seed", Declaration = Prefix + "declaration";

    /// <summary>What is written to a model's file.</summary>
    /// <param name="core">The model.</param>
    /// <param name="metadata">The user's strings; null for those of the model.</param>
    /// <exception cref="ArgumentException">A key is the library's own, or a value is null.</exception>
    public static IReadOnlyDictionary<string, string> Of(ModelCore core, IReadOnlyDictionary<string, string>? metadata)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Format] = "unrolled",
            [Model] = core.Layout.ModelName,
            [Seed] = core.Seed.ToString(CultureInfo.InvariantCulture),
        };
        if (core.Layout.Declaration.Length > 0)
            texts.Add(Declaration, core.Layout.Declaration);
        foreach (var (key, value) in (metadata ?? core.Metadata).OrderBy(text => text.Key, StringComparer.Ordinal))
        {
            if (IsOwn(key))
                throw new ArgumentException(
                    $"The metadata has the key '{key}', which Unrolled writes itself. "
                    + $"Choose another: all but '{Format}', '{Model}' and what starts with '{Prefix}'.",
                    nameof(metadata));
            if (value is null)
                throw new ArgumentException($"The metadata has no value for the key '{key}': use an empty string, or leave the key out.", nameof(metadata));
            texts.Add(key, value);
        }

        return texts;
    }

    /// <summary>Gives a model the seed and the user's strings of a source.</summary>
    /// <exception cref="InvalidDataException">The seed is no whole number.</exception>
    public static void Restore(ModelCore core, ITensorSource source)
    {
        if (source.Metadata.TryGetValue(Seed, out string? text))
        {
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seed))
                throw new InvalidDataException($"{source.Name}: expected a whole number in '{Seed}' of its metadata, found '{text}'.");
            core.Seed = seed;
        }

        core.Metadata = source.Metadata.Where(entry => !IsOwn(entry.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static bool IsOwn(string key) => key is Format or Model || key.StartsWith(Prefix, StringComparison.Ordinal);
}
