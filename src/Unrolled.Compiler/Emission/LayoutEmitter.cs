using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints where a layer's parameters, states and tape memory lie, for the runtime.</summary>
internal sealed class LayoutEmitter(CodeWriter writer, LayerFrame frame, bool training)
{
    private readonly LayerPlan _plan = frame.Training;

    public void Emit()
    {
        writer.Summary("The memory layout: parameters [block][k][matrix][lane], learned vectors [block][vector][lane].");
        using (writer.Block("internal static LayerLayout Layout(string name, int lanes, bool reversed)"))
        {
            foreach (var width in frame.Names.Widths)
                writer.Line($"long {frame.Names.Padded(width)} = ({frame.Names.True(width)} + lanes - 1) / lanes * lanes;");
            writer.Line($"LayerLayout layout = new LayerLayout(name, lanes, reversed) {{ ParameterFloats = {frame.ParameterLength}, StreamFloats = "
                + $"{frame.StreamLength}{(frame.HasPackedWeights ? $", WeightWords = {frame.WeightLength}" : "")} }};");
            foreach (var parameter in frame.Graph.Parameters)
                EmitParameter(parameter);
            foreach (var state in frame.InitialStates)
                writer.Line($"layout.Vector(\"{state.Name}\", {state.Rows}, {frame.InitialStateOffset(state)}, lanes, Initial.Constant(0));");
            foreach (var panel in frame.Plans.Memory.Weights.Select(place => place.Panel!))
                writer.Line($"layout.{frame.Inference.TypeOf(panel)}({frame.ParameterOffset(panel)}, {frame.PanelOffset(panel)}, "
                    + $"{frame.Names.Padded(panel.Space.Width)} / lanes, {panel.Inner}, {panel.Columns.Count}); // {string.Join(", ", panel.Columns)}");
            EmitRegions();
            EmitStates();
            EmitLearnedStates();
            if (training)
                EmitValues();
            var output = _plan.Output.Buffer;
            writer.Line($"layout.Output({RegionOf(output)}, {frame.Names.True(output.Width)}, stateRegion: "
                + $"{(output.Kind == BufferKind.State ? "true" : "false")});");
            writer.Line("return layout;");
        }
    }

    private int RegionOf(Planning.Buffer buffer) => frame.Plans.Memory.RegionOf(buffer);

    private static string Lanes(int count) => count == 1 ? "lanes" : $"{count} * lanes";

    private static string Sum(Lengths offset, int slot) => (offset.IsZero, slot) switch
    {
        (true, 0) => "0",
        (true, _) => Lanes(slot),
        (false, 0) => offset.ToString(),
        _ => $"{offset} + {Lanes(slot)}",
    };

    private void EmitParameter(Parameter parameter)
    {
        var initial = parameter.Initial.Kind switch
        {
            InitialKind.GlorotUniform => "Initial.GlorotUniform",
            InitialKind.Orthogonal => "Initial.Orthogonal",
            InitialKind.Identity => "Initial.Identity",
            InitialKind.Uniform => $"Initial.Uniform({GraphPrinter.Number(parameter.Initial.Value)}, {GraphPrinter.Number(parameter.Initial.High)})",
            _ => $"Initial.Constant({GraphPrinter.Number(parameter.Initial.Value)})",
        };
        if (!parameter.IsMatrix)
        {
            var (_, _, slot, count) = frame.Find(parameter);
            var flags = (parameter.IsTrained ? "" : ", trainable: false") + (parameter.IsPositive ? ", positive: true" : "");
            writer.Line($"layout.Vector(\"{parameter.Name}\", {parameter.Rows}, {Sum(frame.GroupOffset(parameter), slot)}, {Lanes(count)}, {initial}{flags});");
            return;
        }

        var panel = _plan.Panels.First(candidate => candidate.Columns.Contains(parameter));
        var place = Sum(frame.ParameterOffset(panel), panel.Columns.ToList().IndexOf(parameter));
        var strides = $"{panel.WeightsOfUnit} * lanes, {Lanes(panel.Columns.Count)}";
        writer.Line(parameter.IsTable
            ? $"layout.Table(\"{parameter.Name}\", {parameter.Columns}, {parameter.Rows}, {place}, {strides}, {initial});"
            : $"layout.Matrix(\"{parameter.Name}\", {parameter.Rows}, {parameter.Columns}, {place}, {strides}, {initial});");
    }

    private void EmitRegions()
    {
        foreach (var region in frame.Plans.Memory.Regions)
        {
            writer.Line(region switch
            {
                { Buffer: { } buffer } => Region(buffer),
                { Transposed: { } panel } => $"layout.Region(Rows.Once, Products.TransposedLength((nint)({frame.Names.Padded(panel.Space.Width)} / lanes), "
                    + $"{panel.Inner}, {panel.Columns.Count}, lanes)); // {panel.Name} transposed",
                _ => $"layout.Region(Rows.{(_plan.SumsAllSteps ? "Groups" : "SequenceGroups")}, {frame.GroupLength}); // sums of the learned vectors' "
                    + "gradients",
            });
        }
    }

    private string Region(Planning.Buffer buffer)
    {
        var floats = buffer.Slots == 1 ? frame.Names.Padded(buffer.Width) : $"{buffer.Slots} * {frame.Names.Padded(buffer.Width)}";
        var alias = buffer.Kind == BufferKind.SumAdjoints
            ? $", onlyWhenKeepingGates: true, alias: {RegionOf(_plan.Buffers.First(other => other.Kind == BufferKind.Sums && other.Width == buffer.Width))}"
            : "";
        return $"layout.Region(Rows.{buffer.Rows}, {floats}{alias}); // {RegionOf(buffer)}: {buffer.Name}";
    }

    private void EmitStates()
    {
        foreach (var state in frame.Graph.States)
        {
            var rows = _plan.Buffers.First(buffer => buffer.Kind == BufferKind.State && buffer.State == state.Name);
            var adjoint = _plan.Buffers.First(buffer => buffer.Kind == BufferKind.StateAdjoint && buffer.State == state.Name);
            var stream = frame.Inference.Buffers.First(buffer => buffer.Kind == BufferKind.State && buffer.State == state.Name);
            writer.Line($"layout.State(\"{state.Name}\", {frame.Names.True(rows.Width)}, {RegionOf(rows)}, {RegionOf(adjoint)}, "
                + $"{frame.StreamOffset(stream)});");
        }
    }

    private void EmitLearnedStates()
    {
        for (var i = 0; i < frame.InitialStates.Count; i++)
            writer.Line($"layout.LearnState({i}, {frame.InitialStateOffset(frame.InitialStates[i])});");
    }

    /// <summary>Everything with a name of its own that the forward pass stores can be read from a tape; states have declared themselves.</summary>
    private void EmitValues()
    {
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in frame.Graph.Named())
        {
            if (declared.Contains(node.Label!) || !_plan.IsReadable(node) || frame.Graph.States.Any(state => state.Name == node.Label))
                continue;
            declared.Add(node.Label!);
            var (buffer, slot) = (_plan.Stored[node].View.Buffer, _plan.Stored[node].Slot);
            if (buffer.IsBlocked)
                writer.Line($"layout.Value(\"{node.Label}\", {frame.Names.True(buffer.Width)}, {RegionOf(buffer)}, {Lanes(slot).Replace("0 * lanes", "0")}, "
                    + $"{Lanes(buffer.Slots)}, lostInBackward: {(buffer.Kind == BufferKind.Sums ? "true" : "false")});");
            else
                writer.Line($"layout.RowMajorValue(\"{node.Label}\", {frame.Names.True(buffer.Width)}, {RegionOf(buffer)});");
        }
    }
}
