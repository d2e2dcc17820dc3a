namespace Unrolled;

/// <summary>A class as a loss over classes reads it, and as one over a single output, no or yes, does.</summary>
internal static class ClassTargets
{
    /// <summary>Sets the class of a step.</summary>
    public static void Set(TapeColumn column, int step, int target)
    {
        column.TargetClass(step) = target;
        if (column.Shape.Outputs == 1)
            column.Targets(step)[0] = target;
    }
}
