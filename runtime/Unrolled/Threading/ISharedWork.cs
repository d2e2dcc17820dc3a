namespace Unrolled.CompilerServices;

/// <summary>Work that several workers do together: each runs it, with its own share.</summary>
internal interface ISharedWork
{
    /// <summary>Does one worker's share.</summary>
    /// <param name="worker">Who does it.</param>
    void Run(Worker worker);
}
