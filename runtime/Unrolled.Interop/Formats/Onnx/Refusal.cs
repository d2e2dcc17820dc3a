namespace Unrolled.Formats.Onnx;

/// <summary>What a node says cannot become a layer. It becomes the file's error where the model's output depends on that node, and nothing otherwise.</summary>
internal sealed class Refusal(string message) : Exception(message);
