using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>Cells against PyTorch: outputs, states, every gradient, and the streaming Step and Run.</summary>
public sealed class GoldenTests
{
    private static readonly IReadOnlyDictionary<string, string> Files = Tensors.Folder("golden");

    public static TheoryData<string> Data => [.. Files.Keys.OrEach(4)];

    [Theory]
    [MemberData(nameof(Data))]
    public void Agrees_with_PyTorch(string name)
    {
        var golden = new GoldenCase(new Tensors(Files[name]));
        using var model = InMemoryCompiler.Create(ReferenceSpecs.Golden(golden.Config));
        GoldenCheck.Run(name, golden, model);
    }
}
