namespace Unrolled;

/// <summary>
/// The losses. Each is a mean over the steps inside the sequences' lengths, weighted by <c>tape.Weights</c> [steps, batch] and divided by the sum of
/// these weights (a sum of 0 gives loss 0). Steps of weight 0 and steps past the end of a sequence have a gradient of exactly 0.
/// </summary>
public static class Loss
{
    /// <summary>(y − t)², mean over the outputs of a step; targets in <c>tape.Targets</c> [steps, batch, Outputs].</summary>
    public static ILoss MeanSquaredError { get; } = new MeanSquaredError();

    /// <summary>
    /// ((y − t) / deviation)², mean over the outputs of a step; targets in <c>tape.Targets</c> [steps, batch, Outputs]. The deviations are those of the model's
    /// <c>[Rescale]</c>: outputs in different units count alike, and a loss of 1 is what the mean of the targets would have. A model without <c>[Rescale]</c>
    /// throws an <see cref="InvalidOperationException"/>.
    /// </summary>
    public static ILoss StandardizedMeanSquaredError { get; } = new StandardizedMeanSquaredError();

    /// <summary>|y − t|, mean over the outputs of a step; targets in <c>tape.Targets</c> [steps, batch, Outputs]. Where y = t the gradient is 0.</summary>
    public static ILoss MeanAbsoluteError { get; } = new MeanAbsoluteError();

    /// <summary>−log softmax(y)[class], y logits; classes in <c>tape.TargetClasses</c> [steps, batch], each in [0, Outputs) where the step counts.</summary>
    public static ILoss SoftmaxCrossEntropy { get; } = new SoftmaxCrossEntropy();

    /// <summary>−Σ t·log softmax(y), y logits; distributions over the classes in <c>tape.Targets</c> [steps, batch, Outputs].</summary>
    public static ILoss SoftmaxCrossEntropyWithTargets { get; } = new SoftmaxCrossEntropyWithTargets();

    /// <summary>
    /// −t·log σ(y) − (1 − t)·log(1 − σ(y)), y logits, mean over the outputs of a step; targets in [0, 1] in <c>tape.Targets</c> [steps, batch, Outputs].
    /// </summary>
    public static ILoss BinaryCrossEntropy { get; } = new BinaryCrossEntropy();

    /// <summary>
    /// ½(y − t)² up to |y − t| = delta, delta·(|y − t| − ½delta) beyond (Huber 1964; <c>torch.nn.HuberLoss</c>), mean over the outputs of a step; targets in
    /// <c>tape.Targets</c> [steps, batch, Outputs].
    /// </summary>
    /// <param name="delta">The error at which the loss changes from quadratic to linear; greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">delta is 0 or less, infinite or not a number.</exception>
    public static ILoss Huber(float delta = 1) => new Huber(delta);

    /// <summary>
    /// The loss of the outputs that <c>model.Forward(tape)</c> has written. Fills <c>tape.OutputGradients</c>, so that <c>model.Backward(tape)</c> and
    /// <see cref="Trainer{TModel}.Update"/> can follow. In between, you can change the gradients.
    /// </summary>
    /// <param name="loss">The loss.</param>
    /// <param name="tape">The tape after a forward pass, with targets.</param>
    /// <returns>The mean loss.</returns>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or a target class is out of range.</exception>
    /// <exception cref="InvalidOperationException">There was no forward pass, or the targets of this loss were never filled.</exception>
    public static double Evaluate<TModel>(this ILoss loss, Tape<TModel> tape)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Evaluate(loss, tape.Threads);
    }
}
