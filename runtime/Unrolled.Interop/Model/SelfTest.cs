namespace Unrolled;

/// <summary>Inputs and outputs that a file carries so that whoever reads it can tell whether the model is right.</summary>
/// <param name="Inputs">[steps, inputs], from a zero state.</param>
/// <param name="Outputs">[steps, outputs].</param>
public sealed record SelfTest(float[] Inputs, float[] Outputs);
