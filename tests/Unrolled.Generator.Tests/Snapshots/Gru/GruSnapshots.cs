namespace Unrolled.Generator.Tests.Snapshots.Gru;

/// <summary>
/// What is generated, at 3 inputs and 4 hidden units, to be read beside the equations: the plain layer whole, and of each variant the sections in which it
/// differs.
/// </summary>
public sealed class GruSnapshots
{
    [Fact]
    public void ResetAfter()
    {
        var files = SnapshotSource.Files("Model(Inputs = 3), Gru(4)");
        Snapshot.Verify(files["Net.Gru0.g.cs"], "Net.Gru0.g.cs");
        Snapshot.VerifySections(files["Net.g.cs"], "Net.g.cs", ["Describe"]);
    }

    [Theory]
    [InlineData(
        "ResetBefore", "Model(Inputs = 3), Gru(4, Reset = Reset.Before)",
        "header", "StreamSums1Of4Streams", "Advance1", "Advance2", "Retreat1", "Retreat2")]
    [InlineData(
        "LongSumsResetBefore", "Model(Inputs = 28), Gru(64, Reset = Reset.Before)",
        "outline", "SumsLength", "Step", "Run", "StreamSums1Of2", "StreamSums2", "StreamSums2Of4Wide")]
    [InlineData("Normalized", "Model(Inputs = 3), Gru(4, Normalize = true)", "header", "outline", "Advance3", "Retreat3")]
    public void Variant(string name, string attributes, params string[] sections)
        => Snapshot.VerifySections(SnapshotSource.Files(attributes)["Net.Gru0.g.cs"], "Net.Gru0.g.cs", sections, "name=" + name);
}
