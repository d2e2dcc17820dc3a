namespace Unrolled;

/// <summary>A text in parts of one length, which are read side by side; each step's class is the token that follows.</summary>
internal sealed class NextTokenDataset : SequenceDataset
{
    private readonly int[] _tokens;
    private readonly int _length;

    public NextTokenDataset(int[] tokens, int parts)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        if (tokens.Length > 0 && tokens.Length <= parts)
            throw new ArgumentException($"A text of {tokens.Length} tokens has no {parts} parts with a token and the one after it: take fewer parts.",
                nameof(parts));
        _tokens = tokens;
        _length = (tokens.Length - 1) / parts;
        Count = tokens.Length == 0 ? 0 : parts;
    }

    public override int Count { get; }

    internal override ModelShape Widths => new("", 0, int.MaxValue, 0);

    internal override bool WritesEverything => true;

    public override int LengthOf(int index) => _length;

    public override void Write(int index, TapeColumn column)
    {
        column.CopyTokens(_tokens.AsSpan(index * _length, _length));
        column.CopyClasses(_tokens.AsSpan(index * _length + 1, _length));
    }

    internal override SequenceDataset For(ModelShape shape) => shape.ReadsTokens ? this
        : throw Wrong($"{shape.Name} reads {shape.Inputs} features a step; this data set has tokens.");
}
