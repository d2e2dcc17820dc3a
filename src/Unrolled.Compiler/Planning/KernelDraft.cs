using Unrolled.Compiler.Graph;

namespace Unrolled.Compiler.Planning;

/// <summary>A kernel while it is planned: what it shall leave is known first, what it reads follows.</summary>
internal sealed class KernelDraft(Phase phase, int level, int width)
{
    /// <inheritdoc cref="Kernel.Phase"/>
    public Phase Phase { get; } = phase;

    /// <inheritdoc cref="Kernel.Level"/>
    public int Level { get; } = level;

    /// <inheritdoc cref="Kernel.Width"/>
    public int Width { get; } = width;

    /// <inheritdoc cref="Kernel.Targets"/>
    public List<Target> Targets { get; } = [];

    /// <inheritdoc cref="Kernel.Loads"/>
    public Dictionary<Node, Location> Loads { get; } = [];
}
