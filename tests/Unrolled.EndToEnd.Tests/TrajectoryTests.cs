using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>20 updates of every optimiser against PyTorch: losses, gradient norms and parameters.</summary>
public sealed class TrajectoryTests
{
    private static readonly IReadOnlyDictionary<string, string> Files = Tensors.Folder("trajectories");

    public static TheoryData<string> Data => [.. Files.Keys.OrEach(3)];

    [Theory]
    [MemberData(nameof(Data))]
    public void Trains_as_PyTorch_does(string name)
    {
        var t = new Tensors(Files[name]);
        using var model = InMemoryCompiler.Create(ReferenceSpecs.Trajectory(t.Config));
        TrajectoryCheck.Run(t, model);
    }
}
