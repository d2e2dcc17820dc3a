namespace Unrolled;

/// <summary>
/// Gives the model's outputs in the units of the targets: y = x · deviation + mean, output by output. Allowed only as the last layer.
/// </summary>
/// <remarks>
/// Parameters <c>mean</c> [outputs], 0 at first, and <c>deviation</c> [outputs], 1 at first. <c>model.Adapt(train)</c> sets them from the targets of a data
/// set. They are saved, loaded and embedded as any other, and never trained: <see cref="Parameter.Trainable"/> is false.
/// A deviation has to be greater than 0; 1 is right for a target that never varies. It has no state.
/// With targets of large deviations the mean squared error and its gradients are large: <see cref="Loss.StandardizedMeanSquaredError"/> counts in deviations.
/// <code>
/// model.Parameters["rescale2.mean"].Set(means);
/// model.Parameters["rescale2.deviation"].Set(deviations);
/// </code>
/// </remarks>
public sealed class RescaleAttribute : LayerAttribute
{
}
