using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Planning;

namespace Unrolled.Compiler.Emission;

/// <summary>Prints element-wise kernels: a loop over blocks of units, a loop over rows, and the equations.</summary>
/// <param name="writer">Where to.</param>
/// <param name="frame">The layer.</param>
/// <param name="kernel">What is computed.</param>
/// <param name="isStream">Whether for one step of one stream.</param>
/// <param name="fused">The step in which this kernel follows its sums, for <see cref="EmitUnits"/>.</param>
internal sealed class KernelEmitter(CodeWriter writer, LayerFrame frame, Kernel kernel, bool isStream, FusedStep? fused = null)
{
    private readonly VariableNames _names = new();
    private readonly Dictionary<Node, string> _variables = [];
    private readonly Dictionary<Node, int> _uses = [];

    /// <summary>The method's name: a stream's kernels stand beside those for training.</summary>
    public static string MethodName(Kernel kernel, bool isStream) => isStream ? "Stream" + kernel.Name : kernel.Name;

    /// <summary>The arguments that a call passes, in order: every view's reference (with its stride where the caller's memory has one), then the sizes.</summary>
    public static string Arguments(Kernel kernel, bool isStream, Func<View, string> reference)
    {
        var arguments = new List<string>();
        if (kernel.ReadsParameters)
            arguments.Add("ref parameters");
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

    public void Emit()
    {
        writer.Summary(Describe());
        writer.Method($"private static void {MethodName(kernel, isStream)}", Parameters());
        using (writer.Block())
        {
            var vectors = kernel.Vectors.Select(vector => frame.GroupOffset(vector.Parameter!)).Concat(kernel.Reductions.Take(1).Select(_ => frame.GroupLength)).Concat(kernel.Products.Select(product => frame.PanelOffset(product.Panel)));
            using (writer.Block("unchecked"))
            {
                writer.Lines(frame.Names.Declarations(vectors.SelectMany(offset => offset.Widths).Append(kernel.Width)));
                using (writer.Block("for (nint unit = 0; unit < " + frame.Names.Padded(kernel.Width) + "; unit += V.Lanes)"))
                    EmitBlock();
            }
        }
    }

    /// <summary>The equations of one vector of units as a method of their own, which takes the sums as values.</summary>
    public void EmitUnits()
    {
        Reserve();
        foreach (var sum in fused!.Sums)
            _variables[sum.Node] = _names.Take(sum.Name);
        writer.Summary(Describe(" of one vector of units from its sums."));
        writer.Method("private static void " + UnitsText.Method(kernel), fused.Sums.Select(sum => "V " + _variables[sum.Node]).Concat(Parameters()).Append("nint unit"), isPartOfCaller: true);
        using (writer.Block())
        using (writer.Block("unchecked"))
        {
            writer.Lines(frame.Names.Declarations(kernel.Vectors.SelectMany(vector => frame.GroupOffset(vector.Parameter!).Widths)));
            EmitBlock();
        }
    }

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
            yield return "ref float parameters";
        if (kernel.Reductions.Any())
            yield return "ref float groups";
        foreach (var view in kernel.Views.Where(view => fused is null || withSums || view.Buffer.Kind != BufferKind.Sums))
        {
            yield return "ref float " + Memory(view);
            if (HasStride(view))
                yield return $"nint {view.Buffer.Name}Stride";
        }

        if (isStream)
            yield break;
        yield return kernel.Reductions.Any() ? "Share rows" : "nint rows";
        if (kernel.Views.Any(view => view.Buffer.IsBlocked))
            yield return "nint tapeRows";
    }

    private string Describe(string? how = null)
    {
        var results = kernel.Targets.Where(target => target.Kind == TargetKind.Store).Select(target => NameOf(target.Value)).Distinct();
        var what = $"Computes {string.Join(", ", results)}";
        return how is not null ? what + how : isStream ? $"{what} of one step." : $"{what} for {(kernel.Phase is Phase.Loop or Phase.BackwardLoop ? "one step of every sequence" : "all steps of every sequence")}.";
    }

    private static string NameOf(Node node) => node.Label ?? node.ToString();

    private static string Memory(View view) => view.Name + "Rows";

    private void Reserve()
    {
        _names.Reserve(kernel.Views.Select(Memory).Concat(["unit", "row", "rows", "tapeRows", "units", "parameters", "groups", "group", "end", "groupSums", "at", "spare"]).Concat(frame.Names.Widths.Select(frame.Names.Padded)));
        _names.Reserve(kernel.Views.Where(view => view.Buffer.IsBlocked).Select(view => view.Name + "Row"));
        _names.Reserve(kernel.Views.Where(HasStride).Select(view => view.Buffer.Name + "Stride"));
    }

    private void EmitBlock()
    {
        if (fused is null)
            Reserve();
        foreach (var vector in kernel.Vectors)
        {
            var (_, _, slot, count) = frame.Find(vector.Parameter!);
            var name = _names.Take(vector.Name);
            _variables[vector] = name;
            writer.Line($"V {name} = At<V>(ref parameters, {At(frame.GroupOffset(vector.Parameter!), count, slot)});");
        }

        CountUses();
        foreach (var node in kernel.Body.Where(KernelPlanner.IsOfParameters))
            EmitValue(node);
        if (kernel.Masked.Count > 0)
            writer.Line($"V spare = V.FirstLanes((int)({frame.Names.True(kernel.Width)} - unit));");
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

    /// <summary>What is summed over the rows is summed a group at a time: groups follow from the number of rows alone, so the bits do not depend on who does which.</summary>
    private void EmitGroups()
    {
        var sums = kernel.Reductions.ToDictionary(target => target, target => _names.Take("d" + ReducedInto(target).Name));
        writer.Line("nint row = 0;");
        using (writer.Block("for (nint group = rows.FirstGroup; group < rows.EndGroup; group++)"))
        {
            foreach (var sum in sums.Values)
                writer.Line($"V {sum} = V.Zero;");
            using (writer.Block("for (nint end = rows.End(group); row < end; row++)"))
                EmitRow(sums);
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

    private static string At(Lengths offset, int count, int slot)
    {
        var inside = count == 1 ? "unit" : slot == 0 ? $"{count} * unit" : slot == 1 ? $"{count} * unit + V.Lanes" : $"{count} * unit + {slot} * V.Lanes";
        return offset.IsZero ? inside : $"{offset} + {inside}";
    }

    private void EmitRow(Dictionary<Target, string> sums)
    {
        if (!isStream)
            EmitRowStarts();
        foreach (var pair in kernel.Loads.Where(pair => !_variables.ContainsKey(pair.Key)).OrderBy(pair => pair.Key.Id))
        {
            var name = _names.Take(LoadName(pair.Key));
            _variables[pair.Key] = name;
            writer.Line($"V {name} = {Element(pair.Value)};");
        }

        foreach (var product in kernel.Products)
            EmitProduct(product);
        foreach (var node in kernel.Body.Where(node => !_variables.ContainsKey(node)))
            EmitValue(node);

        foreach (var target in kernel.Targets)
        {
            var value = Expression(target.Value);
            if (kernel.Masked.Contains(target.Value))
                value = $"V.And(spare, {value})";
            writer.Line(target.Kind switch
            {
                TargetKind.Reduce => $"{sums[target]} += {value};",
                TargetKind.Mean => $"{Element(target.To)} = unit == 0 ? {value} : {Element(target.To)} + {value};",
                _ => $"{Element(target.To)} = {value};",
            });
        }
    }

    /// <summary>Of a single sequence, what the products of many rows leave to the kernel.</summary>
    private void EmitProduct(SingleRowProduct product)
    {
        var panel = product.Panel;
        using (writer.Block("if (rows == 1)"))
        {
            writer.Comment($"+ {string.Join(", ", panel.Columns)} · {GraphPrinter.Print(panel.Operand)}, of a single sequence");
            writer.Line($"SingleRow.AddProducts<V>(ref {Memory(product.Operand)}, {panel.Inner}, ref Unsafe.Add(ref parameters, {frame.PanelBlock(panel)}), {string.Join(", ", panel.Sums.Select(sum => "ref " + _variables[sum.Node]))});");
        }
    }

    private void CountUses()
    {
        foreach (var node in kernel.Body.SelectMany(node => node.Arguments).Concat(kernel.Targets.Select(target => target.Value)))
            _uses[node] = _uses.TryGetValue(node, out var count) ? count + 1 : 1;
    }

    /// <summary>Prints the value's line, unless it is part of the one line that uses it.</summary>
    private void EmitValue(Node node)
    {
        var isResult = kernel.Targets.Any(target => target.Value == node);
        if (kernel.Fused.Contains(node) || (node.Label is null && _uses[node] == 1 && !isResult && !KernelPlanner.IsOfParameters(node)))
            return;
        if (node.Label is not null)
            writer.Comment($"{node.Label} = {GraphPrinter.PrintRightHandSide(node)}");
        var text = Expression(node, isRoot: true);
        var name = _names.Take(VariableName(node));
        _variables[node] = name;
        writer.Line($"V {name} = {text};");
    }

    private string LoadName(Node node) => node.Operation switch
    {
        Operation.State => node.Name + "_prev",
        Operation.Input => kernel.Loads[node].View.Name,
        Operation.StateAdjoint => $"d{node.Name}_next",
        Operation.Mean => "mean",
        Operation.InverseRoot => "inverse_deviation",
        Operation.OutputAdjoint => "dy",
        Operation.Affine => frame.Training.Spaces.Concat(frame.Inference.Spaces).SelectMany(space => space.Sums).First(sum => sum.Node == node).Name,
        Operation.Transposed => kernel.Loads[node].View.Buffer.Name,
        _ => VariableName(node),
    };

    /// <summary>A value without a name of its own is called after what it is: <c>tanh_c</c>.</summary>
    private static string VariableName(Node node) => node.Label
        ?? (node.Arguments.Count == 1 && node.Arguments[0].Label is { } argument ? $"{node.Operation.ToString().ToLowerInvariant()}_{argument}" : "v");

    private string Element(Location location)
    {
        var (view, slot) = (location.View, location.Slot);
        var memory = Memory(view);
        if (view.Buffer.Kind == BufferKind.Means)
            return $"At<V>(ref {memory}, {(isStream ? (slot == 0 ? "0" : $"{slot} * V.Lanes") : $"({Slot(view.Buffer.Slots, slot, "row", "1")}) * V.Lanes")})";
        if (isStream)
            return $"At<V>(ref {memory}, {Slot(view.Buffer.Slots, slot, "unit")})";
        if (!view.Buffer.IsBlocked)
            return $"At<V>(ref {memory}, {(HasStride(view) ? $"row * {view.Buffer.Name}Stride + unit" : "at")})";
        return $"At<V>(ref {view.Name}Row, {(slot == 0 ? "0" : slot == 1 ? "V.Lanes" : $"{slot} * V.Lanes")})";
    }

    private void EmitRowStarts()
    {
        if (kernel.Views.Any(view => !view.Buffer.IsBlocked && view.Buffer.Kind != BufferKind.Means && !HasStride(view)))
            writer.Line($"nint at = row * {frame.Names.Padded(kernel.Width)} + unit;");
        foreach (var view in kernel.Views.Where(view => view.Buffer.IsBlocked))
            writer.Line($"ref float {view.Name}Row = ref Unsafe.Add(ref {Memory(view)}, {(view.Buffer.Slots == 1 ? "unit * tapeRows + row * V.Lanes" : $"{view.Buffer.Slots} * (unit * tapeRows + row * V.Lanes)")});");
    }

    private static string Slot(int slots, int slot, string at, string one = "V.Lanes") =>
        slots == 1 ? at : slot == 0 ? $"{slots} * {at}" : slot == 1 ? $"{slots} * {at} + {one}" : $"{slots} * {at} + {(one == "1" ? $"{slot}" : $"{slot} * {one}")}";

    private string Expression(Node node, bool isRoot = false, int precedence = 0)
    {
        if (_variables.TryGetValue(node, out var name))
            return name;
        if (node.Operation == Operation.Constant)
            return Constant(node.Value);
        if (node.IsElementwise && KernelPlanner.FusedArgument(node, kernel.Fused.Contains) is { } product)
        {
            var method = node.Operation == Operation.Add ? "MultiplyAdd" : "NegativeMultiplyAdd";
            var other = node.Operation == Operation.Subtract || node.Arguments[1] == product ? node.Arguments[0] : node.Arguments[1];
            return $"V.{method}({Expression(product.Arguments[0])}, {Expression(product.Arguments[1])}, {Expression(other)})";
        }

        var a = node.Arguments;
        var (text, own) = node.Operation switch
        {
            Operation.Add => ($"{Expression(a[0], precedence: 1)} + {Expression(a[1], precedence: 2)}", 1),
            Operation.Subtract => ($"{Expression(a[0], precedence: 1)} - {Expression(a[1], precedence: 2)}", 1),
            Operation.Multiply => ($"{Expression(a[0], precedence: 2)} * {Expression(a[1], precedence: 3)}", 2),
            Operation.Divide => ($"{Expression(a[0], precedence: 2)} / {Expression(a[1], precedence: 3)}", 2),
            Operation.Negate => ($"-{Expression(a[0], precedence: 3)}", 3),
            Operation.StopGradient => (Expression(a[0], isRoot, precedence), 9),
            Operation.Min or Operation.Max => ($"{node.Operation}({Expression(a[0])}, {Expression(a[1])})", 9),
            Operation.Abs or Operation.Sqrt => ($"V.{node.Operation}({Expression(a[0])})", 9),
            Operation.Sigmoid or Operation.Tanh when frame.HasFastActivations => ($"Fast{node.Operation}({Expression(a[0])})", 9),
            _ => ($"{node.Operation}({Expression(a[0])})", 9),
        };
        return own < precedence && !isRoot ? $"({text})" : text;
    }

    private static string Constant(double value) => value == 0 ? "V.Zero" : $"V.Broadcast({GraphPrinter.Number((float)value)}f)";
}
