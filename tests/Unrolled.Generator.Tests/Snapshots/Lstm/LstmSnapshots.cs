namespace Unrolled.Generator.Tests.Snapshots.Lstm;

/// <summary>
/// What is generated, at 3 inputs and 4 hidden units, to be read beside the equations: the plain layer whole, and of each variant the sections in which it
/// differs.
/// </summary>
public sealed class LstmSnapshots
{
    [Fact]
    public void Plain() => Snapshot.VerifyAll(SnapshotSource.Files("Model(Inputs = 3), Lstm(4)"));

    [Theory]
    [InlineData("FastActivations", "Model(Inputs = 3, Activations = Activations.Fast), Lstm(4)", "header", "Advance")]
    [InlineData("TwoBlocks", "Model(Inputs = 3), Lstm(40)", "outline", "Step", "StepAll", "StreamStep", "StreamStepOf2Wide")]
    [InlineData("LongSums", "Model(Inputs = 30), Lstm(64)", "outline", "SumsLength", "Step", "Run", "StepAll", "StreamStep", "StreamStepOf2")]
    [InlineData("PeepholesInput", "Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.Input)", "Advance")]
    [InlineData("PeepholesForget", "Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.Forget)", "header", "Advance")]
    [InlineData("PeepholesOutput", "Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.Output)", "Advance")]
    [InlineData(
        "PeepholesAll", "Model(Inputs = 3), Lstm(4, Peepholes = Peepholes.All)",
        "header", "outline", "Step", "StepAll", "StreamAdvance", "Advance", "Retreat")]
    [InlineData("InputFromForget", "Model(Inputs = 3), Lstm(4, Coupling = Coupling.InputFromForget)", "header", "Advance", "Retreat")]
    [InlineData("ForgetFromInput", "Model(Inputs = 3), Lstm(4, Coupling = Coupling.ForgetFromInput)", "header", "Advance")]
    [InlineData("WithoutInput", "Model(Inputs = 3), Lstm(4, Without = Gates.Input)", "header", "Advance")]
    [InlineData("WithoutForget", "Model(Inputs = 3), Lstm(4, Without = Gates.Forget)", "header", "Advance")]
    [InlineData("WithoutOutput", "Model(Inputs = 3), Lstm(4, Without = Gates.Output)", "header", "Advance", "Retreat")]
    [InlineData("IdentityInput", "Model(Inputs = 3), Lstm(4, InputActivation = Activation.Identity)", "header", "Advance")]
    [InlineData("IdentityOutput", "Model(Inputs = 3), Lstm(4, OutputActivation = Activation.Identity)", "header", "StreamStep", "Retreat")]
    [InlineData("FullGateRecurrence", "Model(Inputs = 3), Lstm(4, FullGateRecurrence = true)", "header", "Advance")]
    [InlineData(
        "Projection", "Model(Inputs = 3), Lstm(4, Projection = 2)",
        "header", "outline", "Layout", "StreamSums2", "StreamAdvance2", "Backward", "Advance1", "Advance2", "Retreat1", "Retreat2")]
    [InlineData("NoBias", "Model(Inputs = 3), Lstm(4, Bias = false)", "header", "StreamSums", "Retreat")]
    [InlineData("Normalized", "Model(Inputs = 3), Lstm(4, Normalize = true)", "header", "outline", "Advance3", "Retreat3")]
    [InlineData("LearnedInitialState", "Model(Inputs = 3), Lstm(4, LearnInitialState = true)", "header", "ParameterLength", "Layout")]
    [InlineData(
        "BFloat16", "Model(Inputs = 30, Training = false, Weights = WeightType.BFloat16), Lstm(64)",
        "header", "Step", "StreamStepOf2")]
    [InlineData("Int8", "Model(Inputs = 30, Training = false, Weights = WeightType.Int8), Lstm(64)", "header", "Step", "StreamStepOf1")]
    [InlineData("Zoneout", "Model(Inputs = 3), Lstm(4, Zoneout = 0.1)", "Advance")]
    public void Variant(string name, string attributes, params string[] sections)
        => Snapshot.VerifySections(SnapshotSource.Files(attributes)["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs", sections, "name=" + name);

    [Fact]
    public void BothDirections()
    {
        var files = SnapshotSource.Files("Model(Inputs = 3), Lstm(4, Direction = Direction.Both)");
        Snapshot.VerifySections(files["Net.g.cs"], "Net.g.cs", ["outline", "NewState", "Step", "Run", "Describe", "Network.Forward", "Network.Backward"]);
        Snapshot.VerifySections(files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs", ["header"]);
        var plain = SnapshotSource.Files("Model(Inputs = 3), Lstm(4)")["Net.Lstm0.g.cs"];
        Assert.Equal(SnapshotSource.WithoutHeader(plain), SnapshotSource.WithoutHeader(files["Net.Lstm0.g.cs"]));
    }
}
