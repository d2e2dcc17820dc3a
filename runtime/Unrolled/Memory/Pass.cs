using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>Everything that one pass over a tape is asked to do, as one value: it goes unchanged from whoever starts the pass to the layers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Pass
{
    /// <summary>Whether it goes backward through the layers; else forward.</summary>
    public bool IsBackward { get; init; }

    /// <summary>Whether a backward pass leaves what is summed over rows to passes of their own, one for each part of the sequences.</summary>
    public bool LeavesSums { get; init; }

    /// <summary>Whether it only adds to the gradients what a backward pass has left, of the part whose turn it is.</summary>
    public bool OnlySums { get; init; }

    /// <summary>Whether a backward pass fills the tape's input gradients.</summary>
    public bool InputGradients { get; init; }

    /// <summary>Whether the forward pass trains, so that dropout acts; the backward pass repeats what its forward pass did.</summary>
    public bool Training { get; init; }

    /// <summary>The model's number of updates when the forward pass began: dropout's counter, the same in the backward pass.</summary>
    public long Update { get; init; }

    /// <summary>
    /// The model's number of updates when the first steps of the sequences went through: the counter of masks that all steps of a sequence share. It differs
    /// from <see cref="Update"/> where there were updates between the pieces of a sequence.
    /// </summary>
    public long SequenceUpdate { get; init; }

    /// <summary>The number of the tape's first sequence in the batch; above 0 where other tapes hold the sequences before it.</summary>
    public int FirstSequence { get; init; }

    /// <summary>The number of the tape's first step in its sequences; above 0 where other tapes held the steps before it.</summary>
    public int FirstStep { get; init; }

    /// <summary>How many threads may share it.</summary>
    public int Threads { get; init; }

    /// <summary>The backward pass that follows this forward pass.</summary>
    /// <param name="inputGradients">Whether the tape's input gradients are filled.</param>
    /// <param name="threads">How many threads may share it.</param>
    /// <param name="leavesSums">Whether sums over rows are left to passes of their own.</param>
    internal Pass Backward(bool inputGradients, int threads, bool leavesSums = false) =>
        this with { IsBackward = true, InputGradients = inputGradients, Threads = threads, LeavesSums = leavesSums };

    /// <summary>The pass that adds what a backward pass of this forward pass has left.</summary>
    internal Pass Sums() => this with { OnlySums = true, Threads = 1 };
}
