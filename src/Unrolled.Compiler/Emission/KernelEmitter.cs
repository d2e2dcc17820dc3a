using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints element-wise kernels: a loop over blocks of units, a loop over rows, and the equations.</summary>
/// <param name="writer">Where to.</param>
/// <param name="frame">The layer.</param>
/// <param name="kernel">What is computed.</param>
/// <param name="isStream">Whether for one step of one stream.</param>
/// <param name="fused">The step in which this kernel follows its sums, for <see cref="EmitUnits"/>.</param>
/// <param name="pairs">What two vectors are of, to print them at once, for the same.</param>
internal sealed class KernelEmitter(CodeWriter writer, LayerFrame frame, Kernel kernel, bool isStream, FusedStep? fused = null, Pairing? pairs = null)
{
    private readonly KernelVariables _variables = new(pairs);
    private EquationsEmitter? _equations;

    private string Unit => _variables.Own("unit", Pairing.Blocks);

    private string Spare => _variables.Own("spare", Pairing.Blocks);

    private EquationsEmitter Equations => _equations ??= new EquationsEmitter(writer, kernel, frame.HasFastActivations, _variables);

    /// <summary>The method's name: a stream's kernels stand beside those for training.</summary>
    public static string MethodName(Kernel kernel, bool isStream) => isStream ? kernel.StreamName : kernel.Name;

    /// <summary>The arguments that a call passes, in order: every view's reference (with its stride where the caller's memory has one), then the
    /// sizes.</summary>
    public static string Arguments(LayerFrame frame, Kernel kernel, bool isStream, Func<View, string> reference)
    {
        var arguments = new List<string>();
        if (kernel.ReadsParameters)
            arguments.Add(kernel.Products.Count > 0 ? frame.ParameterArguments : "ref parameters");
        if (kernel.Reductions.Any())
            arguments.Add("ref groups");
        foreach (var view in kernel.Views)
        {
            arguments.Add("ref " + reference(view));
            if (HasStride(view))
                arguments.Add(view.Buffer.Name + "Stride");
        }

        return string.Join(", ", arguments);
    }

    /// <summary>Whether the rows of a view lie as far apart as the layer above or below says.</summary>
    public static bool HasStride(View view) => view.Buffer.Kind is BufferKind.OutputAdjoint or BufferKind.Input or BufferKind.InputAdjoint;

    /// <summary>Whether it sums over the rows of all steps, which are called <c>rows</c> of a <c>tape</c>.</summary>
    public static bool SumsAllSteps(Kernel kernel) => kernel.Phase == Phase.After && kernel.Reductions.Any();

    public void Emit()
    {
        writer.Summary(Describe());
        writer.Method($"private static void {MethodName(kernel, isStream)}", Parameters());
        using (writer.Block())
        {
            var vectors = kernel.Vectors.Select(vector => frame.GroupOffset(vector.Parameter!)).Concat(kernel.Reductions.Take(1).Select(_ => frame.GroupLength))
                .Concat(kernel.Products.Select(product => frame.PanelOffset(product.Panel)));
            using (writer.Block("unchecked"))
            {
                writer.Lines(frame.Names.Declarations(vectors.SelectMany(offset => offset.Widths).Append(kernel.Width)));
                using (writer.Block("for (nint unit = 0; unit < " + frame.Names.Padded(kernel.Width) + "; unit += V.Lanes)"))
                    EmitBlock();
            }
        }
    }

    /// <summary>The equations of one vector of units as a method of their own, which takes the sums as values; or of two vectors, whose activations share
    /// the loads of their constants.</summary>
    public void EmitUnits()
    {
        Reserve();
        var sums = new List<string>();
        _variables.Each(() =>
        {
            foreach (var sum in fused!.Sums)
            {
                _variables[sum.Node] = _variables.Take(sum.Name);
                sums.Add("V " + _variables[sum.Node]);
            }
        });
        var units = pairs switch
        {
            null => "one vector of units from its",
            Pairing.Blocks => "two vectors of units from their",
            _ => "one vector of units of two streams from their",
        };
        writer.Summary(Describe($" of {units} sums."));
        var (head, parameters) = ("private static void " + fused!.NameOf(pairs), sums.Concat(Parameters()).Append("nint unit")
            .Concat(pairs == Pairing.Streams ? ["nint stride"] : []));
        if (fused.IsLarge && pairs == Pairing.Blocks)
            writer.LargeMethod(head, parameters);
        else
            writer.Method(head, parameters, isPartOfCaller: true);
        using (writer.Block())
        using (writer.Block("unchecked"))
        {
            writer.Lines(frame.Names.Declarations(kernel.Vectors.SelectMany(vector => frame.GroupOffset(vector.Parameter!).Widths)));
            if (pairs == Pairing.Blocks)
                writer.Line($"nint unit{KernelVariables.SecondBlock} = unit + V.Lanes;");
            foreach (var view in pairs == Pairing.Streams ? kernel.Views.Where(IsPassed) : [])
                writer.Line($"ref float {view.Name}Rows{KernelVariables.SecondStream} = ref Unsafe.Add(ref {view.Name}Rows, stride);");
            EmitBlock();
        }
    }

    private bool IsPassed(View view) => fused is null || view.Buffer.Kind != BufferKind.Sums;

    /// <summary>The same for all units, where all sums are there.</summary>
    public void EmitLoop()
    {
        var units = new UnitsText(frame, fused!);
        var rows = kernel.Loads.Values.First(location => location.View.Buffer.Kind == BufferKind.Sums).View;
        writer.Summary(Describe());
        writer.Method($"private static void {MethodName(kernel, isStream)}", Parameters(withSums: true));
        using (writer.Block())
        using (writer.Block("unchecked"))
        {
            writer.Lines(frame.Names.Declarations([kernel.Width]));
            using (writer.Block("for (nint unit = 0; unit < " + frame.Names.Padded(kernel.Width) + "; unit += V.Lanes)"))
                writer.Line(units.Call(sum => Element(new Location(rows, sum.Slot)), "unit", place => place.Replace("_nextRows", "Rows")));
        }
    }

    private IEnumerable<string> Parameters(bool withSums = false)
    {
        if (kernel.ReadsParameters)
            yield return kernel.Products.Count > 0 ? string.Join(", ", frame.ParameterDeclarations) : "ref float parameters";
        if (kernel.Reductions.Any())
            yield return "ref float groups";
        foreach (var view in kernel.Views.Where(view => withSums || IsPassed(view)))
        {
            yield return $"ref float {view.Name}Rows";
            if (HasStride(view))
                yield return $"nint {view.Buffer.Name}Stride";
        }

        if (isStream)
            yield break;
        yield return SumsAllSteps(kernel) ? "LayerTape tape, Share rows" : kernel.Reductions.Any() ? "Share rows" : "nint rows";
        if (kernel.Views.Any(view => view.Buffer.IsBlocked))
            yield return "nint tapeRows";
    }

    private string Describe(string? how = null)
    {
        var results = kernel.Targets.Where(target => target.Kind == TargetKind.Store).Select(NameOf).Distinct();
        var what = $"Computes {string.Join(", ", results)}";
        return how is not null ? what + how : isStream ? $"{what} of one step."
            : $"{what} for {(kernel.Phase is Phase.Loop or Phase.BackwardLoop ? "one step of every sequence" : "all steps of every sequence")}.";
    }

    private static string NameOf(Target target) => target.Value.Label ?? EquationsEmitter.StateName(target) ?? target.Value.ToString();

    private string Memory(View view) => _variables.Own(view.Name + "Rows", Pairing.Streams);

    private void Reserve()
    {
        _variables.Reserve(kernel.Views.SelectMany(view => new[] { view.Name + "Rows", view.Name + "Rows" + KernelVariables.SecondStream })
            .Concat(["unit", "unit" + KernelVariables.SecondBlock, "stride", "row", "rows", "run", "tape", "tapeRows", "units", "parameters", "weights",
            "groups", "group", "end", "groupSums", "at", "spare"]).Concat(frame.Names.Widths.Select(frame.Names.Padded)));
        _variables.Reserve(kernel.Views.Where(view => view.Buffer.IsBlocked).Select(view => view.Name + "Row"));
        _variables.Reserve(kernel.Views.Where(HasStride).Select(view => view.Buffer.Name + "Stride"));
    }

    private void EmitBlock()
    {
        if (fused is null)
            Reserve();
        _variables.EachBlock(() =>
        {
            foreach (var vector in kernel.Vectors)
            {
                var (_, _, slot, count) = frame.Find(vector.Parameter!);
                _variables[vector] = _variables.Take(vector.Name);
                writer.Line($"V {_variables[vector]} = At<V>(ref parameters, {At(frame.GroupOffset(vector.Parameter!), count, slot)});");
            }
        });
        Equations.EmitOfParameters();
        _variables.EachBlock(() =>
        {
            if (kernel.Masked.Count > 0)
                writer.Line($"V {Spare} = V.FirstLanes((int)({frame.Names.True(kernel.Width)} - {Unit}));");
        });
        if (isStream)
        {
            EmitRow([]);
        }
        else if (kernel.Reductions.Any())
        {
            EmitGroups();
        }
        else
        {
            using (writer.Block("for (nint row = 0; row < rows; row++)"))
                EmitRow([]);
        }
    }

    /// <summary>What is summed over the rows is summed a group at a time: groups follow from the number of rows alone, so the bits do not depend on who
    /// does which.</summary>
    private void EmitGroups()
    {
        var sums = kernel.Reductions.ToDictionary(target => target, target => _variables.Take("d" + ReducedInto(target).Name));
        // The sequences of a step lie one behind the other; of all steps those of a group may lie apart.
        if (!SumsAllSteps(kernel))
            writer.Line("nint row = 0;");
        using (writer.Block("for (nint group = rows.FirstGroup; group < rows.EndGroup; group++)"))
        {
            foreach (var sum in sums.Values)
                writer.Line($"V {sum} = V.Zero;");
            if (SumsAllSteps(kernel))
            {
                writer.Line("for (RowRun run = tape.RunOf(rows, group); run.IsAny; run = run.Next)");
                using (writer.Indented())
                using (writer.Block("for (nint row = run.First, end = run.End; row < end; row++)"))
                    EmitRow(sums);
            }
            else
            {
                using (writer.Block("for (nint end = rows.End(group); row < end; row++)"))
                    EmitRow(sums);
            }

            writer.Line($"ref float groupSums = ref Unsafe.Add(ref groups, group * ({frame.GroupLength}));");
            foreach (var pair in sums)
            {
                var parameter = ReducedInto(pair.Key);
                var (_, _, slot, count) = frame.Find(parameter);
                writer.Line($"At<V>(ref groupSums, {At(frame.SumOffset(parameter), count, slot)}) += {pair.Value};");
            }
        }
    }

    private Parameter ReducedInto(Target target) => frame.Graph.Parameters.First(parameter => parameter.Name == target.To.View.Buffer.Name);

    private string At(Lengths offset, int count, int slot)
    {
        var inside = count == 1 ? Unit : slot == 0 ? $"{count} * {Unit}" : slot == 1 ? $"{count} * {Unit} + V.Lanes" : $"{count} * {Unit} + {slot} * V.Lanes";
        return offset.IsZero ? inside : $"{offset} + {inside}";
    }

    private void EmitRow(Dictionary<Target, string> sums)
    {
        if (!isStream)
            EmitRowStarts();
        foreach (var pair in kernel.Loads.Where(pair => !_variables.Contains(pair.Key)).OrderBy(pair => pair.Key.Id))
        {
            _variables.Each(() =>
            {
                _variables[pair.Key] = _variables.Take(LoadName(pair.Key));
                writer.Line($"V {_variables[pair.Key]} = {Element(pair.Value)};");
            });
        }

        foreach (var product in kernel.Products)
            EmitProduct(product);
        Equations.EmitRest();
        foreach (var target in kernel.Targets)
        {
            _variables.Each(() => writer.Line(Write(target, sums)));
        }
    }

    private string Write(Target target, Dictionary<Target, string> sums)
    {
        var value = Equations.Expression(target.Value);
        if (kernel.Masked.Contains(target.Value))
            value = $"V.And({Spare}, {value})";
        var to = target.Kind == TargetKind.Reduce ? sums[target] : Element(target.To);
        var product = kernel.Fused.Contains(target.Value) ? Equations.MultiplyAdd(target.Value, to) : null;
        return target.Kind switch
        {
            TargetKind.Reduce => product is null ? $"{to} += {value};" : $"{to} = {product};",
            TargetKind.Mean => $"{to} = unit == 0 ? {value} : {product ?? $"{to} + {value}"};",
            _ => $"{to} = {value};",
        };
    }

    /// <summary>Of a single sequence, what the products of many rows leave to the kernel.</summary>
    private void EmitProduct(SingleRowProduct product)
    {
        var panel = product.Panel;
        using (writer.Block("if (rows == 1)"))
        {
            writer.Comment($"+ {string.Join(", ", panel.Columns)} · {GraphPrinter.Print(panel.Operand)}, of a single sequence");
            writer.Line($"SingleRow.AddProducts<V>(ref {Memory(product.Operand)}, {panel.Inner}, ref Unsafe.Add(ref {frame.MemoryOf(panel)}, "
                + $"{frame.PanelBlock(panel)}), {string.Join(", ", panel.Sums.Select(sum => "ref " + _variables[sum.Node]))});");
        }
    }

    private string LoadName(Node node) => node.Operation switch
    {
        Operation.State => node.Name + "_prev",
        Operation.Input or Operation.Mask => kernel.Loads[node].View.Name,
        Operation.StateAdjoint => $"d{node.Name}_next",
        Operation.Mean when node.Arguments[0].Label is null => "mean",
        Operation.OutputAdjoint => "dy",
        Operation.Affine => frame.Training.Spaces.Concat(frame.Inference.Spaces).SelectMany(space => space.Sums).First(sum => sum.Node == node).Name,
        Operation.Transposed => kernel.Loads[node].View.Buffer.Name,
        _ => EquationsEmitter.VariableName(node),
    };

    private string Element(Location location)
    {
        var (view, slot) = (location.View, location.Slot);
        var memory = Memory(view);
        if (view.Buffer.Kind == BufferKind.Means)
            return $"At<V>(ref {memory}, {(isStream ? (slot == 0 ? "0" : $"{slot} * V.Lanes") : $"({Slot(view.Buffer.Slots, slot, "row", "1")}) * V.Lanes")})";
        if (isStream)
            return $"At<V>(ref {memory}, {Slot(view.Buffer.Slots, slot, Unit)})";
        if (!view.Buffer.IsBlocked)
            return $"At<V>(ref {memory}, {(HasStride(view) ? $"row * {view.Buffer.Name}Stride + unit" : "at")})";
        return $"At<V>(ref {view.Name}Row, {PassText.Lanes(slot)})";
    }

    private void EmitRowStarts()
    {
        if (kernel.Views.Any(view => !view.Buffer.IsBlocked && view.Buffer.Kind != BufferKind.Means && !HasStride(view)))
            writer.Line($"nint at = row * {frame.Names.Padded(kernel.Width)} + unit;");
        foreach (var view in kernel.Views.Where(view => view.Buffer.IsBlocked))
            writer.Line($"ref float {view.Name}Row = ref Unsafe.Add(ref {Memory(view)}, "
                + $"{(view.Buffer.Slots == 1 ? "unit * tapeRows + row * V.Lanes" : $"{view.Buffer.Slots} * (unit * tapeRows + row * V.Lanes)")});");
    }

    private static string Slot(int slots, int slot, string at, string one = "V.Lanes") =>
        slots == 1 ? at : slot == 0 ? $"{slots} * {at}" : slot == 1 ? $"{slots} * {at} + {one}"
            : $"{slots} * {at} + {(one == "1" ? $"{slot}" : $"{slot} * {one}")}";
}
