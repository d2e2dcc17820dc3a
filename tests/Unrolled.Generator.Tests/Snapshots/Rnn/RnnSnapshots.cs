namespace Unrolled.Generator.Tests.Snapshots.Rnn;

/// <summary>
/// What is generated, at 3 inputs and 4 hidden units, to be read beside the equations: the plain layer whole, and of each variant the sections in which it
/// differs.
/// </summary>
public sealed class RnnSnapshots
{
    [Fact]
    public void Tanh()
    {
        var files = SnapshotSource.Files("Model(Inputs = 3), Rnn(4)");
        Snapshot.Verify(files["Net.Rnn0.g.cs"], "Net.Rnn0.g.cs");
        Snapshot.VerifySections(files["Net.g.cs"], "Net.g.cs", ["Describe"]);
    }

    [Theory]
    [InlineData("Relu", "Model(Inputs = 3), Rnn(4, Activation = Activation.Relu)", "header", "StreamStepOf8Streams", "AdvanceUnits", "Advance", "Retreat")]
    [InlineData(
        "Normalized", "Model(Inputs = 3), Rnn(4, Normalize = true)",
        "header", "outline", "StreamAdvance2", "Forward", "Backward", "Advance1", "Advance2", "Retreat1", "Retreat2")]
    public void Variant(string name, string attributes, params string[] sections)
        => Snapshot.VerifySections(SnapshotSource.Files(attributes)["Net.Rnn0.g.cs"], "Net.Rnn0.g.cs", sections, "name=" + name);
}
