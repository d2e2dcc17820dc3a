namespace Unrolled;

/// <summary>
/// Named tensors that can be read: a safetensors file, a checkpoint, a file of another program. What loads parameters takes any of them, so a new format is
/// one class. A source says what it holds before
/// it reads values, and gives them as 32-bit floats: one that stores them otherwise converts them and says so in <see cref="TensorInfo.Type"/>.
/// </summary>
public interface ITensorSource
{
    /// <summary>What messages call it: as a rule the file's name.</summary>
    string Name { get; }

    /// <summary>What it says of itself beside its tensors, by key.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors, each name once.</summary>
    IEnumerable<TensorInfo> Tensors { get; }

    /// <summary>The values of a tensor of type <c>F32</c>, row-major, as many as its shape says.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="InvalidDataException">It has another type, or what is stored is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    float[] ReadSingles(string name);
}

/// <summary>What a source says of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type as safetensors spells it: <c>F32</c>, <c>F64</c>, <c>I64</c>, …</param>
/// <param name="Shape">Its sizes.</param>
public record TensorInfo(string Name, string Type, Shape Shape);
