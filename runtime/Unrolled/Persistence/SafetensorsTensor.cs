namespace Unrolled;

/// <summary>The header entry of one tensor in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type as the file spells it: <c>F32</c>, <c>F64</c>, <c>I64</c>, …</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Offset">Where its first byte lies, from the end of the header.</param>
/// <param name="Bytes">Its size in bytes: elements × size of an element.</param>
public sealed record SafetensorsTensor(string Name, string Type, Shape Shape, long Offset, long Bytes) : TensorInfo(Name, Type, Shape);
