using Unrolled.Compiler.Layers;
using Unrolled.Compiler.Planning;
using static Unrolled.Compiler.Graph.Numbers;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints the passes of a network over a tape: forward, backward, and the gradients of a part.</summary>
internal sealed class NetworkPassEmitter(CodeWriter writer, ModelPlan model)
{
    private bool AddsGradients => model.Spec.Training && model.Layers.Any(layer => layer.Plans?.Training.AddsGradients == true);

    private IEnumerable<(ModelLayer Layer, int Track)> Tracks() =>
        model.Layers.SelectMany(layer => layer.Tracks.Select(_ => layer)).Select((layer, index) => (layer, index));

    private int FirstTrack(ModelLayer layer) => Tracks().First(track => track.Layer == layer).Track;

    public void Emit()
    {
        EmitForward();
        writer.Line();
        if (model.Spec.Training)
        {
            EmitBackward();
            writer.Line();
            if (AddsGradients)
            {
                EmitGradients();
                writer.Line();
            }
        }

        EmitPass();
    }

    private void EmitPass()
    {
        writer.Summary("One worker's part of a pass over the tape.");
        Method("public static void Pass");
        using (writer.Block())
        {
            var arguments = "<V, TModel>(core, tape, in pass, worker);";
            if (AddsGradients)
                writer.Line("if (pass.OnlySums) AddGradients" + arguments);
            if (model.Spec.Training)
                writer.Line($"{(AddsGradients ? "else " : "")}if (pass.IsBackward) Backward{arguments}");
            writer.Line((model.Spec.Training ? "else " : "") + "Forward" + arguments);
        }
    }

    /// <summary>The head of a pass.</summary>
    private void Method(string head) => writer.Signature(head + "<V, TModel>(ModelCore core, Tape<TModel> tape, in Pass pass, Worker worker)", isOfModel: true);

    private string Memory(int layer, BoundaryUse use) => $"tape.Boundary({Text(model.IndexOf(layer, use))}).Reference";

    private bool Has(ModelLayer layer, BoundaryUse use) => model.IndexOf(layer.Index, use) >= 0;

    private void EmitForward()
    {
        Method("private static void Forward");
        using (writer.Block())
        {
            writer.Line("Share rows = worker.Share(tape.Rows);");
            EmitInput();
            foreach (var layer in model.Layers)
                EmitForward(layer);
            var last = Text(model.Layers.Count);
            writer.Line($"tape.CollectOutputs(ref x{last}, x{last}Stride, rows);");
            foreach (var call in model.OutputCalls)
                EmitCall(call);
        }
    }

    private void EmitInput()
    {
        if (model.IsToken)
        {
            writer.Line("ref int tokens = ref tape.LayerTokens;");
            return;
        }

        writer.Line("ref float x0 = ref tape.LayerInput;");
        writer.Line($"nint x0Stride = {Text(model.Spec.Inputs)};");
    }

    private string Input(ModelLayer layer) => layer.Index == 0 && model.IsToken ? "ref tokens" : $"ref x{Text(layer.Index)}, x{Text(layer.Index)}Stride";

    private void EmitForward(ModelLayer layer)
    {
        foreach (var track in Tracks().Where(track => track.Layer == layer).Select(track => Text(track.Track)))
        {
            var counters = layer.Plans!.Training.Masks.Any() ? ", core.Seed, in pass" : "";
            var parameters = $"ref core.TrackParameters({track})" + (layer.Plans.HasPackedWeights ? $", ref core.TrackWeights({track})" : "");
            writer.Line($"{layer.Plans.ClassName}.Forward<V>(tape.Track({track}), worker, {parameters}, {Input(layer)}{counters});");
        }

        var (i, next) = (Text(layer.Index), Text(layer.Index + 1));
        switch (layer)
        {
            case { Connection: { } connection }:
                writer.Line($"ref float x{next} = ref x{i};");
                writer.Line($"nint x{next}Stride = x{i}Stride;");
                if (!Has(layer, BoundaryUse.Output))
                    break;
                using (writer.Block("if (pass.Training)"))
                {
                    writer.Line($"x{next} = ref {Memory(layer.Index, BoundaryUse.Output)};");
                    writer.Line($"x{next}Stride = Packed.Padded<V>({Text(layer.Outputs)});");
                    EmitCall(connection.Forward!, layer, $"x{i}", $"x{next}");
                }

                break;
            case { HasOwnRows: true }:
                writer.Line($"ref float x{next} = ref {Memory(layer.Index, BoundaryUse.Output)};");
                writer.Line($"nint x{next}Stride = Packed.Padded<V>({Text(layer.Outputs)});");
                EmitOutput(layer, FirstTrack(layer), $"ref x{next}, x{next}Stride");
                break;
            default:
                var track = Text(FirstTrack(layer));
                writer.Line($"ref float x{next} = ref tape.Track({track}).Output;");
                writer.Line($"nint x{next}Stride = tape.Track({track}).OutputStride;");
                break;
        }
    }

    /// <summary>What the tracks of a layer give, where it is not the rows of one.</summary>
    private void EmitOutput(ModelLayer layer, int first, string to)
    {
        if (layer.ReturnsLast)
        {
            writer.Line($"Sequences.ClearRows({to}, rows);");
            for (var k = 0; k < layer.Tracks.Count; k++)
                writer.Line($"Sequences.TakeLast(tape.Track({Text(first + k)}), {Text(k * layer.Graph.Output.Width)}, {to}, rows);");
        }
        else
        {
            writer.Line($"Sequences.Concatenate({Half(first, layer)}, {Half(first + 1, layer)}, {to}, rows);");
        }
    }

    private static string Half(int track, ModelLayer layer) =>
        $"ref tape.Track({Text(track)}).Output, tape.Track({Text(track)}).OutputStride, {Text(layer.Outputs / 2)}";

    /// <summary>A call by which a layer without code of its own is carried out.</summary>
    private void EmitCall(RuntimeCall call, ModelLayer? layer = null, string from = "", string to = "") => writer.Line(CallText.Of(call, symbol => symbol switch
    {
        Symbol.From when layer is not null => Rows(from),
        Symbol.To when layer is not null => Rows(to),
        Symbol.PaddedWidth when layer is not null => $"(int)Packed.Padded<V>({Text(layer.Outputs)})",
        Symbol.Layer when layer is not null => Text(layer.Index),
        Symbol.ModelInputs => Rows("x0"),
        Symbol.ModelOutputs => $"ref MemoryMarshal.GetReference(tape.Outputs), {Text(model.Outputs)}",
        Symbol.ModelInputGradients => $"ref MemoryMarshal.GetReference(tape.InputGradients), {Text(model.Spec.Inputs)}",
        Symbol.ModelOutputGradients => Rows($"dx{Text(model.Layers.Count)}"),
        Symbol.Rows => "rows",
        Symbol.Batch => "tape.Batch",
        Symbol.Seed => "core.Seed",
        Symbol.Pass => "in pass",
        _ => throw CallText.Unknown(symbol, "a pass"),
    }));

    private static string Rows(string name) => $"ref {name}, {name}Stride";

    private void EmitBackward()
    {
        Method("private static void Backward");
        using (writer.Block())
        {
            writer.Line("Share rows = worker.Share(tape.Rows);");
            if (model.Layers[0].Plans?.Training is null or { AddsGradients: true } or { BackwardReadsInput: true })
                EmitInput();
            EmitStoredInputs();
            var last = Text(model.Layers.Count);
            writer.Line($"ref float dx{last} = ref {Memory(model.Layers.Count, BoundaryUse.InputGradient)};");
            writer.Line($"nint dx{last}Stride = Packed.Padded<V>({Text(model.Outputs)});");
            writer.Line($"tape.SpreadOutputGradients(ref dx{last}, dx{last}Stride, rows);");
            foreach (var layer in model.Layers.Reverse())
                EmitBackward(layer);
            if (model.IsToken)
                return;
            using (writer.Block("if (pass.InputGradients)"))
            {
                writer.Line("tape.CollectInputGradients(ref dx0, dx0Stride, rows);");
                foreach (var call in model.InputGradientCalls)
                    EmitCall(call);
            }
        }
    }

    /// <summary>What every layer but the first read in the forward pass; the tape still holds it.</summary>
    private void EmitStoredInputs()
    {
        foreach (var layer in model.Layers.Take(model.Layers.Count - 1))
        {
            var (i, next) = (Text(layer.Index), Text(layer.Index + 1));
            switch (layer)
            {
                case { Connection: not null } when Has(layer, BoundaryUse.Output):
                    writer.Line($"ref float x{next} = ref (pass.Training ? ref {Memory(layer.Index, BoundaryUse.Output)} : ref x{i});");
                    writer.Line($"nint x{next}Stride = pass.Training ? Packed.Padded<V>({Text(layer.Outputs)}) : x{i}Stride;");
                    break;
                case { Connection: not null }:
                    writer.Line($"ref float x{next} = ref x{i};");
                    writer.Line($"nint x{next}Stride = x{i}Stride;");
                    break;
                case { HasOwnRows: true }:
                    writer.Line($"ref float x{next} = ref {Memory(layer.Index, BoundaryUse.Output)};");
                    writer.Line($"nint x{next}Stride = Packed.Padded<V>({Text(layer.Outputs)});");
                    break;
                default:
                    writer.Line($"ref float x{next} = ref tape.Track({Text(FirstTrack(layer))}).Output;");
                    writer.Line($"nint x{next}Stride = tape.Track({Text(FirstTrack(layer))}).OutputStride;");
                    break;
            }
        }
    }

    private void EmitBackward(ModelLayer layer)
    {
        var (i, next) = (Text(layer.Index), Text(layer.Index + 1));
        if (layer.Connection is { } connection)
        {
            writer.Line($"ref float dx{i} = ref dx{next};");
            writer.Line($"nint dx{i}Stride = dx{next}Stride;");
            if (!Has(layer, BoundaryUse.InputGradient))
                return;
            using (writer.Block(model.LearnsBelow(layer) ? "if (pass.Training)" : "if (pass.Training && pass.InputGradients)"))
            {
                writer.Line($"dx{i} = ref {Memory(layer.Index, BoundaryUse.InputGradient)};");
                EmitCall(connection.Backward!, layer, $"dx{next}", $"dx{i}");
            }

            return;
        }

        var isToken = layer.Index == 0 && model.IsToken;
        if (!isToken)
        {
            writer.Line($"ref float dx{i} = ref {Memory(layer.Index, BoundaryUse.InputGradient)};");
            writer.Line($"nint dx{i}Stride = Packed.Padded<V>({Text(layer.Inputs)});");
        }

        var isAlwaysWanted = model.LearnsBelow(layer);
        var wanted = isAlwaysWanted ? "true" : "pass.InputGradients";
        if (!layer.HasOwnRows)
        {
            if (!layer.IsTrained && !layer.Plans!.Training.IsRecurrent && !isAlwaysWanted)
            {
                using (writer.Block("if (pass.InputGradients)"))
                    EmitBackward(layer, FirstTrack(layer), $"ref dx{next}, dx{next}Stride", $", ref dx{i}, dx{i}Stride, {wanted}");
                return;
            }

            EmitBackward(layer, FirstTrack(layer), $"ref dx{next}, dx{next}Stride", isToken ? "" : $", ref dx{i}, dx{i}Stride, {wanted}");
            return;
        }

        var width = Text(layer.Graph.Output.Width);
        var (first, isBoth) = (FirstTrack(layer), layer.Direction == Direction.Both);
        writer.Line($"ref float dForward{i} = ref {Memory(layer.Index, BoundaryUse.ForwardGradient)};");
        if (isBoth)
            writer.Line($"ref float dBackward{i} = ref {Memory(layer.Index, BoundaryUse.BackwardGradient)};");
        writer.Line($"nint half{i}Stride = Packed.Padded<V>({width});");
        if (layer.ReturnsLast)
            EmitLastGradients(layer, first, $"ref dx{next}, dx{next}Stride", [$"ref dForward{i}, half{i}Stride", $"ref dBackward{i}, half{i}Stride"]);
        else
            writer.Line($"Sequences.Split({Rows($"dx{next}")}, ref dForward{i}, half{i}Stride, {width}, ref dBackward{i}, half{i}Stride, {width}, rows);");
        EmitBackward(layer, first, $"ref dForward{i}, half{i}Stride", isToken ? "" : $", ref dx{i}, dx{i}Stride, {wanted}");
        if (!isBoth)
            return;
        if (isToken)
        {
            EmitBackward(layer, first + 1, $"ref dBackward{i}, half{i}Stride", "");
            return;
        }

        writer.Line($"ref float more{i} = ref {Memory(layer.Index, BoundaryUse.MoreInputGradient)};");
        EmitBackward(layer, first + 1, $"ref dBackward{i}, half{i}Stride", $", ref more{i}, dx{i}Stride, {wanted}");
        var add = $"Sequences.AddRows(ref more{i}, dx{i}Stride, ref dx{i}, dx{i}Stride, (int)dx{i}Stride, rows);";
        writer.Line(isAlwaysWanted ? add : "if (pass.InputGradients)");
        if (!isAlwaysWanted)
        {
            using (writer.Indented())
                writer.Line(add);
        }
    }

    /// <summary>The gradient of a sequence's last step goes to the step that its output comes from; of the backward direction that is another's row, which
    /// another worker may have to write.</summary>
    private void EmitLastGradients(ModelLayer layer, int first, string from, string[] to)
    {
        if (layer.Tracks.Any(track => track.Reversed))
            writer.Line("worker.Wait();");
        for (var k = 0; k < layer.Tracks.Count; k++)
        {
            writer.Line($"Sequences.ClearRows({to[k]}, rows);");
            writer.Line($"Sequences.GiveLast(tape.Track({Text(first + k)}), {Text(k * layer.Graph.Output.Width)}, {from}, {to[k]}, rows);");
        }
    }

    private void EmitBackward(ModelLayer layer, int track, string dy, string dx)
    {
        var plans = layer.Plans!;
        var input = plans.Training.BackwardReadsInput ? $"{Input(layer)}, " : "";
        writer.Line($"{plans.ClassName}.Backward<V>(tape.Track({Text(track)}), worker, ref core.TrackParameters({Text(track)}), {input}{dy}{dx});");
        if (!plans.Training.AddsGradients)
            return;
        EmitGradients(layer, track, "if (!pass.LeavesSums) ");
    }

    private void EmitGradients()
    {
        writer.Summary("One worker's part of the gradients: of what Backward has left of a part of the sequences.");
        Method("private static void AddGradients");
        using (writer.Block())
        {
            if (model.Layers[0].Plans?.Training is null or { AddsGradients: true })
                EmitInput();
            EmitStoredInputs();
            foreach (var (layer, track) in Tracks().Reverse().Where(track => track.Layer.Plans!.Training.AddsGradients))
                EmitGradients(layer, track);
        }
    }

    private void EmitGradients(ModelLayer layer, int track, string when = "")
    {
        var number = Text(track);
        writer.Line($"{when}{layer.Plans!.ClassName}.AddGradients<V>(tape.Track({number}), worker, ref core.TrackGradients({number}), {Input(layer)});");
    }
}
