using Unrolled.Conversion;

namespace Unrolled.Formats.Onnx;

/// <summary>A step of the calculation that is a layer or a part of one.</summary>
internal abstract record LayerPart;

/// <summary>A recurrent layer.</summary>
/// <param name="Declaration">Its attribute, with its direction.</param>
/// <param name="Inputs">The features that it reads.</param>
/// <param name="Directions">The tensors of each direction.</param>
internal sealed record RecurrentPart(RecurrentLayerAttribute Declaration, int Inputs, DirectionTensors[] Directions) : LayerPart;

/// <summary>A row a token; without a table, a one-hot vector a token.</summary>
internal sealed record TokenPart(int Vocabulary, Matrix? Table) : LayerPart;

/// <summary>A product, [outputs, inputs].</summary>
internal sealed record ProductPart(Matrix Weights, float[]? Bias) : LayerPart;

/// <summary>Each feature plus, minus, times or divided by a number.</summary>
/// <param name="Operation">One of <c>+ − * /</c>, and <c>r</c> for a number minus the feature, as ASCII.</param>
/// <param name="Values">A number a feature, or one for all.</param>
internal sealed record ElementPart(char Operation, float[] Values) : LayerPart;

/// <summary>An activation.</summary>
internal sealed record ActivationPart(Activation Activation) : LayerPart;

/// <summary>Dropout, which acts in training alone.</summary>
internal sealed record DropoutPart(double Rate) : LayerPart;

/// <summary>The graph's inputs, or the first of them, added.</summary>
internal sealed record ResidualPart(int? Channels) : LayerPart;
