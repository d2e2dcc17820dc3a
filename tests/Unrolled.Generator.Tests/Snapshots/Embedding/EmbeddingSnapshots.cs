namespace Unrolled.Generator.Tests.Snapshots.Embedding;

/// <summary>What is generated, at 3 inputs and 4 hidden units, to be read beside the equations.</summary>
public sealed class EmbeddingSnapshots
{
    [Fact]
    public void Lookup()
    {
        const string Source = """
        using Unrolled;
        [Model(Vocabulary = 3), Embedding(4)]
        public partial class Net;
        """;
        Snapshot.VerifyAll(GeneratorHarness.Run(Source).Files);
    }

    [Fact]
    public void TokenLstm()
    {
        const string Source = """
        using Unrolled;
        [Model(Vocabulary = 3), Lstm(4)]
        public partial class Net;
        """;
        Snapshot.Verify(GeneratorHarness.Run(Source).Files["Net.Lstm0.g.cs"], "Net.Lstm0.g.cs");
    }
}
