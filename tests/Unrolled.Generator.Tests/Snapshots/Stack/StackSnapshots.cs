namespace Unrolled.Generator.Tests.Snapshots.Stack;

/// <summary>What is generated, at 3 inputs and 4 hidden units, to be read beside the equations.</summary>
public sealed class StackSnapshots
{
    [Fact]
    public void DropoutAndResidual()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Gru(4), Dropout(0.5), Dense(3), Residual]
        public partial class Net;
        """;
        Snapshot.VerifyAll(GeneratorHarness.Run(Source).Files);
    }

    [Fact]
    public void WithoutTraining()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3, Training = false), Gru(4), Dropout(0.5), Dense(3), Residual]
        public partial class Net;
        """;
        Snapshot.VerifyAll(GeneratorHarness.Run(Source).Files);
    }
}
