namespace Unrolled.Declarations;

/// <summary>
/// A recurrent layer that none of the attributes describes, as a custom cell: the import writes the class with its equations beside the model's.
/// </summary>
/// <param name="hidden">Hidden units.</param>
/// <param name="equations">The <c>Step</c> method of the <c>ICellEquations</c> class, in C#, in lines that end with a line feed.</param>
/// <param name="summary">What the cell is, for the class's documentation.</param>
internal sealed class EquationsLayer(int hidden, string equations, string summary) : RecurrentLayerAttribute
{
    public int Hidden { get; } = hidden;

    public string Equations { get; } = equations;

    public string Summary { get; } = summary;
}
