namespace Unrolled;

/// <summary>One step of a cell's evaluation, from <see cref="Picture.CellSteps{TModel}"/>.</summary>
public sealed class CellStep
{
    internal CellStep(string caption, IReadOnlyList<string> equations, Picture picture) => (Caption, Equations, Picture) = (caption, equations, picture);

    /// <summary>What the step computes, such as '2. Input gate i and candidate g'.</summary>
    public string Caption { get; }

    /// <summary>Its equations, an underscore before a subscript: f = σ(W_f x + R_f h_{t−1} + b_f).</summary>
    public IReadOnlyList<string> Equations { get; }

    /// <summary>The diagram of the cell, this step dark, the rest pale.</summary>
    public Picture Picture { get; }
}
