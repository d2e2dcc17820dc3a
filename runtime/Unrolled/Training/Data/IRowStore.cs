namespace Unrolled;

/// <summary>Where a data set's sequences are written to, row-major [steps, batch, …]: a tape, or a buffer to look at them.</summary>
internal interface IRowStore
{
    /// <summary>The sizes of a step.</summary>
    ModelShape Shape { get; }

    /// <summary>Sequences.</summary>
    int Batch { get; }

    /// <summary>Features [steps, batch, Inputs].</summary>
    Span<float> Inputs { get; }

    /// <summary>Tokens [steps, batch].</summary>
    Span<int> Tokens { get; }

    /// <summary>Targets [steps, batch, Outputs].</summary>
    Span<float> Targets { get; }

    /// <summary>Classes [steps, batch].</summary>
    Span<int> TargetClasses { get; }

    /// <summary>Weights [steps, batch].</summary>
    Span<float> Weights { get; }

    /// <summary>Whether anything has asked for the targets yet.</summary>
    bool HasTargets { get; }

    /// <summary>Whether anything has asked for the classes yet.</summary>
    bool HasTargetClasses { get; }

    /// <summary>Takes what is written for steps that are not wanted.</summary>
    RowScratch Scratch { get; }
}

/// <summary>One row that nobody reads.</summary>
internal sealed class RowScratch(ModelShape shape)
{
    public float[] Inputs { get; } = new float[shape.Inputs];

    public float[] Targets { get; } = new float[shape.Outputs];

    public int[] Token { get; } = new int[1];

    public int[] TargetClass { get; } = new int[1];

    public float[] Weight { get; } = new float[1];
}
