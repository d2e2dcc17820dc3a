namespace Unrolled.Generator.Tests.Snapshots.Gru;

/// <summary>What is generated, at 3 inputs and 4 hidden units, to be read beside the equations.</summary>
public sealed class GruSnapshots
{
    [Fact]
    public void ResetAfter()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Gru(4)]
        public partial class Net;
        """;
        Snapshot.VerifyAll(GeneratorHarness.Run(Source).Files);
    }

    [Fact]
    public void ResetBefore()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Gru(4, Reset = Reset.Before)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Gru0.g.cs"], "Net.Gru0.g.cs");
    }

    [Fact]
    public void LongSumsResetBefore()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 28), Gru(64, Reset = Reset.Before)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Gru0.g.cs"], "Net.Gru0.g.cs");
    }

    [Fact]
    public void Normalized()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Gru(4, Normalize = true)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Gru0.g.cs"], "Net.Gru0.g.cs");
    }
}
