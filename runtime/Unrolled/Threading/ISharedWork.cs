namespace Unrolled.CompilerServices;

/// <summary>Work that several workers do together: each runs it on its own partition.</summary>
internal interface ISharedWork
{
    /// <summary>Does one worker's part.</summary>
    /// <param name="worker">Who does it.</param>
    void Run(Worker worker);
}
