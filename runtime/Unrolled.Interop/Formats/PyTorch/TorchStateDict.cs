using Unrolled.Formats.PyTorch.Pickle;
using Unrolled.Formats.StateDicts;

namespace Unrolled.Formats.PyTorch;

/// <summary>A dictionary of tensors, as <c>model.state_dict()</c> gives it.</summary>
internal static class TorchStateDict
{
    private const int MostNamed = 6;

    /// <summary>Its tensors, and what its <c>_metadata</c> say of the modules.</summary>
    public static StateDict Of(PickleDictionary dictionary, TorchArchive archive)
    {
        var tensors = dictionary.Named.Select(entry => archive.Tensor(entry.Key, entry.Value)).OfType<StateDictTensor>().ToList();
        if (tensors.Count == 0 || dictionary.State is not PickleDictionary attributes || attributes["_metadata"] is not PickleDictionary modules)
            return new StateDict(tensors);
        string? declaration = (modules[""] as PickleDictionary)?[StateDictWriter.DeclarationKey] as string;
        return new StateDict(tensors) { Declaration = declaration, Notes = declaration is null ? Without(tensors, modules) : [] };
    }

    /// <summary>The metadata name every module: those without parameters are activations, dropout and the like, of which no more is said.</summary>
    private static string[] Without(List<StateDictTensor> tensors, PickleDictionary modules)
    {
        var with = new HashSet<string>(StringComparer.Ordinal);
        foreach (string module in tensors.Select(tensor => tensor.Module).Concat(modules.Named.Select(entry => Above(entry.Key))))
        {
            for (string name = module; with.Add(name); name = Above(name))
            {
            }
        }

        string[] without = [.. modules.Named.Select(entry => entry.Key).Where(name => !with.Contains(name))];
        string names = string.Join(", ", without.Take(MostNamed).Select(name => $"'{name}'"));
        if (without.Length > MostNamed)
            names += $" and {without.Length - MostNamed} more";
        return without.Length == 0
            ? []
            : [$"The file names {names}, which have no parameters, and no more of them. If one is an activation, say so: [Dense(…, Activation = …)]."];
    }

    private static string Above(string name) => name.LastIndexOf('.') is >= 0 and var dot ? name[..dot] : "";
}
