namespace Unrolled;

/// <summary>A column of one sequence, or of a piece of it, outside any tape: to look at what a data set writes.</summary>
internal sealed class RowBuffer(ModelShape shape, int steps) : IRowStore
{
    private readonly float[] _inputs = new float[steps * shape.Inputs];
    private readonly int[] _tokens = new int[shape.ReadsTokens ? steps : 0];
    private readonly float[] _weights = new float[steps];
    private float[]? _targets;
    private int[]? _classes;
    private RowScratch? _scratch;

    public ModelShape Shape => shape;

    public int Batch => 1;

    public int Steps => steps;

    public Span<float> Inputs => shape.ReadsTokens
        ? throw new InvalidOperationException($"{shape.Name} reads tokens: set column.Token(step), not column.Inputs(step).") : _inputs;

    public Span<int> Tokens => shape.ReadsTokens ? _tokens
        : throw new InvalidOperationException($"{shape.Name} reads features: write column.Inputs(step), not column.Token(step).");

    public Span<float> Targets => _targets ??= new float[steps * shape.Outputs];

    public Span<int> TargetClasses => _classes ??= new int[steps];

    public Span<float> Weights => _weights;

    public bool HasTargets => _targets is not null;

    public bool HasTargetClasses => _classes is not null;

    public RowScratch Scratch => _scratch ??= new RowScratch(shape);
}
