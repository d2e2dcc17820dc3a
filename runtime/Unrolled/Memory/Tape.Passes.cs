using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unrolled.CompilerServices;

namespace Unrolled;

// What generated code calls during a pass.
public sealed partial class Tape<TModel>
{
    private readonly int[] _cleanTokens;
    private AlignedBuffer? _cleanInputs;
    private Pass _forward;

    /// <summary>The forward pass that filled the tape.</summary>
    internal ref readonly Pass ForwardPass => ref _forward;

    /// <summary>The model's number of updates when the first piece of the sequences on the tape went through; null where none has.</summary>
    internal long? SequenceUpdate { get; set; }

    /// <summary>Steps · batch.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public nint Rows => (nint)Steps * Batch;

    /// <summary>Whether any sequence of this pass is shorter than <see cref="Steps"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool Uneven => _frame.Uneven;

    /// <summary>The input of the first layer, [T·B][Inputs], without padding: the inputs, or a copy with zeros past the ends of sequences if their lengths
    /// differ.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref float LayerInput => ref (Uneven ? _cleanInputs! : _inputs!).Reference;

    /// <summary>The input of the first layer of a token model, [T·B]: the tokens as they were when Forward began, 0 past the end of a sequence.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref int LayerTokens => ref MemoryMarshal.GetArrayDataReference(_cleanTokens);

    /// <summary>A track's memory.</summary>
    /// <param name="track">Its index in the model's layout.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LayerTape Track(int track) => _tracks[track];

    /// <summary>A row-major buffer between layers, [T·B][padded width].</summary>
    /// <param name="index">Its index among the model layout's boundary widths.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public AlignedBuffer Boundary(int index) =>
        _boundaries[index] ??= Allocate(_layout.Padded(_layout.BoundaryWidths[index]), "the outputs of a layer");

    /// <summary>The forward pass that a user asks for.</summary>
    /// <param name="training">Whether dropout acts.</param>
    /// <param name="firstSequence">The number of the tape's first sequence in the batch.</param>
    /// <param name="firstStep">The number of the tape's first step in its sequences.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 0.</exception>
    /// <exception cref="ArgumentException">A length is not from 0 to <see cref="Steps"/>, or a token within a sequence is not in the vocabulary.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void RunForward(bool training, int firstSequence = 0, int firstStep = 0) => RunForward(training, firstSequence, firstStep, _threads);

    /// <summary>The backward pass that a user asks for.</summary>
    /// <param name="inputGradients">Whether the input gradients are to be filled.</param>
    /// <exception cref="InvalidOperationException">There was no Forward since the last Backward; on a tape that keeps its gates: no Forward at all.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void RunBackward(bool inputGradients) => RunBackward(inputGradients, _threads);

    /// <summary>A forward pass on so many threads.</summary>
    internal void RunForward(bool training, int firstSequence, int firstStep, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstSequence);
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        if (training && firstStep == 0)
            SequenceUpdate = null;
        var pass = new Pass
        {
            Training = training,
            Update = Model.Core.Updates,
            SequenceUpdate = SequenceUpdate ?? Model.Core.Updates,
            FirstSequence = firstSequence,
            FirstStep = firstStep,
            Threads = threads,
        };
        if (training)
            SequenceUpdate = pass.SequenceUpdate;
        BeginForward(in pass);
        _pass.Run(in pass);
        EndForward();
    }

    /// <summary>A backward pass on so many threads.</summary>
    /// <param name="inputGradients">Whether the input gradients are to be filled.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="leavesSums">Whether sums over rows are left to <see cref="AddGradients"/>.</param>
    internal void RunBackward(bool inputGradients, int threads, bool leavesSums = false)
    {
        var pass = _forward.Backward(inputGradients && !IsTokenModel, threads, leavesSums);
        BeginBackward(in pass);
        _pass.Run(in pass);
        EndBackward(leavesSums);
    }

    /// <summary>Adds to the gradients what a backward pass has left of one of the tape's parts.</summary>
    internal void AddGradients(int part)
    {
        _frame.Parts!.Turn = part;
        _pass.Run(_forward.Sums());
        AddInitialStateGradients();
    }

    /// <summary>Starts Forward: checks lengths and tokens, and takes note of them for the whole pass.</summary>
    internal void BeginForward(in Pass pass)
    {
        _frame.Phase = TapePhase.Empty;
        RequireLengths();
        if (!_isAllocated && !_inference)
            AllocatePasses();
        _frame.Parts?.SetSteps(Steps);
        _frame.Uneven = _lengths.AsSpan().ContainsAnyExcept(Steps);
        _lengths.CopyTo(_frame.Lengths.AsSpan());
        _continues.CopyTo(_frame.Continues.AsSpan());
        if (IsTokenModel)
            CheckAndCopyTokens();
        else if (Uneven)
            Sequences.CopyValidRows(_lengths, Share.Whole(Rows), ref _inputs!.Reference, _layout.Inputs,
                ref (_cleanInputs ??= Allocate(_layout.Inputs, "its inputs")).Reference, _layout.Inputs, _layout.Inputs);
        for (int i = 0; i < _tracks.Length; i++)
        {
            _tracks[i].StartStates(ref Model.Core.TrackParameters(i));
            if (Uneven && !_inference)
                _tracks[i].PrepareToSuspend();
        }

        _forward = pass;
        _frame.ParameterVersion = Model.Core.Version;
        _frame.IsInitialStateChanged = false;
        _frame.Phase = TapePhase.Forward;
    }

    /// <summary>Ends Forward: outputs, states and gates can be read.</summary>
    internal void EndForward() => _frame.Phase = TapePhase.AfterForward;

    /// <summary>Starts Backward.</summary>
    internal void BeginBackward(in Pass pass)
    {
        bool ready = _frame.Phase == TapePhase.AfterForward || (KeepGates && _frame.Phase == TapePhase.AfterBackward);
        if (!ready)
        {
            throw new InvalidOperationException(
                _frame.Phase is TapePhase.Backward or TapePhase.AfterBackward
                    ? "Backward has already reused the values that Forward saved on this tape: call Forward again, or create the tape with NewTape(…, "
                    + "keepGates: true)."
                    : "Call Forward with this tape before Backward.");
        }

        // What is allocated when it is first used must be there before workers use it.
        if (pass.InputGradients)
            _ = InputGradientBuffer;
        _ = Model.Core.Gradients;
        _frame.Phase = TapePhase.Backward;
    }

    /// <summary>Ends Backward: input and initial state gradients can be read.</summary>
    internal void EndBackward(bool leavesSums = false)
    {
        if (!leavesSums)
            AddInitialStateGradients();
        _frame.Phase = TapePhase.AfterBackward;
    }

    /// <summary>Copies the last layer's rows to <see cref="Outputs"/>; 0 past a sequence's end.</summary>
    /// <param name="y">The rows [T·B][stride].</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Which rows.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void CollectOutputs(ref float y, nint stride, Share rows) => CopyRows(ref y, stride, ref _outputs.Reference, _layout.Outputs, _layout.Outputs, rows);

    /// <summary>Copies <see cref="OutputGradients"/> to padded rows; 0 in the padding and past a sequence's end.</summary>
    /// <param name="dy">Receives the rows [T·B][stride].</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Which rows.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void SpreadOutputGradients(ref float dy, nint stride, Share rows) =>
        CopyRows(ref _outputGradients!.Reference, _layout.Outputs, ref dy, stride, _layout.Outputs, rows);

    /// <summary>Copies the first layer's input gradient rows to <see cref="InputGradients"/>; 0 past a sequence's end.</summary>
    /// <param name="dx">The rows [T·B][stride].</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Which rows.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void CollectInputGradients(ref float dx, nint stride, Share rows) =>
        CopyRows(ref dx, stride, ref InputGradientBuffer.Reference, _layout.Inputs, _layout.Inputs, rows);

    /// <summary>Uses the memory for fewer steps than it was made for.</summary>
    internal void Resize(int steps)
    {
        _frame.Steps = steps;
        _frame.Phase = TapePhase.Empty;
        Array.Fill(_lengths, steps);
        _values = null;
    }

    private void AddInitialStateGradients()
    {
        for (int i = 0; i < _tracks.Length; i++)
            _tracks[i].AddInitialStateGradients(ref Through.Core.TrackGradients(i));
    }

    private void CopyRows(ref float source, nint sourceStride, ref float destination, nint destinationStride, int width, Share rows)
    {
        if (Uneven)
            Sequences.CopyValidRows(_frame.Lengths, rows, ref source, sourceStride, ref destination, destinationStride, width);
        else
            Sequences.CopyRows(ref source, sourceStride, ref destination, destinationStride, width, rows);
    }

    /// <summary>Checks the lengths.</summary>
    /// <exception cref="ArgumentException">One is not from 0 to <see cref="Steps"/>.</exception>
    internal void RequireLengths()
    {
        for (int b = 0; b < _lengths.Length; b++)
        {
            if ((uint)_lengths[b] > (uint)Steps)
            {
                throw new ArgumentException(
                    $"The tape's Lengths[{FirstOfWhole + b}] is {_lengths[b]}; a length must be from 0 to {Steps}, the steps of the tape.");
            }
        }
    }

    private void CheckAndCopyTokens()
    {
        for (int t = 0, row = 0; t < Steps; t++)
        {
            for (int b = 0; b < _lengths.Length; b++, row++)
            {
                int token = t < _lengths[b] ? _tokens[row] : 0;
                if ((uint)token >= (uint)_layout.Vocabulary)
                {
                    throw new ArgumentException(
                        $"The tape's token at step {t} of sequence {FirstOfWhole + b} is {token}; " +
                        $"a token of {_layout.ModelName} must be from 0 to {_layout.Vocabulary - 1}.");
                }

                _cleanTokens[row] = token;
            }
        }
    }
}
