using Unrolled.Formats.PyTorch.Pickle;
using Unrolled.Formats.StateDicts;

namespace Unrolled.Formats.PyTorch;

/// <summary>
/// A module that was saved whole, as <c>torch.save(model)</c> does: its parameters stand in the states of its objects. Their classes are only names here.
/// </summary>
internal static class TorchModule
{
    private const int MostModules = 10_000;
    private const int MostLevels = 32;
    private const int MostTensors = 100_000;

    /// <summary>The parameters under the names that <c>state_dict()</c> gives them; null where the object is no module.</summary>
    public static StateDict? Of(PickleObject root, TorchArchive archive)
    {
        if (!IsModule(root))
            return null;
        var tensors = new List<StateDictTensor>();
        var activations = new Dictionary<string, Activation>(StringComparer.Ordinal);
        var others = new List<string>();
        var stack = new Stack<(string Prefix, PickleObject Module, int Level)>([("", root, 0)]);
        for (int count = 0; stack.TryPop(out var next) && count < MostModules && tensors.Count < MostTensors; count++)
        {
            var state = (PickleDictionary)next.Module.State!;
            foreach (string kind in new[] { "_parameters", "_buffers" })
                tensors.AddRange(Named(state[kind]).Select(entry => archive.Tensor(next.Prefix + entry.Key, entry.Value)).OfType<StateDictTensor>());
            if (state["mode"] is "RNN_RELU" or "RNN_TANH")
                activations[next.Prefix.TrimEnd('.')] = state["mode"] is "RNN_RELU" ? Activation.Relu : Activation.Tanh;
            if (next.Module.Callable is PickleGlobal { Module: "torch.nn.modules.activation" } global)
                others.Add($"{global.Name} '{next.Prefix.TrimEnd('.')}'");
            foreach (var (name, value) in Named(state["_modules"]).Reverse())
            {
                if (next.Level < MostLevels && value is PickleObject module && IsModule(module))
                    stack.Push(($"{next.Prefix}{name}.", module, next.Level + 1));
            }
        }

        return new StateDict(tensors) { Activations = activations, Notes = others.Count == 0 ? [] : [Note(others)] };
    }

    private static string Note(List<string> others) =>
        $"Where the model applies {string.Join(", ", others.Take(6))} is in its code, not in the file. Say it in the class: [Dense(…, Activation = …)].";

    private static bool IsModule(PickleObject value) =>
        value.State is PickleDictionary state && state["_parameters"] is PickleDictionary && state["_modules"] is PickleDictionary;

    private static IEnumerable<KeyValuePair<string, object?>> Named(object? value) => (value as PickleDictionary)?.Named ?? [];
}
