namespace Unrolled;

/// <summary>
/// Standardises the model's inputs: y = (x − mean) / deviation, feature by feature. Allowed only as the first layer of a model over features.
/// </summary>
/// <remarks>
/// Parameters <c>mean</c> [inputs], 0 at first, and <c>deviation</c> [inputs], 1 at first. They are set, saved, loaded and embedded as any other, and never
/// trained: <see cref="Parameter.Trainable"/> is false.
/// A deviation has to be greater than 0; 1 is right for an input that never varies. It has no state.
/// Y. LeCun, L. Bottou, G. Orr and K.-R. Müller, Efficient BackProp, 1998, section 4.3.
/// <code>
/// model.Parameters["standardize0.mean"].Set(means);
/// model.Parameters["standardize0.deviation"].Set(deviations);
/// </code>
/// </remarks>
public sealed class StandardizeAttribute : LayerAttribute
{
}
