using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>What the methods of a fused step have in common: the memory of its element-wise work, and the call for one vector of units.</summary>
internal sealed class UnitsText(LayerFrame frame, FusedStep step)
{
    private IEnumerable<View> Views => step.Kernel.Views.Where(view => view.Buffer.Kind != BufferKind.Sums);

    /// <summary>Where the equations do not follow the sums at once, if there is such a machine: the sums go to memory then.</summary>
    public string? Otherwise => step.Lanes == 1 ? null : $"V.Lanes < {(IsOneVector ? frame.Names.True(step.Kernel.Width) : step.Lanes)}";

    /// <inheritdoc cref="FusedStep.IsOneVector"/>
    public bool IsOneVector => step.IsOneVector;

    /// <summary>What the equations of two vectors at once are of, in a step that has activations.</summary>
    public Pairing? Pairs => step.Pairs;

    /// <summary>The memory that a method of the step takes.</summary>
    public IEnumerable<string> Parameters => Views.Select(view => $"ref float {Variable(view)}");

    /// <summary>What a call of such a method passes, with the place of each variable; new values may have to wait.</summary>
    public IEnumerable<string> Arguments(Func<string, string> place, bool waits = true) =>
        Views.Select(view => "ref " + place(waits && step.Deferred.Contains(view) ? Next(view) : view.Buffer.Name + "Rows"));

    /// <summary>What a method of the step passes to another.</summary>
    public IEnumerable<string> Own => Views.Select(view => "ref " + Variable(view));

    /// <summary>The equations of one vector of units.</summary>
    public string Call(Func<Sum, string> sum, string unit, Func<string, string> place) => Call(null, step.Sums.Select(sum), unit, place);

    /// <summary>The equations of two vectors of units, or of the vectors of two streams.</summary>
    public string CallOfTwo(Func<Sum, string> sum, Func<Sum, string> second, string unit, Func<string, string> place) =>
        Call(step.Pairs, step.Sums.Select(sum).Concat(step.Sums.Select(second)), step.Pairs == Pairing.Streams ? unit + ", stride" : unit, place);

    private string Call(Pairing? pairs, IEnumerable<string> sums, string unit, Func<string, string> place)
    {
        string[] parameters = step.Kernel.ReadsParameters ? ["ref parameters"] : [];
        var memory = parameters.Concat(Views.Select(view => "ref " + place(Variable(view))));
        return $"{step.NameOf(pairs)}<V>({string.Join(", ", sums.Concat(memory).Append(unit))});";
    }

    /// <summary>The condition under which one call covers all units, so that results can be written in place, and its negation. More than one block is
    /// planned only for more than one vector of units.</summary>
    private (string Yes, string No) IsWhole => step.Blocks == 1
        ? ($"V.Lanes >= {frame.Names.True(step.Kernel.Width)}", $"V.Lanes < {frame.Names.True(step.Kernel.Width)}")
        : ($"{frame.Names.Padded(step.Kernel.Width)} == {step.Blocks} * V.Lanes", $"{frame.Names.Padded(step.Kernel.Width)} != {step.Blocks} * V.Lanes");

    /// <summary>Where the new values of states wait that other units still read.</summary>
    public void EmitNext(CodeWriter writer)
    {
        for (var i = 0; i < step.Deferred.Count; i++)
        {
            var view = step.Deferred[i];
            var scratch = frame.StreamOffset(frame.Inference.Buffers.First(buffer => buffer.Kind == BufferKind.Sums && buffer.Width == step.Kernel.Width));
            if (i > 0)
                scratch = scratch.Add(step.Kernel.Width, i);
            writer.Line($"ref float {Next(view)} = ref {IsWhole.Yes}{(IsOneVector || Otherwise is null ? "" : " || " + Otherwise)} ? ref "
                + $"{view.Buffer.Name}Rows : ref {(scratch.IsZero ? "memory" : $"Unsafe.Add(ref memory, {scratch})")};");
        }
    }

    /// <summary>The new values take their places, where they have waited elsewhere.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="places">Of each stream, the place of a variable.</param>
    public void EmitTake(CodeWriter writer, params Func<string, string>[] places)
    {
        if (step.Deferred.Count == 0)
            return;
        var wide = IsOneVector || Otherwise is null ? "" : $"V.Lanes >= {step.Lanes} && ";
        using (writer.Block($"if ({wide}{IsWhole.No})"))
        {
            foreach (var place in places)
            {
                foreach (var view in step.Deferred)
                    writer.Line($"Copy<V>(ref {place(Next(view))}, ref {place(view.Buffer.Name + "Rows")}, {frame.Names.Padded(step.Kernel.Width)});");
            }
        }
    }

    /// <summary>Within a run, the new values are the old ones of the next step where they are: the two places change their roles.</summary>
    public void EmitSwap(CodeWriter writer)
    {
        if (step.Deferred.Count > 0)
            writer.Comment("The next step reads the memory that this one wrote, and writes the memory that this one read.");
        foreach (var view in step.Deferred)
        {
            writer.Line($"ref float {Old(view)} = ref {view.Buffer.Name}Rows;");
            writer.Line($"{view.Buffer.Name}Rows = ref {Next(view)};");
            writer.Line($"{Next(view)} = ref {Old(view)};");
        }
    }

    /// <summary>Remembers where a run has to leave the states, whose values change places within it.</summary>
    public void EmitPlaces(CodeWriter writer)
    {
        foreach (var view in step.Deferred)
            writer.Line($"ref float {Place(view)} = ref {view.Buffer.Name}Rows;");
    }

    /// <summary>Leaves the states there.</summary>
    public void EmitReturn(CodeWriter writer)
    {
        foreach (var view in step.Deferred)
        {
            using (writer.Block($"if (!Unsafe.AreSame(ref {view.Buffer.Name}Rows, ref {Place(view)}))"))
                writer.Line($"Copy<V>(ref {view.Buffer.Name}Rows, ref {Place(view)}, {frame.Names.Padded(step.Kernel.Width)});");
        }
    }

    private static string Old(View view) => view.Buffer.Name + "_oldRows";

    private static string Place(View view) => view.Buffer.Name + "_placeRows";

    private static string Next(View view) => view.Buffer.Name + "_nextRows";

    private string Variable(View view) => step.Deferred.Contains(view) ? Next(view) : view.Name + "Rows";
}
