namespace Unrolled;

/// <summary>
/// Sequences to learn from or to be measured by, each a number of steps. A data set of one's own is a class with these three members; it reads a database
/// or a folder of files where it likes to:
/// <code>
/// public sealed class Rides(Database database) : SequenceDataset
/// {
///     public override int Count => database.Rides;
///     public override int LengthOf(int index) => database.MinutesOf(index);
///     public override void Write(int index, TapeColumn column)
///     {
///         foreach (var minute in database.Read(index))
///         {
///             column.Inputs(minute.Number)[0] = minute.Speed;
///             column.Targets(minute.Number)[0] = minute.Consumption;
///         }
///     }
/// }
/// </code>
/// What is not written is 0, and each step counts as 1 in the loss. The data sets of the library may be read by several threads at a time.
/// </summary>
public abstract partial class SequenceDataset
{
    /// <summary>The number of sequences.</summary>
    public abstract int Count { get; }

    /// <summary>How many steps a sequence has: at least 1, the same at every call.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    public abstract int LengthOf(int index);

    /// <summary>Writes a sequence into a column of a tape: inputs or tokens, and what the loss compares the outputs with. The same at every call.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    /// <param name="column">Where it belongs.</param>
    public abstract void Write(int index, TapeColumn column);

    /// <summary>What a step has, as far as it is known without a model: 0 where it is not.</summary>
    internal virtual ModelShape Widths => default;

    /// <summary>Whether <see cref="Write"/> leaves nothing of a step as it was, so that nothing has to be cleared for it.</summary>
    internal virtual bool WritesEverything => false;

    /// <summary>The data set as a model of this shape reads it: where the number of features was not given, it is the model's.</summary>
    internal virtual SequenceDataset For(ModelShape shape) => this;

    /// <summary>Writes a sequence, or a piece of it, into a store.</summary>
    internal void WriteTo(IRowStore rows, int sequence, int index, int length, int first, int end)
    {
        var column = new TapeColumn(rows, sequence, length, first, end);
        if (WritesEverything)
            column.WeightOnly(0, length);
        else
            column.Clear();
        Write(index, column);
    }

    private protected static ArgumentException Wrong(string problem) => new(problem);

    private protected static void RequireSameCount(int sequences, int others, string what)
    {
        if (sequences != others)
            throw new ArgumentException($"Expected {what} for each of the {sequences} sequences; found {others}.");
    }
}
