using System.Globalization;
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
    private readonly LayerBuffers _buffers = new();
    private readonly List<KernelDraft> _kernels = [];
    private readonly List<TransposedStep> _transposed = [];
    private readonly List<MeanStep> _means = [];

    /// <summary>Where results that have a fixed place go: states, operands, the output, adjoints of sums.</summary>
    private readonly Dictionary<Node, Location> _fixed = [];

    /// <summary>Values that a later kernel needs and would have to compute at some cost, with the kernels that read them.</summary>
    private readonly Dictionary<Node, List<KernelDraft>> _kept = [];

    /// <summary>Kernels that read a sum itself, not what was made of it.</summary>
    private readonly Dictionary<Sum, List<KernelDraft>> _rawReaders = [];

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
        var kernels = MakeKernels();
        var (products, fills) = ProductPlanner.Plan(_spaces, _schedule);
        if (_derivative is not null)
            kernels = SingleRowProduct.Plan(products, kernels, ViewOf);
        var means = _means.Select(mean => mean with { To = _buffers.Final(mean.To) }).ToList();
        var streams = _derivative is null ? StreamPlan.Of(_spaces, _schedule, kernels, means, panel => WeightPlanner.TypeOf(_weights, panel)) : StreamPlan.None;
        foreach (var panel in streams.Stages.SelectMany(stage => stage.Panels).Where(IsInt8))
            _buffers.Bytes(panel.Operand);
        if (streams.Stages.Any(stage => stage.Alternates))
            _buffers.Add("turn", BufferKind.Turn, _spaces[0].Width, RowCount.Once);
        return new LayerPlan
        {
            Cell = _cell,
            Derivative = _derivative,
            Spaces = _spaces,
            Weights = _weights,
            Kernels = kernels,
            Products = products,
            Fills = fills,
            Streams = streams,
            Transposed = _transposed,
            Means = means,
            Buffers = _buffers.All,
            Stored = _fixed.ToDictionary(pair => pair.Key, pair => _buffers.Final(pair.Value)),
            Output = _buffers.Output(_cell),
        };
    }

    private bool IsInt8(Panel panel) => WeightPlanner.TypeOf(_weights, panel) == WeightType.Int8;

    /// <summary>Where a product finds its right-hand side, which is not the input.</summary>
    private View ViewOf(Node operand) => operand.Operation == Operation.State ? new(_buffers.FindState(BufferKind.State, operand.Name), When.Previous)
        : _fixed[operand].View;

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
            _buffers.AddGrowing(new("kept" + space.Suffix, BufferKind.Kept, space.Width, RowCount.Steps) { Slots = 0 });
        foreach (var state in _cell.States)
        {
            _buffers.Add(new(_buffers.UniqueName(state.Name), BufferKind.State, state.Next.Width, RowCount.StepsAndOne) { State = state.Name });
            if (_derivative is not null)
                _buffers.Add(new(_buffers.UniqueName("d" + state.Name), BufferKind.StateAdjoint, state.Next.Width, RowCount.Batch) { State = state.Name });
        }
    }

    private KernelDraft KernelAt(Phase phase, int level, int width)
    {
        var kernel = _kernels.Find(candidate => candidate.Phase == phase && candidate.Level == level && candidate.Width == width);
        if (kernel is null)
            _kernels.Add(kernel = new KernelDraft(phase, level, width));
        return kernel;
    }

    private KernelDraft HomeOf(Node node)
    {
        var (phase, level) = _schedule.Home(node);
        return KernelAt(phase, level, node.Width);
    }

    private void AddForwardTargets()
    {
        foreach (var state in _cell.States)
            Put(state.Next, new(new(_buffers.FindState(BufferKind.State, state.Name), When.Next)));
        if (!_fixed.ContainsKey(_cell.Output))
            Put(_cell.Output, new(new(_buffers.Add("y", BufferKind.Output, _cell.Output.Width, RowCount.Steps), When.Now)));
        foreach (var operand in _spaces.SelectMany(space => space.Panels).Select(panel => panel.Operand).Distinct())
        {
            if (!operand.IsLeaf && !(_fixed.TryGetValue(operand, out var place) && place.View.Buffer.Kind != BufferKind.State))
                PutOperand(operand);
        }
    }

    /// <summary>A right-hand side that is also a state's new value gets rows of its own: those of the state belong to another time index.</summary>
    private void PutOperand(Node operand)
    {
        var to = new Location(new(_buffers.Add(operand.Label ?? "v", BufferKind.Operand, operand.Width, RowCount.Steps), When.Now));
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

    private Location AdjointOf(Sum sum) => new(new(_buffers.Find(BufferKind.SumAdjoints, sum.Node.Width), When.Now), sum.Slot);

    private KernelDraft HomeOf(Node node, int width)
    {
        var (phase, level) = _schedule.Home(node);
        return KernelAt(phase, level, width);
    }

    /// <summary>
    /// The adjoint of a state is updated in place: kernels write its element-wise part, products add to it at the end of the step.
    /// </summary>
    private void AddStateAdjoint(CellState state, OutgoingAdjoint adjoint)
    {
        var view = new View(_buffers.FindState(BufferKind.StateAdjoint, state.Name), When.Now);
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
            var view = new View(isWhole ? new("dx", BufferKind.InputAdjoint, part.Width, RowCount.Steps) : _buffers.SliceAdjoint(part), When.Now);
            if (adjoint.Elementwise is { } value)
                HomeOf(value, part.Width).Targets.Add(new(TargetKind.Store, value, new(view)));
            if (adjoint.Transposed is not null)
                _transposed.Add(new(PanelsOf(part), Phase.After, int.MaxValue, view, adjoint.Elementwise is not null));
        }
    }

    /// <summary>A mean is added up by the kernel that computes its argument, block by block.</summary>
    private void AddMeans()
    {
        var backward = _derivative is null
            ? []
            : _derivative.Sums.Values.Concat(_derivative.Vectors.Select(vector => vector.Contribution))
                .Concat(_derivative.States.Values.Concat(_derivative.Inputs.Select(input => input.Adjoint))
                .SelectMany(adjoint => new[] { adjoint.Elementwise, adjoint.Transposed }).OfType<Node>());
        foreach (var mean in CellGraph.Topological(_cell.Results.Concat(backward)).Where(node => node.IsReduction).OrderBy(node => node.Id))
        {
            var (phase, level) = _schedule.Home(mean);
            var step = _means.Find(candidate => candidate.Phase == phase && candidate.Level == level - 1 && candidate.Operation == mean.Operation
                && candidate.To.MeanOver == mean.Width);
            if (step is null)
            {
                // Forward means are read again by the backward pass; its own live for a step.
                var rows = phase == Phase.BackwardLoop ? RowCount.Batch : RowCount.Steps;
                var buffer = _buffers.AddGrowing(new(_buffers.UniqueName("means"), BufferKind.Means, 1, rows) { MeanOver = mean.Width, Slots = 0 });
                _means.Add(step = new(phase, level - 1, mean.Operation, buffer));
            }

            var place = _buffers.NewSlot(step.To);
            _fixed.Add(mean, place);
            KernelAt(phase, level - 1, mean.Width).Targets.Add(new(TargetKind.Mean, mean.Arguments[0], place));
        }
    }

    private void AddOperandAdjoints()
    {
        foreach (var operand in _spaces.SelectMany(space => space.Panels).Select(panel => panel.Operand).Where(operand => !operand.IsLeaf).Distinct())
        {
            var terms = _derivative!.Matrices.Where(gradient => gradient.Operand == operand).Select(gradient => new Term(gradient.Matrix, gradient.Adjoint))
                .ToList();
            if (terms.Count == 0)
                continue;
            var node = _cell.Builder.Transposed(terms);
            var (phase, level) = _schedule.Home(node);
            var rows = phase == Phase.After ? RowCount.Steps : RowCount.Batch;
            var view = new View(_buffers.Add("d" + (operand.Label ?? "v"), BufferKind.OperandAdjoint, operand.Width, rows), When.Now);
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
        new StoragePlanner(_spaces, _kernels, order, _fixed, _kept, _rawReaders, AdjointWritten, node => HomeOf(node), _buffers).Run();
    }

    /// <summary>The kernels that leave anything, in their order, with names.</summary>
    private IReadOnlyList<Kernel> MakeKernels()
    {
        var drafts = _kernels.Where(kernel => kernel.Targets.Count > 0).ToList();
        var kernels = new List<Kernel>();
        foreach (var draft in drafts)
        {
            var group = drafts.Where(other => other.Phase == draft.Phase).ToList();
            var number = group.Count == 1 ? "" : (group.IndexOf(draft) + 1).ToString(CultureInfo.InvariantCulture);
            var body = Body(draft);
            var masked = KernelPlanner.Masked(draft.Targets, _cell.States.Select(state => state.Next));
            kernels.Add(new Kernel(draft.Phase, draft.Level, draft.Width, NameOf(draft.Phase) + number)
            {
                Targets = [.. draft.Targets.Select(target => target with { To = _buffers.Final(target.To) })],
                Loads = draft.Loads.ToDictionary(load => load.Key, load => _buffers.Final(load.Value)),
                Body = body,
                Fused = KernelPlanner.Fused(body, draft.Targets, masked),
                Masked = masked,
                Pairs = ActivationPairs.Of(body),
            });
        }

        return kernels;
    }

    private static string NameOf(Phase phase) => phase switch
    {
        Phase.Before => "Prepare",
        Phase.Loop => "Advance",
        Phase.BackwardLoop => "Retreat",
        _ => "Finish",
    };

    private IReadOnlyList<Node> Body(KernelDraft kernel)
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
        return [.. InOrder(body)];
    }

    /// <summary>Values in the order of the equations; of the backward pass, from the last equation back, each after what it alone needs.</summary>
    private IEnumerable<Node> InOrder(HashSet<Node> body)
    {
        var forward = body.OrderBy(node => node.Id).ToList();
        if (_derivative is null || !_derivative.Named.Any(body.Contains))
            return forward;
        return CellGraph.Topological(_derivative.Named.Where(body.Contains).Concat(forward)).Where(body.Contains);
    }
}
