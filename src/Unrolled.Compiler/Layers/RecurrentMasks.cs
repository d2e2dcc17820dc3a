using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Layers;

/// <summary>Puts random masks into the equations of a cell, whatever they are.</summary>
internal static class RecurrentMasks
{
    private const int MasksOfState = 2;

    /// <summary>
    /// Every matrix sees z ∘ s in the place of a state s, with one mask z for all steps of a sequence and for all matrices: also where it multiplies what an
    /// element-wise part has made of the state, as r ∘ h of a GRU.
    /// Y. Gal and Z. Ghahramani, A Theoretically Grounded Application of Dropout in Recurrent Neural Networks (2016), section 4.
    /// </summary>
    public static CellGraph Drop(CellGraph graph, double rate)
    {
        var builder = graph.Builder;
        var z = RandomMask.Dropout(rate) with { IsOfSequence = true };
        var masked = graph.States.Select((state, k) => (state.Previous, Seen: builder.Multiply(state.Previous, Mask(graph, z, k, "z_"))))
            .ToDictionary(pair => pair.Previous, pair => pair.Seen);
        var ends = new HashSet<Node>(graph.States.Select(state => state.Next).Where(next => !next.IsLeaf));
        Dictionary<Node, Node> made = [], seen = [];

        // In the order in which they were made, in which arguments come first.
        foreach (var node in graph.Nodes().OrderBy(node => node.Id))
        {
            Node Source(Node source) => node.Operation == Operation.Affine ? Seen(source) : made[source];
            made[node] = node.Sources.Any() ? Substitution.Rebuild(builder, node, Source) : node;
        }

        var result = graph with
        {
            States = [.. graph.States.Select(state => state with { Next = made[state.Next] })],
            Output = made[graph.Output],
        };
        var there = new HashSet<Node>(result.Nodes());
        foreach (var pair in made.Where(pair => !pair.Value.IsLeaf))
            pair.Value.Label ??= pair.Key.Label;
        foreach (var pair in seen.Where(pair => !pair.Value.IsLeaf && !there.Contains(made[pair.Key])))
            pair.Value.Label ??= pair.Key.Label;
        return result;

        // The value as a matrix sees it: its states are masked, but for new ones, which are of this step.
        Node Seen(Node node)
        {
            if (!seen.TryGetValue(node, out var value))
            {
                seen.Add(node, value = masked.TryGetValue(node, out var state) ? state
                    : node.Operation == Operation.Affine || node.IsLeaf || ends.Contains(node) ? made[node]
                    : Substitution.Rebuild(builder, node, Seen));
            }

            return value;
        }
    }

    /// <summary>
    /// s' = d ∘ s + (1 - d) ∘ (what the equations give), for every state: a unit keeps its old value where d is 1. Within a step the equations go on from
    /// what they gave, so that an LSTM's h is made of the new c, as in the paper.
    /// D. Krueger et al., Zoneout: Regularizing RNNs by Randomly Preserving Hidden Activations (2017), equations 4 and 5.
    /// </summary>
    public static CellGraph ZoneOut(CellGraph graph, double rate)
    {
        var builder = graph.Builder;
        var states = graph.States.Select((state, k) =>
        {
            var d = Mask(graph, RandomMask.Bernoulli(rate), k, "d_", 1);
            var (kept, changed) = (builder.Multiply(d, state.Previous), builder.Multiply(builder.OneMinus(d), state.Next));
            return state with { Next = builder.Add(kept, changed) };
        }).ToList();
        var output = graph.States.ToList().FindIndex(state => state.Next == graph.Output);
        return graph with { States = states, Output = output < 0 ? graph.Output : states[output].Next };
    }

    /// <summary>The mask of a state, which has up to <see cref="MasksOfState"/>; 0 is the number of a layer's only mask.</summary>
    private static Node Mask(CellGraph graph, RandomMask mask, int state, string prefix, int which = 0)
    {
        var numbered = mask with { Number = 1 + (MasksOfState * state) + which };
        return graph.Builder.Mask(numbered, graph.States[state].Next.Width, prefix + graph.States[state].Name);
    }
}
