namespace Unrolled.EndToEnd.Tests.Fitting;

[Model(Inputs = 3)]
[Standardize]
[Lstm(9, LearnInitialState = true, RecurrentDropout = 0.2)]
[Dropout(0.2)]
[Gru(6, Zoneout = 0.1)]
[Dense(2)]
public partial class MajorityOnRanks;

/// <summary>The sequences of another data set, with a note of how often each was written.</summary>
internal sealed class Counted(SequenceDataset data, int[] writes) : SequenceDataset
{
    public override int Count => data.Count;

    public override int LengthOf(int index) => data.LengthOf(index);

    public override void Write(int index, TapeColumn column)
    {
        Interlocked.Increment(ref writes[index]);
        data.Write(index, column);
    }
}
