namespace Unrolled;

/// <summary>
/// A loss that training minimises. One object can serve many models and threads. A custom loss is a class with this one method:
/// <code>
/// public double Evaluate(in LossBatch batch)
/// {
///     double loss = 0;
///     for (int row = 0; row &lt; batch.Rows; row++)
///     {
///         float weight = batch.Weight(row);
///         if (weight == 0) continue;                     // ignored, or past its sequence's length
///         for (int k = 0; k &lt; batch.Outputs; k++)
///         {
///             float d = batch.Output(row)[k] - batch.Target(row)[k];
///             loss += weight * Math.Log(Math.Cosh(d));
///             batch.Gradient(row)[k] = weight * MathF.Tanh(d);
///         }
///     }
///     return loss;
/// }
/// </code>
/// </summary>
public interface ILoss
{
    /// <summary>Computes the loss and writes its gradient.</summary>
    /// <param name="batch">
    /// Outputs, targets and room for the gradient. Rows whose <see cref="LossBatch.Weight"/> is 0 must not count and have a gradient of 0 already;
    /// those of all others must be written.
    /// </param>
    /// <returns>The loss: the sum over rows of the row's weight times its loss.</returns>
    double Evaluate(in LossBatch batch);
}
