namespace Unrolled.Generator.Tests.Snapshots.Rnn;

/// <summary>What is generated, at 3 inputs and 4 hidden units, to be read beside the equations.</summary>
public sealed class RnnSnapshots
{
    [Fact]
    public void Tanh()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Rnn(4)]
        public partial class Net;
        """;
        Snapshot.VerifyAll(GeneratorHarness.Run(Source).Files);
    }

    [Fact]
    public void Relu()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Rnn(4, Activation = Activation.Relu)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Rnn0.g.cs"], "Net.Rnn0.g.cs");
    }

    [Fact]
    public void Normalized()
    {
        const string Source = """
        using Unrolled;
        [Model(Inputs = 3), Rnn(4, Normalize = true)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Rnn0.g.cs"], "Net.Rnn0.g.cs");
    }
}
