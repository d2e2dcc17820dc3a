namespace Unrolled.Generator.Tests.Snapshots.Stack;

/// <summary>What is generated, at 3 inputs and 4 hidden units, to be read beside the equations.</summary>
public sealed class StackSnapshots
{
    [Fact]
    public void DropoutAndResidual()
    {
        var files = SnapshotSource.Files("Model(Inputs = 3), Gru(4), Dropout(0.5), Dense(3), Residual");
        Assert.Equal(["Net.Dense2.g.cs", "Net.Gru0.g.cs", "Net.g.cs"], files.Keys);
        Snapshot.VerifySections(
            files["Net.g.cs"], "Net.g.cs",
            ["Describe", "Network.Step", "Network.Run", "Network.StepAll", "Network.Forward", "Network.Backward"]);

        // A layer is the same wherever it stands.
        Assert.Equal(SnapshotSource.Files("Model(Inputs = 3), Gru(4)")["Net.Gru0.g.cs"], files["Net.Gru0.g.cs"]);
        Assert.Equal(
            SnapshotSource.Files("Model(Inputs = 4), Dense(3)")["Net.Dense0.g.cs"].Replace("Dense0", "Dense2").Replace("dense0", "dense2"),
            files["Net.Dense2.g.cs"]);
    }

    [Fact]
    public void ResidualOfTheFirstInputs()
    {
        var files = SnapshotSource.Files("Model(Inputs = 3), Gru(4), Residual(Channels = 2)");
        Snapshot.VerifySections(files["Net.g.cs"], "Net.g.cs", ["Describe", "Network.Step", "Network.Forward", "Network.Backward"]);
    }

    [Fact]
    public void WithoutTraining()
    {
        var files = SnapshotSource.Files("Model(Inputs = 3, Training = false), Gru(4), Dropout(0.5), Dense(3), Residual");
        Assert.Equal(["Net.Dense2.g.cs", "Net.Gru0.g.cs", "Net.g.cs"], files.Keys);
        Snapshot.VerifySections(files["Net.g.cs"], "Net.g.cs", ["outline", "NewTape", "Describe", "Network.Step"]);
        Snapshot.VerifySections(files["Net.Gru0.g.cs"], "Net.Gru0.g.cs", ["header", "outline", "Layout"]);
        Snapshot.VerifySections(files["Net.Dense2.g.cs"], "Net.Dense2.g.cs", ["header", "outline", "Layout"]);
    }
}
