using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>One track's memory on a tape: what its forward pass keeps and its backward pass reads.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LayerTape
{
    // Sums of 4 MB; measured with 0.9, 3.3 and 6.5.
    private const nint MostNearSums = 1 << 20, FewestSequences = 16;

    private readonly TapeFrame _frame;
    private readonly AlignedBuffer?[] _regions;
    private readonly AlignedBuffer?[] _finalGradients;
    private readonly AlignedBuffer?[] _suspended;
    private readonly bool[] _isInitialSet;
    private readonly int _capacity;
    private readonly bool _sumsAllSteps;

    internal LayerTape(LayerLayout layout, TapeFrame frame)
    {
        Layout = layout;
        _frame = frame;
        _capacity = frame.Steps;
        _regions = new AlignedBuffer?[layout.Regions.Count];
        _finalGradients = new AlignedBuffer?[layout.States.Count];
        _suspended = new AlignedBuffer?[layout.States.Count];
        _isInitialSet = new bool[layout.States.Count];
        foreach (var region in layout.Regions)
            _sumsAllSteps |= region.Rows == CompilerServices.Rows.Groups;
    }

    /// <summary>The track's layout.</summary>
    public LayerLayout Layout { get; }

    /// <summary>Steps of this pass.</summary>
    public int Steps => _frame.Steps;

    /// <summary>Sequences.</summary>
    public int Batch => _frame.Batch;

    /// <summary>Steps · batch.</summary>
    public nint Rows => (nint)_frame.Steps * _frame.Batch;

    /// <summary>Whether the track runs from the last step to the first.</summary>
    public bool Reversed => Layout.Reversed;

    /// <summary>Whether any sequence of this pass is shorter than <see cref="Steps"/>.</summary>
    public bool Uneven => _frame.Uneven;

    /// <summary>The length of each sequence of this pass.</summary>
    public ReadOnlySpan<int> Lengths => _frame.Lengths;

    /// <summary>Whether each sequence goes on on another tape.</summary>
    public ReadOnlySpan<bool> Continues => _frame.Continues;

    /// <summary>Whether gates must still be readable after Backward.</summary>
    public bool KeepGates => _frame.KeepGates;

    /// <summary>The output's rows [T·B][<see cref="OutputStride"/>]: row t·B + b is what sequence b put out at step t, in either direction.</summary>
    public ref float Output
    {
        get
        {
            var output = OutputLayout;
            nint first = output.InStateRegion && !Reversed ? (nint)Batch * output.PaddedWidth : 0;
            return ref Unsafe.Add(ref this[output.Region].Reference, first);
        }
    }

    /// <summary>Floats from one output row to the next: the padded width.</summary>
    public nint OutputStride => OutputLayout.PaddedWidth;

    /// <summary>Units of an output row.</summary>
    internal int OutputWidth => OutputLayout.Width;

    private OutputLayout OutputLayout => Layout.OutputRows ?? throw new InvalidOperationException($"Layout of {Layout.Name}: no output was declared.");

    /// <summary>A region's memory.</summary>
    /// <param name="region">What <see cref="LayerLayout.Region"/> returned.</param>
    public AlignedBuffer this[int region]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _regions[region] ?? Allocate(region);
    }

    /// <summary>The parts whose sequences go through together; null where they are of one whole.</summary>
    internal TapeParts? Parts => _frame.Parts;

    /// <summary>The rows whose gradients are summed: all, or those of the part whose turn it is.</summary>
    internal RowRun RowsOfTurn => Parts?.RowsOfTurn ?? new RowRun(0, Rows);

    /// <summary>The groups whose sums are added to the gradients, of all rows or of the part whose turn it is: some, and then others.</summary>
    internal (Range First, Range Then) GroupsOfTurn =>
        Parts?.GroupsOfTurn(_sumsAllSteps) ?? (..(int)Share.GroupsOf(_sumsAllSteps ? Rows : Batch), default);

    /// <summary>A worker's share of the rows of all steps. Where several parts go through together, one worker has all.</summary>
    /// <param name="worker">The worker.</param>
    public Share ShareOfRows(Worker worker) => Parts is { } parts ? parts.AllRows : worker.Share(Rows);

    /// <summary>A worker's share of the sequences. Where several parts go through together, one worker has all.</summary>
    /// <param name="worker">The worker.</param>
    public Share ShareOfSequences(Worker worker) => Parts is { } parts ? parts.AllSequences : worker.Share(Batch);

    /// <summary>The rows of a group of the rows of all steps: the first of them that lie side by side, counted from the first of the share.</summary>
    /// <param name="rows">A share of the rows of all steps.</param>
    /// <param name="group">The group, counted over all workers.</param>
    public RowRun RunOf(Share rows, nint group) => Parts is { } parts ? parts.RunOf(group) : new RowRun(rows.Start(group) - rows.First, rows.End(group));

    /// <summary>Where a state's initial rows lie, [B][padded width].</summary>
    /// <param name="state">The state's index in its layout.</param>
    public ref float InitialRows(int state) => ref StateRows(state, Reversed ? Steps : 0);

    /// <summary>Where a state's final rows lie, [B][padded width].</summary>
    /// <param name="state">The state's index in its layout.</param>
    public ref float FinalRows(int state) => ref StateRows(state, Reversed ? 0 : Steps);

    /// <summary>
    /// Whether the products with the input are computed for all steps at once, which shares the weights among most rows. They are not if the
    /// pre-activations would leave the caches before their step, and
    /// a step has enough sequences to share the weights among.
    /// </summary>
    /// <param name="sumsOfRow">Floats of the sums of one step of one sequence.</param>
    public bool TakesInputAtOnce(nint sumsOfRow) => Batch < FewestSequences || Rows * sumsOfRow <= MostNearSums;

    /// <summary>Puts the final states' gradients that the user has set, zero where none were, where Backward starts from.</summary>
    /// <param name="sequences">Which sequences.</param>
    public void StartBackward(Share sequences)
    {
        var states = Layout.StateSpan;
        for (int i = 0; i < states.Length; i++)
        {
            int first = (int)sequences.First * states[i].PaddedWidth, floats = (int)sequences.Count * states[i].PaddedWidth;
            var running = this[states[i].GradientRegion].Span.Slice(first, floats);
            if (_finalGradients[i] is { } given)
                given.Span.Slice(first, floats).CopyTo(running);
            else
                running.Clear();
        }
    }

    /// <summary>Notes that a state's initial rows were set: its learned initial state is not used then.</summary>
    internal void SetInitial(int state)
    {
        _isInitialSet[state] = true;
        _frame.IsInitialStateChanged = true;
    }

    /// <summary>As on a new tape: initial states are zero, or those that the layer learned.</summary>
    internal void ResetInitial()
    {
        for (int i = 0; i < Layout.States.Count; i++)
        {
            MemoryMarshal.CreateSpan(ref InitialRows(i), Batch * Layout.States[i].PaddedWidth).Clear();
            _isInitialSet[i] = false;
        }

        _frame.IsInitialStateChanged = true;
    }

    /// <summary>Whether a state, by its full name, starts from a learned vector.</summary>
    internal bool StartsLearned(string name)
    {
        for (int i = 0; i < Layout.States.Count; i++)
        {
            if (Layout.States[i].Name == name)
                return Layout.States[i].LearnedFrom >= 0 && !_isInitialSet[i];
        }

        return false;
    }

    /// <summary>Puts learned initial states where none were set.</summary>
    internal void StartStates(ref float parameters)
    {
        for (int i = 0; i < Layout.States.Count; i++)
        {
            var state = Layout.States[i];
            if (state.LearnedFrom < 0 || _isInitialSet[i])
                continue;
            var learned = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref parameters, (nint)state.LearnedFrom), state.PaddedWidth);
            for (int b = 0; b < Batch; b++)
                learned.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref InitialRows(i), (nint)b * state.PaddedWidth), state.PaddedWidth));
        }
    }

    /// <summary>Adds the gradients of learned initial states, summed over the batch or the part whose turn it is, where no state was set.</summary>
    internal void AddInitialStateGradients(ref float gradients)
    {
        int first = Parts?.FirstOf(Parts.Turn) ?? 0, end = Parts?.FirstOf(Parts.Turn + 1) ?? Batch;
        for (int i = 0; i < Layout.States.Count; i++)
        {
            var state = Layout.States[i];
            if (state.LearnedFrom < 0 || _isInitialSet[i])
                continue;
            for (int b = first; b < end; b++)
                Sequences.Add(ref Unsafe.Add(ref this[state.GradientRegion].Reference, (nint)b * state.PaddedWidth),
                    ref Unsafe.Add(ref gradients, (nint)state.LearnedFrom), state.PaddedWidth);
        }
    }

    /// <summary>Allocates what is not there yet: workers do not allocate.</summary>
    internal void AllocateAll()
    {
        for (int region = 0; region < _regions.Length; region++)
            _ = this[region];
    }

    internal int InitialOffset(int state) => StateOffset(state, Reversed ? Steps : 0);

    internal int FinalOffset(int state) => StateOffset(state, Reversed ? 0 : Steps);

    internal AlignedBuffer FinalGradient(int state) =>
        _finalGradients[state] ??= new AlignedBuffer((long)Batch * Layout.States[state].PaddedWidth);

    /// <summary>Allocates, where it is not there yet, what a pass over sequences of different lengths puts aside: workers do not allocate.</summary>
    internal void PrepareToSuspend()
    {
        for (int i = 0; i < Layout.States.Count; i++)
            _ = Suspended(i);
    }

    internal AlignedBuffer Suspended(int state) =>
        _suspended[state] ??= new AlignedBuffer((long)Batch * Layout.States[state].PaddedWidth);

    /// <summary>The final state becomes the initial state.</summary>
    internal void CarryState()
    {
        for (int i = 0; i < Layout.States.Count; i++)
        {
            int floats = Batch * Layout.States[i].PaddedWidth;
            MemoryMarshal.CreateSpan(ref FinalRows(i), floats).CopyTo(MemoryMarshal.CreateSpan(ref InitialRows(i), floats));
            SetInitial(i);
        }
    }

    /// <summary>Takes over where sequences of another tape of the model start, and the gradients of their final states: this tape's sequences are a part of
    /// the other's.</summary>
    internal void CopyStart(LayerTape whole, int firstSequence)
    {
        for (int i = 0; i < Layout.States.Count; i++)
        {
            int first = firstSequence * Layout.States[i].PaddedWidth, floats = Batch * Layout.States[i].PaddedWidth;
            _isInitialSet[i] = whole._isInitialSet[i];
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref whole.InitialRows(i), first), floats).CopyTo(MemoryMarshal.CreateSpan(ref InitialRows(i), floats));
            if (whole._finalGradients[i] is { } given)
                given.Span.Slice(first, floats).CopyTo(FinalGradient(i).Span);
            else
                _finalGradients[i]?.Clear();
        }

        _frame.IsInitialStateChanged = true;
    }

    /// <summary>The reverse of <see cref="CopyStart"/>: the sequences of a tape, which are a part of this one's, start here.</summary>
    internal void TakeStart(LayerTape part, int firstSequence)
    {
        for (int i = 0; i < Layout.States.Count; i++)
        {
            int first = firstSequence * Layout.States[i].PaddedWidth, floats = part.Batch * Layout.States[i].PaddedWidth;
            _isInitialSet[i] = part._isInitialSet[i];
            MemoryMarshal.CreateSpan(ref part.InitialRows(i), floats).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref InitialRows(i), first), floats));
            if (part._finalGradients[i] is { } given)
                given.Span.CopyTo(FinalGradient(i).Span[first..]);
            else
                _finalGradients[i]?.Span.Slice(first, floats).Clear();
        }
    }

    /// <summary>Gives final states to a tape whose sequences are a part of this one's.</summary>
    internal void GiveFinal(LayerTape part, int firstSequence)
    {
        for (int i = 0; i < Layout.States.Count; i++)
        {
            int first = firstSequence * Layout.States[i].PaddedWidth, floats = part.Batch * Layout.States[i].PaddedWidth;
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref FinalRows(i), first), floats).CopyTo(MemoryMarshal.CreateSpan(ref part.FinalRows(i), floats));
        }
    }

    /// <summary>Gives the final states to a tape of which this one's sequences are a part.</summary>
    internal void CopyFinal(LayerTape whole, int firstSequence)
    {
        for (int i = 0; i < Layout.States.Count; i++)
        {
            int first = firstSequence * Layout.States[i].PaddedWidth, floats = Batch * Layout.States[i].PaddedWidth;
            MemoryMarshal.CreateSpan(ref FinalRows(i), floats).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref whole.FinalRows(i), first), floats));
        }
    }

    private ref float StateRows(int state, int time) =>
        ref Unsafe.Add(ref this[Layout.States[state].Region].Reference, StateOffset(state, time));

    private int StateOffset(int state, int time) => checked(time * Batch * Layout.States[state].PaddedWidth);

    private AlignedBuffer Allocate(int region)
    {
        var layout = Layout.Regions[region];
        if (layout.Alias >= 0 && !KeepGates)
            return _regions[region] = this[layout.Alias];
        long rows = layout.Rows switch
        {
            CompilerServices.Rows.Steps => (long)_capacity * Batch,
            CompilerServices.Rows.StepsAndOne => (_capacity + 1L) * Batch,
            CompilerServices.Rows.Batch => Batch,
            CompilerServices.Rows.Groups => Parts?.MostGroups(_capacity) ?? Share.GroupsOf((nint)_capacity * Batch),
            CompilerServices.Rows.SequenceGroups => Parts?.SequenceGroups ?? Share.GroupsOf(Batch),
            _ => 1,
        };
        return _regions[region] = TapeMemory.Allocate(rows, layout.FloatsPerRow, Layout.Name, _capacity, Batch);
    }
}
