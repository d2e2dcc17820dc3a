namespace Unrolled;

/// <summary>
/// Several processes that train one model together: each computes some of the parts of every update. All add the gradients of all parts in the same order,
/// so all make the same update, and no bit depends on how many processes there are.
/// </summary>
internal interface IGradientExchange
{
    /// <summary>
    /// One round, between the backward pass and the update: gives this process's part to the others, and adds the parts of all, this process's too, in the
    /// order of the parts. A part's gradients are those of its own mean loss and its weight goes with them, so no process has to know the weights of the
    /// others before.
    /// </summary>
    /// <param name="gradients">The gradients of this process's part; not changed.</param>
    /// <param name="weight">The sum of the weights that its mean loss was divided by; 0 for a process without a part in this round.</param>
    /// <param name="mean">Receives the parts.</param>
    void Add(ReadOnlySpan<float> gradients, double weight, GradientMean mean);
}
