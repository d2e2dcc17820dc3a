namespace Unrolled.CompilerServices;

/// <summary>How far a tape's pass has come.</summary>
internal enum TapePhase
{
    Empty,
    Forward,
    AfterForward,
    Backward,
    AfterBackward,

    /// <summary>The pass was made on other tapes, a part of the sequences on each: outputs and final states were copied from there.</summary>
    AfterParts,
}

/// <summary>The common data of all tracks of a tape: sizes, the lengths of the pass, and its phase.</summary>
internal sealed class TapeFrame(int steps, int batch, bool keepGates)
{
    public int Steps { get; set; } = steps;

    public int Batch { get; } = batch;

    public bool KeepGates { get; } = keepGates;

    /// <summary>The parts whose sequences go through together; null where the sequences are of one whole.</summary>
    public TapeParts? Parts { get; init; }

    /// <summary>The lengths that the last Forward started with; what the user writes later does not change a pass.</summary>
    public int[] Lengths { get; } = new int[batch];

    /// <summary>Whether each sequence goes on on another tape, as it was when the last Forward started.</summary>
    public bool[] Continues { get; } = new bool[batch];

    public bool Uneven { get; set; }

    public TapePhase Phase { get; set; }

    /// <summary>The version of the model's parameters that the last Forward ran with.</summary>
    public long ParameterVersion { get; set; }

    /// <summary>Whether initial states were set or carried over since the last Forward began.</summary>
    public bool IsInitialStateChanged { get; set; }

    public void RequireForward(string name)
    {
        if (Phase is TapePhase.Empty or TapePhase.Forward)
            throw new InvalidOperationException($"{name} is not available yet: call Forward with this tape first.");
    }

    /// <summary>For what a pass leaves on the tape at every step.</summary>
    public void RequirePass(string name)
    {
        RequireForward(name);
        if (Phase == TapePhase.AfterParts)
        {
            throw new InvalidOperationException(
                $"{name} is not on this tape: the trainer made the step in parts (trainer.Parts), each on a tape of its own. " +
                "Call Forward with this tape to read it.");
        }
    }

    public void RequireBackward(string name)
    {
        if (Phase != TapePhase.AfterBackward)
            throw new InvalidOperationException($"{name} is not available yet: call Backward with this tape first.");
    }

    public void RequireKept(string name)
    {
        if (Phase is TapePhase.Backward or TapePhase.AfterBackward && !KeepGates)
            throw new InvalidOperationException($"Backward has reused the memory of {name}: read it before Backward, or create the tape with NewTape(…, "
                + "keepGates: true).");
    }

    /// <summary>For a value that is computed when it is read: that what it follows from is still what it was.</summary>
    public void RequireUnchanged(string name, long parameterVersion)
    {
        if (ParameterVersion != parameterVersion || IsInitialStateChanged)
            throw new InvalidOperationException(
                $"{name} is not saved on the tape but computed when you read it, and "
                    + $"{(IsInitialStateChanged ? "the initial states" : "the model's parameters")} have changed since Forward: read it earlier, or call "
                    + "Forward again.");
    }

    public static InvalidOperationException ReadOnly(string name) => new($"{name} can only be read.");
}
