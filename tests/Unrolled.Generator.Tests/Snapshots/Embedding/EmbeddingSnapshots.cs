namespace Unrolled.Generator.Tests.Snapshots.Embedding;

/// <summary>
/// What is generated, at 3 inputs and 4 hidden units, to be read beside the equations: the plain layer whole, and of each variant the sections in which it
/// differs.
/// </summary>
public sealed class EmbeddingSnapshots
{
    [Fact]
    public void Lookup()
    {
        var files = SnapshotSource.Files("Model(Vocabulary = 3), Embedding(4)");
        Snapshot.Verify(files["Net.Embedding0.g.cs"], "Net.Embedding0.g.cs");
        Snapshot.VerifySections(files["Net.g.cs"], "Net.g.cs",
            ["outline", "Describe", "Network.Step", "Network.Run", "StepAll", "Network.Forward", "Network.Backward"]);
    }

    [Fact]
    public void TokenLstm() => Snapshot.VerifySections(
        SnapshotSource.Files("Model(Vocabulary = 3), Lstm(4)")["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs",
        ["header", "StreamStep", "Forward", "Backward"]);
}
