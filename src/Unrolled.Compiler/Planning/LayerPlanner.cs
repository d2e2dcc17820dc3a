using Unrolled.Compiler.Differentiation;
using Unrolled.Compiler.Graph;
using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Planning;

/// <summary>
/// Plans a layer: cuts the equations into products and kernels, orders them in time, and decides what is stored and where.
/// It walks the kernels from the last to the first, so that what a later one needs is known before an earlier one is planned.
/// </summary>
internal sealed partial class LayerPlanner
{
    private readonly CellGraph _cell;
    private readonly Derivative? _derivative;
    private readonly bool _hasPoles;
    private readonly Schedule _schedule;
    private readonly List<Space> _spaces;
    private readonly Dictionary<Node, Sum> _sums;
    private readonly List<Buffer> _buffers = [];
    private readonly List<Kernel> _kernels = [];
    private readonly List<TransposedStep> _transposed = [];
    private readonly List<MeanStep> _means = [];

    /// <summary>Where results that have a fixed place go: states, operands, the output, adjoints of sums.</summary>
    private readonly Dictionary<Node, Location> _fixed = [];

    /// <summary>Values that a later kernel needs and would have to compute at some cost, with the kernels that read them.</summary>
    private readonly Dictionary<Node, List<Kernel>> _kept = [];

    /// <summary>Kernels that read a sum itself, not what was made of it.</summary>
    private readonly Dictionary<Sum, List<Kernel>> _rawReaders = [];

    /// <summary>The matrices with smaller weights.</summary>
    private readonly IReadOnlyDictionary<Parameter, WeightType> _weights;

    private LayerPlanner(CellGraph cell, Derivative? derivative, WeightRequest weights)
    {
        _cell = cell;
        _derivative = derivative;
        _hasPoles = derivative is not null && HasPoles(cell);
        _schedule = new Schedule(cell, derivative);
        _spaces = SpacePlanner.Plan(cell);
        _weights = WeightPlanner.Types(cell, _spaces, weights);
        _sums = _spaces.SelectMany(space => space.Sums).ToDictionary(sum => sum.Node);
    }

    /// <summary>A plan for training: forward keeps what backward reads.</summary>
    public static LayerPlan Training(CellGraph cell) => new LayerPlanner(cell, Differentiator.Differentiate(cell), WeightRequest.None).Run();

    /// <summary>A plan for inference, a step at a time.</summary>
    public static LayerPlan Inference(CellGraph cell, WeightRequest? weights = null) => new LayerPlanner(cell, null, weights ?? WeightRequest.None).Run();

    private LayerPlan Run()
    {
        AddBuffers();
        AddForwardTargets();
        if (_derivative is not null)
            AddBackwardTargets();
        AddMeans();
        SortKernels();
        DelayWrites();
        FindAllLoads();
        Store();
        foreach (var kernel in _kernels)
        {
            FillBody(kernel);
            KernelPlanner.Fuse(kernel);
            kernel.Pairs = ActivationPairs.Of(kernel.Body);
            KernelPlanner.Mask(kernel, _cell.States.Select(state => state.Next));
            KernelPlanner.FuseSums(kernel);
        }

        _kernels.RemoveAll(kernel => kernel.Targets.Count == 0);
        NameKernels();
        var (products, fills) = ProductPlanner.Plan(_spaces, _schedule);
        if (_derivative is not null)
            SingleRowProduct.Plan(products, _kernels, ViewOf);
        var streams = _derivative is null ? StreamPlan.Of(_spaces, _schedule, _kernels, _means, panel => WeightPlanner.TypeOf(_weights, panel)) : StreamPlan.None;
        foreach (var panel in streams.Stages.SelectMany(stage => stage.Panels).Where(IsInt8))
            AddBytes(panel.Operand);
        if (streams.Stages.Any(stage => stage.Alternates))
            NewBuffer("turn", BufferKind.Turn, _spaces[0].Width, RowCount.Once);
        return new LayerPlan
        {
            Cell = _cell,
            Derivative = _derivative,
            Spaces = _spaces,
            Weights = _weights,
            Kernels = _kernels,
            Products = products,
            Fills = fills,
            Streams = streams,
            Transposed = _transposed,
            Means = _means,
            Buffers = [.. _buffers.Where(buffer => buffer.Slots > 0)],
            Stored = _fixed,
            Output = OutputView(),
        };
    }

    private bool IsInt8(Panel panel) => WeightPlanner.TypeOf(_weights, panel) == WeightType.Int8;

    /// <summary>Memory for a right-hand side as bytes.</summary>
    private void AddBytes(Node operand)
    {
        if (_buffers.Exists(buffer => buffer.BytesOf == operand))
            return;
        var name = operand.Operation == Operation.Input ? "x" : operand.Operation == Operation.State ? operand.Name : operand.Label ?? "v";
        _buffers.Add(new(UniqueName(name + "_bytes"), BufferKind.Bytes, Panel.QuadsOf(operand.Width), RowCount.Once) { BytesOf = operand });
    }

    /// <summary>Where a product finds its right-hand side, which is not the input.</summary>
    private View ViewOf(Node operand) => operand.Operation == Operation.State ? new(FindState(BufferKind.State, operand.Name), When.Previous) : _fixed[operand].View;

    private View OutputView() => _cell.States.FirstOrDefault(state => state.Next == _cell.Output) is { } state
        ? new(FindState(BufferKind.State, state.Name), When.Next)
        : new(_buffers.First(buffer => buffer.Kind == BufferKind.Output), When.Now);

    private void SortKernels() => _kernels.Sort((a, b) => (a.Phase, a.Level, a.Width).CompareTo((b.Phase, b.Level, b.Width)));

    private void AddBuffers()
    {
        foreach (var space in _spaces.Where(space => space.Sums.Count > 0))
        {
            _buffers.Add(new("a" + space.Suffix, BufferKind.Sums, space.Width, RowCount.Steps) { Slots = space.Sums.Count });
            if (_derivative is not null)
                _buffers.Add(new("da" + space.Suffix, BufferKind.SumAdjoints, space.Width, RowCount.Steps) { Slots = space.Sums.Count });
        }

        foreach (var space in _spaces)
            _buffers.Add(new("kept" + space.Suffix, BufferKind.Kept, space.Width, RowCount.Steps) { Slots = 0 });
        foreach (var state in _cell.States)
        {
            _buffers.Add(new(UniqueName(state.Name), BufferKind.State, state.Next.Width, RowCount.StepsAndOne) { State = state.Name });
            if (_derivative is not null)
                _buffers.Add(new(UniqueName("d" + state.Name), BufferKind.StateAdjoint, state.Next.Width, RowCount.Batch) { State = state.Name });
        }
    }

    private Buffer Find(BufferKind kind, int width) => _buffers.First(buffer => buffer.Kind == kind && buffer.Width == width);

    private Buffer FindState(BufferKind kind, string name) => _buffers.First(buffer => buffer.Kind == kind && buffer.State == name);

    private Buffer NewBuffer(string name, BufferKind kind, int width, RowCount rows)
    {
        var made = new Buffer(UniqueName(name), kind, width, rows);
        _buffers.Add(made);
        return made;
    }

    /// <summary>A name that no other buffer has, nor what generated code has besides: users name states and values as they like.</summary>
    private string UniqueName(string name)
    {
        var unique = name;
        for (var k = 2; unique is "x" or "dx" or "dy" or "tape" || unique.EndsWith("_prev", StringComparison.Ordinal) || _buffers.Any(buffer => buffer.Name == unique); k++)
            unique = name + k;
        return unique;
    }

    private Kernel KernelAt(Phase phase, int level, int width)
    {
        var kernel = _kernels.Find(candidate => candidate.Phase == phase && candidate.Level == level && candidate.Width == width);
        if (kernel is null)
            _kernels.Add(kernel = new Kernel(phase, level, width));
        return kernel;
    }

    private Kernel HomeOf(Node node)
    {
        var (phase, level) = _schedule.Home(node);
        return KernelAt(phase, level, node.Width);
    }

    private void AddForwardTargets()
    {
        foreach (var state in _cell.States)
            Put(state.Next, new(new(FindState(BufferKind.State, state.Name), When.Next)));
        if (!_fixed.ContainsKey(_cell.Output))
            Put(_cell.Output, new(new(NewBuffer("y", BufferKind.Output, _cell.Output.Width, RowCount.Steps), When.Now)));
        foreach (var operand in _spaces.SelectMany(space => space.Panels).Select(panel => panel.Operand).Distinct())
        {
            if (!operand.IsLeaf && !(_fixed.TryGetValue(operand, out var place) && place.View.Buffer.Kind != BufferKind.State))
                PutOperand(operand);
        }
    }

    /// <summary>A right-hand side that is also a state's new value gets rows of its own: those of the state belong to another time index.</summary>
    private void PutOperand(Node operand)
    {
        var to = new Location(new(NewBuffer(operand.Label ?? "v", BufferKind.Operand, operand.Width, RowCount.Steps), When.Now));
        HomeOf(operand).Targets.Add(new(TargetKind.Store, operand, to));
        _fixed[operand] = to;
    }

    private void Put(Node value, Location to)
    {
        HomeOf(value).Targets.Add(new(TargetKind.Store, value, to));
        if (!_fixed.ContainsKey(value))
            _fixed.Add(value, to);
    }

    private void AddBackwardTargets()
    {
        foreach (var pair in _derivative!.Sums)
        {
            var sum = _sums[pair.Key];
            var to = AdjointOf(sum);
            HomeOf(pair.Value, sum.Node.Width).Targets.Add(new(TargetKind.Store, pair.Value, to));
            if (!_fixed.ContainsKey(pair.Value))
                _fixed.Add(pair.Value, to);
        }

        // What no gradient reaches has one of 0: products with its panel read its slot as any other.
        foreach (var sum in _sums.Values.Where(sum => !_derivative.Sums.ContainsKey(sum.Node)))
        {
            var phase = _schedule.Home(sum.Node).Phase == Phase.Loop ? Phase.BackwardLoop : Phase.After;
            KernelAt(phase, 0, sum.Node.Width).Targets.Add(new(TargetKind.Store, _cell.Builder.Constant(0), AdjointOf(sum)));
        }

        foreach (var vector in _derivative.Vectors)
        {
            var gradient = new Buffer(vector.Vector.Name, BufferKind.Vectors, vector.Vector.Rows, RowCount.Once);
            HomeOf(vector.Contribution, vector.Vector.Rows).Targets.Add(new(TargetKind.Reduce, vector.Contribution, new(new(gradient, When.Now))));
        }

        foreach (var state in _cell.States)
            AddStateAdjoint(state, _derivative.States[state.Name]);
        AddInputAdjoints(_derivative.Inputs);
        AddOperandAdjoints();
    }

    private Location AdjointOf(Sum sum) => new(new(Find(BufferKind.SumAdjoints, sum.Node.Width), When.Now), sum.Slot);

    private Kernel HomeOf(Node node, int width)
    {
        var (phase, level) = _schedule.Home(node);
        return KernelAt(phase, level, width);
    }

    /// <summary>
    /// The adjoint of a state is updated in place: kernels write its element-wise part, products add to it at the end of the step.
    /// </summary>
    private void AddStateAdjoint(CellState state, OutgoingAdjoint adjoint)
    {
        var view = new View(FindState(BufferKind.StateAdjoint, state.Name), When.Now);
        if (adjoint.Elementwise is not null || adjoint.Transposed is null)
        {
            var value = adjoint.Elementwise ?? _cell.Builder.Constant(0);
            var level = adjoint.Elementwise is not null && _schedule.Home(value) is var home && home.Phase == Phase.BackwardLoop ? home.Level : 0;
            KernelAt(Phase.BackwardLoop, level, state.Next.Width).Targets.Add(new(TargetKind.Store, value, new(view)));
        }

        if (adjoint.Transposed is not null)
            _transposed.Add(new(PanelsOf(state.Previous), Phase.BackwardLoop, int.MaxValue, view, adjoint.Elementwise is not null));
    }

    /// <summary>A cell that reads its whole input sends its adjoint straight to the layer below; slices are added up there after the pass.</summary>
    private void AddInputAdjoints(IReadOnlyList<(Node Part, OutgoingAdjoint Adjoint)> inputs)
    {
        var isWhole = inputs.Count == 1 && inputs[0].Part == _cell.Input;
        foreach (var (part, adjoint) in inputs)
        {
            if (!isWhole)
                _buffers.Add(new(UniqueName("d" + SliceName(part)), BufferKind.SliceAdjoint, part.Width, RowCount.Steps) { Start = (int)part.Value });
            var view = new View(isWhole ? new("dx", BufferKind.InputAdjoint, part.Width, RowCount.Steps) : _buffers[_buffers.Count - 1], When.Now);
            if (adjoint.Elementwise is { } value)
                HomeOf(value, part.Width).Targets.Add(new(TargetKind.Store, value, new(view)));
            if (adjoint.Transposed is not null)
                _transposed.Add(new(PanelsOf(part), Phase.After, int.MaxValue, view, adjoint.Elementwise is not null));
        }
    }

    private static string SliceName(Node part) => part.Name.Replace("[", "_").Replace("..", "_").Replace("]", "");

    /// <summary>The input's elements have no spare lanes behind them; kernels read a copy that has.</summary>
    private Buffer InputCopy(Node part)
    {
        var start = (int)part.Value;
        var copy = _buffers.Find(buffer => buffer.Kind == BufferKind.InputCopy && buffer.Start == start && buffer.Width == part.Width);
        if (copy is null)
            _buffers.Add(copy = new(UniqueName(SliceName(part)), BufferKind.InputCopy, part.Width, RowCount.Steps) { Start = start });
        return copy;
    }

    /// <summary>The memory of a mask: a row for each sequence where all its steps share one.</summary>
    private Buffer MaskBuffer(Node mask)
    {
        var key = mask.Mask!;
        var made = _buffers.Find(buffer => buffer.Mask == key);
        if (made is null)
        {
            made = new(UniqueName(mask.Name), BufferKind.Mask, mask.Width, key.IsOfSequence ? RowCount.Batch : RowCount.Steps) { Mask = key };
            _buffers.Add(made);
        }

        return made;
    }

    /// <summary>A mean is added up by the kernel that computes its argument, block by block.</summary>
    private void AddMeans()
    {
        var backward = _derivative is null
            ? []
            : _derivative.Sums.Values.Concat(_derivative.Vectors.Select(vector => vector.Contribution))
                .Concat(_derivative.States.Values.Concat(_derivative.Inputs.Select(input => input.Adjoint)).SelectMany(adjoint => new[] { adjoint.Elementwise, adjoint.Transposed }).OfType<Node>());
        foreach (var mean in CellGraph.Topological(_cell.Results.Concat(backward)).Where(node => node.IsReduction).OrderBy(node => node.Id))
        {
            var (phase, level) = _schedule.Home(mean);
            var step = _means.Find(candidate => candidate.Phase == phase && candidate.Level == level - 1 && candidate.Operation == mean.Operation && candidate.To.MeanOver == mean.Width);
            if (step is null)
            {
                // Forward means are read again by the backward pass; its own live for a step.
                var buffer = new Buffer(UniqueName("means"), BufferKind.Means, 1, phase == Phase.BackwardLoop ? RowCount.Batch : RowCount.Steps) { MeanOver = mean.Width, Slots = 0 };
                _buffers.Add(buffer);
                _means.Add(step = new(phase, level - 1, mean.Operation, buffer));
            }

            var place = new Location(new(step.To, When.Now), step.To.Slots++);
            _fixed.Add(mean, place);
            KernelAt(phase, level - 1, mean.Width).Targets.Add(new(TargetKind.Mean, mean.Arguments[0], place));
        }
    }

    private void AddOperandAdjoints()
    {
        foreach (var operand in _spaces.SelectMany(space => space.Panels).Select(panel => panel.Operand).Where(operand => !operand.IsLeaf).Distinct())
        {
            var terms = _derivative!.Matrices.Where(gradient => gradient.Operand == operand).Select(gradient => new Term(gradient.Matrix, gradient.Adjoint)).ToList();
            if (terms.Count == 0)
                continue;
            var node = _cell.Builder.Transposed(terms);
            var (phase, level) = _schedule.Home(node);
            var rows = phase == Phase.After ? RowCount.Steps : RowCount.Batch;
            var view = new View(NewBuffer("d" + (operand.Label ?? "v"), BufferKind.OperandAdjoint, operand.Width, rows), When.Now);
            _fixed[node] = new(view);
            _transposed.Add(new(PanelsOf(operand), phase, level, view, Accumulate: false));
        }
    }

    private IReadOnlyList<Panel> PanelsOf(Node operand) => [.. _spaces.SelectMany(space => space.Panels).Where(panel => panel.Operand == operand)];

    private void Store()
    {
        var order = _kernels.Select((kernel, index) => (kernel, index)).ToDictionary(pair => pair.kernel, pair => pair.index);
        int AdjointWritten(Sum sum) => _derivative is null
            ? int.MaxValue
            : order[_kernels.First(kernel => kernel.Targets.Any(target => target.Kind == TargetKind.Store && target.To == AdjointOf(sum)))];
        new StoragePlanner(_spaces, _kernels, order, _fixed, _kept, _rawReaders, AdjointWritten, node => HomeOf(node), Find).Run();
    }

    private void FillBody(Kernel kernel)
    {
        var body = new HashSet<Node>();
        void Visit(Node node)
        {
            if (kernel.Loads.ContainsKey(node) || !node.IsElementwise || !body.Add(node))
                return;
            foreach (var argument in node.Arguments)
                Visit(argument);
        }

        foreach (var target in kernel.Targets)
            Visit(target.Value);
        kernel.Body.AddRange(InOrder(body));
    }

    /// <summary>Values in the order of the equations; of the backward pass, from the last equation back, each after what it alone needs.</summary>
    private IEnumerable<Node> InOrder(HashSet<Node> body)
    {
        var forward = body.OrderBy(node => node.Id).ToList();
        if (_derivative is null || !_derivative.Named.Any(body.Contains))
            return forward;
        return CellGraph.Topological(_derivative.Named.Where(body.Contains).Concat(forward)).Where(body.Contains);
    }

    private void NameKernels()
    {
        foreach (var group in _kernels.GroupBy(kernel => kernel.Phase))
        {
            var name = group.Key switch
            {
                Phase.Before => "Prepare",
                Phase.Loop => "Advance",
                Phase.BackwardLoop => "Retreat",
                _ => "Finish",
            };
            var number = 0;
            foreach (var kernel in group)
                kernel.Name = group.Count() == 1 ? name : name + ++number;
        }
    }
}
