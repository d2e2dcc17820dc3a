namespace Unrolled.Generator.Tests.Snapshots.Dense;

/// <summary>
/// What is generated, at 3 inputs and 4 hidden units, to be read beside the equations: the plain layer whole, and of each variant the sections in which it
/// differs.
/// </summary>
public sealed class DenseSnapshots
{
    [Fact]
    public void Identity()
    {
        var files = SnapshotSource.Files("Model(Inputs = 3), Dense(4)");
        Snapshot.Verify(files["Net.Dense0.g.cs"], "Net.Dense0.g.cs");
        Snapshot.VerifySections(files["Net.g.cs"], "Net.g.cs", ["Describe"]);
    }

    [Fact]
    public void Sigmoid() => Snapshot.VerifySections(
        SnapshotSource.Files("Model(Inputs = 3), Dense(4, Activation = Activation.Sigmoid)")["Net.Dense0.g.cs"], "Net.Dense0.g.cs",
        ["header", "PrepareUnits", "PrepareUnitsOf2Streams", "Backward", "Prepare", "Finish"]);
}
