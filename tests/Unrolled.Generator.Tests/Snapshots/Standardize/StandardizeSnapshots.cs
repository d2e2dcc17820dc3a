namespace Unrolled.Generator.Tests.Snapshots.Standardize;

/// <summary>What is generated, at 3 inputs, to be read beside the equations.</summary>
public sealed class StandardizeSnapshots
{
    [Fact]
    public void First()
    {
        var files = SnapshotSource.Files("Model(Inputs = 3), Standardize, Gru(4)");
        Assert.Equal(["Net.Gru1.g.cs", "Net.Standardize0.g.cs", "Net.g.cs"], files.Keys);
        Snapshot.Verify(files["Net.Standardize0.g.cs"], "Net.Standardize0.g.cs");
        Snapshot.VerifySections(files["Net.g.cs"], "Net.g.cs", ["Describe", "Network.Step", "Network.Forward", "Network.Backward"]);
    }
}
