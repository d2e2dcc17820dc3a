using Unrolled.Compiler.Specs;

namespace Unrolled.Compiler.Emission;

/// <summary>
/// Layers of the same code, in one model or in several of a project, have one class: the first has the file, and the others' models name its class with a
/// <c>using</c>. It is compiled once, by the C# compiler as by the JIT.
/// </summary>
internal static class SharedLayers
{
    public static IReadOnlyList<IReadOnlyList<GeneratedFile>> Of(IEnumerable<IReadOnlyList<GeneratedFile>> models)
    {
        var owners = new Dictionary<string, LayerClass>(StringComparer.Ordinal);
        return [.. models.Select(files => Of(files, owners))];
    }

    private static List<GeneratedFile> Of(IReadOnlyList<GeneratedFile> files, Dictionary<string, LayerClass> owners)
    {
        var kept = new List<GeneratedFile>();
        var usings = new CodeWriter();
        using (usings.Indented())
        {
            foreach (var file in files)
            {
                if (file.Layer is { } layer && owners.TryGetValue(layer.Code, out var owner))
                {
                    usings.Line($"using {layer.Name} = {owner.FullName};");
                    continue;
                }

                if (file.Layer is { } own)
                    owners.Add(own.Code, own);
                kept.Add(file);
            }
        }

        return usings.Length == 0 ? kept
            : [.. kept.Select(file => file.Layer is null ? file with { Text = file.Text.Insert(file.Usings, usings.ToString()) } : file)];
    }
}
