namespace Unrolled;

/// <summary>Classes as a loss over classes reads them, and as one over a single output, no or yes, does.</summary>
internal static class ClassTargets
{
    /// <summary>Sets the class of each wanted step.</summary>
    /// <param name="column">Where.</param>
    /// <param name="classes">Of the whole sequence, [length].</param>
    public static void SetAll(TapeColumn column, ReadOnlySpan<int> classes)
    {
        column.CopyClasses(classes);
        if (column.Shape.Outputs != 1)
            return;
        for (int step = column.FirstStep; step < column.EndStep; step++)
            column.Targets(step)[0] = classes[step];
    }

    /// <summary>Sets the class of one step, and that of the other wanted steps to 0.</summary>
    /// <param name="column">Where.</param>
    /// <param name="at">The step.</param>
    /// <param name="target">Its class.</param>
    public static void SetOnly(TapeColumn column, int at, int target)
    {
        column.ClassOnly(at, target);
        if (column.Shape.Outputs != 1)
            return;
        for (int step = column.FirstStep; step < column.EndStep; step++)
            column.Targets(step)[0] = step == at ? target : 0;
    }
}
