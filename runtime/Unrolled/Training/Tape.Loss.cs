namespace Unrolled;

// What a loss reads and writes.
public sealed partial class Tape<TModel>
{
    /// <summary>
    /// The outputs, targets and weights, and where the gradient goes. Targets and classes that nobody has touched take no memory; a loss that asks for them then fails.
    /// </summary>
    /// <exception cref="InvalidOperationException">There was no Forward.</exception>
    /// <exception cref="ArgumentException">A weight is negative or not finite.</exception>
    internal LossBatch LossBatch()
    {
        _frame.RequireForward("The loss");
        return new LossBatch(Steps, Batch, Outputs, _targets is null ? default : Targets, _targetClasses is null ? default : TargetClasses, Weights, Lengths, OutputGradients);
    }
}
