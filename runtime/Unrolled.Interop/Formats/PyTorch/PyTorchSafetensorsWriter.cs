using Unrolled.Formats.StateDicts;

namespace Unrolled.Formats.PyTorch;

/// <summary>Writes a state_dict as safetensors, which <c>safetensors.torch.load_file</c> reads.</summary>
internal sealed class PyTorchSafetensorsWriter : IModelWriter
{
    public FileFormat Format => FileFormat.PyTorchSafetensors;

    /// <summary>None: the ending <c>.safetensors</c> means Unrolled's own format.</summary>
    public IReadOnlyList<string> Endings => [];

    public void Write(ModelFile model, Stream stream)
    {
        var state = StateDictWriter.Of(model);
        var metadata = new Dictionary<string, string> { ["format"] = "pt", [StateDictWriter.DeclarationKey] = state.Declaration! };
        SafetensorsWriter.Write(stream, [.. state.Tensors.Select(tensor => new SafetensorsEntry(tensor.Name, tensor.Shape, () => tensor.Values))], metadata);
    }
}
