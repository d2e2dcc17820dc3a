namespace Unrolled.Generator.Tests.Snapshots.Dense;

/// <summary>What is generated, at 3 inputs and 4 hidden units, to be read beside the equations.</summary>
public sealed class DenseSnapshots
{
    [Fact]
    public void Identity()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Dense(4)]
        public partial class Net;
        """;
        Snapshot.VerifyAll(GeneratorHarness.Run(Source).Files);
    }

    [Fact]
    public void Sigmoid()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Dense(4, Activation = Activation.Sigmoid)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Dense0.g.cs"], "Net.Dense0.g.cs");
    }
}
