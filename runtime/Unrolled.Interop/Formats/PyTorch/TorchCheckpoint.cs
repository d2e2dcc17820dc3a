using System.Globalization;
using Unrolled.Formats.PyTorch.Pickle;
using Unrolled.Formats.StateDicts;

namespace Unrolled.Formats.PyTorch;

/// <summary>Where the state_dict lies in what was saved: at the top, under a key, or in a whole module.</summary>
internal sealed class TorchCheckpoint(FileContent content, TorchArchive archive)
{
    private const int MostDictionaries = 10_000;
    private const int MostLevels = 4;
    private const int MostItems = 100;
    private const int MostMetadata = 20;

    /// <summary>Keys in the order in which they are preferred.</summary>
    private static readonly string[] s_keys =
        ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "module", "generator", "ema", "ema_state_dict"];

    /// <summary>The state_dict.</summary>
    /// <param name="key">Where it lies, or the beginning of the names of its parameters; found where it is null.</param>
    /// <exception cref="ModelFileException">There is none, or there are several.</exception>
    public StateDict StateDict(string? key)
    {
        var places = Places();
        var state = key is null ? Found(places) : Named(places, key);
        return archive.Calls.Count == 0 ? state : state with
        {
            Notes =
            [
                .. state.Notes,
                $"Beware: the file asks whoever loads it in Python to call {string.Join(", ", archive.Calls.Take(4))}. Nothing of it was called here.",
            ],
        };
    }

    /// <summary>The numbers and texts that stand at the top of a checkpoint: epoch, loss.</summary>
    public IReadOnlyDictionary<string, string> Metadata()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in (archive.Root as PickleDictionary)?.Named ?? [])
        {
            if (value is long or double or bool or string { Length: <= 200 } && key.Length <= 100 && metadata.Count < MostMetadata)
                metadata[key] = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }

        return metadata;
    }

    private StateDict Found(List<(string Key, StateDict State)> places)
    {
        var recurrent = places.Where(place => IsRecurrent(place.State)).ToList();
        if (recurrent.Count == 0)
        {
            // the largest says best what is in the file instead
            return places.Count > 0
                ? places.MaxBy(place => place.State.Tensors.Count).State
                : throw content.Error($"it has no state_dict{Keys()}. Save model.state_dict() with torch.save.");
        }

        var best = recurrent.GroupBy(place => Rank(place.Key)).MinBy(group => group.Key)!.ToList();
        if (best.Count > 1)
            throw content.Error($"it has several state_dicts: {string.Join(", ", best.Take(6).Select(place => $"'{place.Key}'"))}. Say which with the key.");
        string[] others = [.. recurrent.Where(place => place.Key != best[0].Key).Select(place => $"'{place.Key}'")];
        var state = best[0].State;
        string note = $"The parameters are those of '{best[0].Key}'; the file also has {string.Join(", ", others.Take(6))}, which the key gives.";
        return others.Length == 0 ? state : state with { Notes = [.. state.Notes, note] };
    }

    private StateDict Named(List<(string Key, StateDict State)> places, string key)
    {
        foreach (var (place, state) in places)
        {
            if (place == key)
                return state;
            string rest = place.Length == 0 ? key : key.StartsWith(place + ".", StringComparison.Ordinal) ? key[(place.Length + 1)..] : "";
            if (rest.Length > 0 && state.Below(rest) is { } below)
                return below;
        }

        var within = places.Where(place => place.Key.StartsWith(key + ".", StringComparison.Ordinal))
            .Select(place => (place.Key[(key.Length + 1)..], place.State)).ToList();
        return within.Count > 0 ? Found(within) : throw content.Error($"it has no state_dict under the key '{key}'{Keys()}.");
    }

    private string Keys() =>
        archive.Root is PickleDictionary dictionary
            ? $"; its keys: {string.Join(", ", dictionary.Named.Take(8).Select(entry => $"'{entry.Key}'"))}"
            : "";

    /// <summary>Every dictionary with tensors and every module, with the keys that lead to it, nearest first.</summary>
    private List<(string Key, StateDict State)> Places()
    {
        var places = new List<(string Key, StateDict State)>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var queue = new Queue<(string Key, object? Value, int Level)>([("", archive.Root, 0)]);
        while (queue.TryDequeue(out var next) && seen.Count < MostDictionaries)
        {
            if (next.Value is null || !seen.Add(next.Value))
                continue;
            var state = next.Value switch
            {
                PickleObject { State: PickleDictionary } module => TorchModule.Of(module, archive),
                PickleDictionary dictionary => TorchStateDict.Of(dictionary, archive),
                _ => null,
            };
            if (state is { Tensors.Count: > 0 })
                places.Add((next.Key, state));
            foreach (var (name, value) in next.Level < MostLevels ? Children(next.Value) : [])
            {
                if (!name.Contains("optim", StringComparison.OrdinalIgnoreCase) && value is PickleDictionary or PickleList or PickleTuple or PickleObject)
                    queue.Enqueue((next.Key.Length == 0 ? name : $"{next.Key}.{name}", value, next.Level + 1));
            }
        }

        return places;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Children(object value)
    {
        var items = (value as PickleList)?.Items ?? (value as PickleTuple)?.Items.AsEnumerable() ?? [];
        return value is PickleDictionary dictionary
            ? dictionary.Named
            : items.Take(MostItems).Select((item, index) => KeyValuePair.Create(index.ToString(CultureInfo.InvariantCulture), item));
    }

    private static bool IsRecurrent(StateDict state) => state.Tensors.Any(tensor => RecurrentModule.IsOne(tensor.Leaf));

    /// <summary>The top comes first, then the usual keys; what begins with one comes after it.</summary>
    private static int Rank(string key)
    {
        if (key.Length == 0)
            return -1;
        string[] parts = key.Split('.');
        int rank = Array.IndexOf(s_keys, parts[0]);
        return (rank < 0 ? s_keys.Length : rank) * 10 + parts.Length;
    }
}
