using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>
/// Finds a place for every kept value. A gate takes the place of the sum it is made of when nobody needs the sum any more, and the
/// backward pass later puts the sum's adjoint there; what finds no such place gets a slot among the kept values.
/// </summary>
internal sealed class StoragePlanner(
    IReadOnlyList<Space> spaces,
    IReadOnlyList<KernelDraft> kernels,
    IReadOnlyDictionary<KernelDraft, int> order,
    Dictionary<Node, Location> places,
    IReadOnlyDictionary<Node, List<KernelDraft>> kept,
    IReadOnlyDictionary<Sum, List<KernelDraft>> rawReaders,
    Func<Sum, int> adjointWritten,
    Func<Node, KernelDraft> homeOf,
    LayerBuffers buffers)
{
    private readonly HashSet<Sum> _taken = [];

    public void Run()
    {
        foreach (var sum in spaces.SelectMany(space => space.Sums))
            PlaceRaw(sum);
        foreach (var pair in kept.OrderBy(pair => pair.Key.Id))
            PlaceKept(pair.Key, pair.Value);
    }

    /// <summary>Kernels that read the sum itself find it in its slot, or, if its adjoint is written there too early, in a copy.</summary>
    private void PlaceRaw(Sum sum)
    {
        if (!rawReaders.TryGetValue(sum, out var readers))
            return;
        var slot = new Location(new(buffers.Find(BufferKind.Sums, sum.Node.Width), When.Now), sum.Slot);
        var first = readers.Min(reader => order[reader]);
        var last = readers.Max(reader => order[reader]);
        if (last <= adjointWritten(sum))
        {
            if (last > first)
                _taken.Add(sum);
            foreach (var reader in readers)
                reader.Loads[sum.Node] = slot;
            return;
        }

        var copy = NewSlot(sum.Node.Width);
        var writer = kernels[first];
        writer.Loads[sum.Node] = slot;
        writer.Targets.Add(new(TargetKind.Store, sum.Node, copy));
        foreach (var reader in readers.Where(reader => reader != writer))
            reader.Loads[sum.Node] = copy;
    }

    private void PlaceKept(Node node, List<KernelDraft> readers)
    {
        var home = homeOf(node);
        var last = readers.Max(reader => order[reader]);
        var host = SumsUnder(node).FirstOrDefault(sum => sum.Node.Width == node.Width && !_taken.Contains(sum)
            && home.Loads.ContainsKey(sum.Node) && rawReaders[sum].All(reader => order[reader] <= order[home])
            && last <= adjointWritten(sum));
        Location place;
        if (host is null)
        {
            place = NewSlot(node.Width);
        }
        else
        {
            _taken.Add(host);
            place = new(new(buffers.Find(BufferKind.Sums, node.Width), When.Now), host.Slot);
        }

        places[node] = place;
        var index = home.Targets.FindIndex(target => target.Value == node && target.To.Slot < 0);
        home.Targets[index] = home.Targets[index] with { To = place };
        foreach (var reader in readers)
            reader.Loads[node] = place;
    }

    private Location NewSlot(int width) => buffers.NewSlot(buffers.Find(BufferKind.Kept, width));

    /// <summary>The sums that a value is made of, nearest first.</summary>
    private IEnumerable<Sum> SumsUnder(Node node)
    {
        var queue = new Queue<Node>([node]);
        var seen = new HashSet<Node>();
        while (queue.Count > 0)
        {
            var next = queue.Dequeue();
            if (!seen.Add(next))
                continue;
            if (spaces.SelectMany(space => space.Sums).FirstOrDefault(sum => sum.Node == next) is { } found)
                yield return found;
            foreach (var argument in next.Arguments)
                queue.Enqueue(argument);
        }
    }
}
