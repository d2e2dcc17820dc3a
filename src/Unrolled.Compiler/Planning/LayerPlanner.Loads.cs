using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>When values are written, and what each kernel reads: a value that a later kernel needs is loaded, computed again, or kept for it.</summary>
internal sealed partial class LayerPlanner
{
    /// <summary>
    /// Where a new value takes the old one's place (a state of a stream, the adjoint of a state), it is written no earlier than the old one
    /// is read for the last time. A delayed write reads its own value later, so this goes on until nothing moves any more.
    /// </summary>
    private void DelayWrites()
    {
        bool moved;
        do
        {
            moved = false;
            foreach (var state in _cell.States)
            {
                moved |= _derivative is null
                    ? Delay(Phase.Loop, _buffers.FindState(BufferKind.State, state.Name), state.Previous, LastProduct(state.Previous))
                    : Delay(Phase.BackwardLoop, _buffers.FindState(BufferKind.StateAdjoint, state.Name),
                    _cell.Builder.StateAdjoint(state.Name, state.Next.Width), 0);
            }

            SortKernels();
        }
        while (moved);
    }

    private int LastProduct(Node operand) =>
        PanelsOf(operand).SelectMany(panel => panel.Sums).Select(sum => _schedule.Home(sum.Node).Level).DefaultIfEmpty(0).Max();

    /// <summary>Moves the write of <paramref name="buffer"/> behind the last kernel that reads <paramref name="old"/>.</summary>
    private bool Delay(Phase phase, Buffer buffer, Node old, int atLeast)
    {
        var writer = _kernels.Find(kernel => kernel.Targets.Any(target => target.To.View.Buffer == buffer));
        if (writer is null)
            return false;
        var readers = _kernels.Where(kernel => kernel.Phase == phase && Elementwise(kernel.Targets.Select(target => target.Value)).Contains(old))
            .Select(kernel => kernel.Level);
        var last = readers.Append(atLeast).Max();
        if (writer.Phase == phase && writer.Level >= last)
            return false;
        var target = writer.Targets.First(candidate => candidate.To.View.Buffer == buffer);
        writer.Targets.Remove(target);
        KernelAt(phase, last, writer.Width).Targets.Add(target);
        if (_fixed.TryGetValue(target.Value, out var place) && place.View.Buffer == buffer)
            _fixed.Remove(target.Value);
        return true;
    }

    /// <summary>All that <paramref name="roots"/> are made of without a product or a mean in between.</summary>
    private static HashSet<Node> Elementwise(IEnumerable<Node> roots)
    {
        var found = new HashSet<Node>();
        var open = new Stack<Node>(roots);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (!found.Add(node) || node.IsReduction)
                continue;
            foreach (var argument in node.Arguments)
                open.Push(argument);
        }

        return found;
    }

    /// <summary>From the last kernel to the first; a value to be kept may call for a kernel that was not there, always an earlier one.</summary>
    private void FindAllLoads()
    {
        var done = new HashSet<KernelDraft>();
        while (_kernels.FindLast(kernel => !done.Contains(kernel)) is { } kernel)
        {
            FindLoads(kernel);
            done.Add(kernel);
            SortKernels();
        }
    }

    /// <summary>Finds what the kernel must read; what it would rather read than compute again is marked as kept.</summary>
    private void FindLoads(KernelDraft kernel)
    {
        var seen = new HashSet<Node>();
        foreach (var target in kernel.Targets.ToList())
            Need(kernel, target.Value, seen, isTarget: true);
    }

    private void Need(KernelDraft kernel, Node node, HashSet<Node> seen, bool isTarget = false)
    {
        if (!seen.Add(node) || node.Operation is Operation.Constant or Operation.Parameter)
            return;
        var isHome = node.IsElementwise && _schedule.Home(node) is var home && home.Phase == kernel.Phase && home.Level == kernel.Level;
        if (!isHome && LoadOf(kernel, node) is { } place)
        {
            kernel.Loads[node] = place;
            return;
        }

        if (_sums.TryGetValue(node, out var sum))
        {
            Readers(_rawReaders, sum).Add(kernel);
            return;
        }

        if (isHome || (node.Info.IsCheap && !NeedsRowsOfSequences(kernel, node)) || KernelPlanner.IsOfParameters(node))
        {
            foreach (var argument in node.Arguments)
                Need(kernel, argument, seen);
            return;
        }

        var readers = Readers(_kept, node);
        if (readers.Count == 0)
            HomeOf(node).Targets.Add(new(TargetKind.Store, node, new(new(_buffers.Find(BufferKind.Kept, node.Width), When.Now), -1)));
        readers.Add(kernel);
    }

    /// <summary>
    /// Whether a kernel that runs over all steps at once would have to find the row of a sequence for each of its rows, to compute a value again from a mask
    /// that all steps of a sequence share.
    /// </summary>
    private static bool NeedsRowsOfSequences(KernelDraft kernel, Node node) => kernel.Phase is Phase.Before or Phase.After
        && node.Arguments.Any(argument => argument.Mask is { IsOfSequence: true });

    private static List<KernelDraft> Readers<TKey>(Dictionary<TKey, List<KernelDraft>> map, TKey key)
        where TKey : notnull
    {
        if (!map.TryGetValue(key, out var readers))
            map.Add(key, readers = []);
        return readers;
    }

    private Location? LoadOf(KernelDraft kernel, Node node) => node.Operation switch
    {
        Operation.Input => new(new(_buffers.InputCopy(node), When.Now)),
        Operation.State => new(new(_buffers.FindState(BufferKind.State, node.Name), When.Previous)),
        Operation.Mask => new(new(_buffers.Mask(node), When.Now)),
        Operation.StateAdjoint => new(new(_buffers.FindState(BufferKind.StateAdjoint, node.Name), When.Now)),
        Operation.OutputAdjoint => new(new(new("dy", BufferKind.OutputAdjoint, node.Width, RowCount.Steps), When.Now)),
        _ => _fixed.TryGetValue(node, out var place) && !kernel.Targets.Any(target => target.Value == node && !IsCopied(target, place))
            && !IsCarried(kernel, node, place) ? place : null,
    };

    /// <summary>
    /// Whether the value is also stored outside the operand buffer that a product reads: a late write of a state whose value a product reads, or the
    /// adjoint of a sum that the
    /// transposed product has left and that goes into the next product as it is.
    /// </summary>
    private static bool IsCopied(Target target, Location place) => place.View.Buffer.Kind is BufferKind.Operand or BufferKind.OperandAdjoint
        && target.To.View.Buffer != place.View.Buffer;

    /// <summary>
    /// Whether backward must not read a new state from the state's rows: past a sequence's end they hold the carried state, which may be 0 where the
    /// equations never are, and a quotient by it is no number. Such
    /// a value is kept as it was computed.
    /// </summary>
    private bool IsCarried(KernelDraft kernel, Node node, Location place) =>
        kernel.Phase is Phase.BackwardLoop or Phase.After && place.View.Buffer.Kind == BufferKind.State && _hasPoles
            && _cell.States.Any(state => state.Next == node);

    /// <summary>Whether the equations divide by a new state, or by what is made of one, or take its logarithm or root.</summary>
    private static bool HasPoles(CellGraph cell) => cell.Nodes().Any(node => node.Info.HasPole
        && Elementwise([node.Arguments[node.Arguments.Count - 1]]).Overlaps(cell.States.Select(state => state.Next).Where(next => !next.IsLeaf)));
}
