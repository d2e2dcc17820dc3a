using System.Buffers.Binary;
using Unrolled.Conversion;
using Unrolled.Formats.StateDicts;

namespace Unrolled.Formats.PyTorch;

/// <summary>Reads a state_dict from a safetensors file of any program but Unrolled.</summary>
internal sealed class PyTorchSafetensorsReader : IModelReader
{
    public FileFormat Format => FileFormat.PyTorchSafetensors;

    public bool Recognises(FileContent content)
    {
        using var reader = SafetensorsFile.TryOpen(content);
        return reader is not null;
    }

    public ModelFile Read(FileContent content, ReadOptions options)
    {
        using var reader = SafetensorsFile.Open(content);
        var state = State(reader, content);
        if (options.Key is { } key)
            state = state.Below(key) ?? throw content.Error($"it has no parameters whose names begin with the key '{key}'.");
        var metadata = reader.Metadata.Where(entry => entry.Key is not ("format" or StateDictWriter.DeclarationKey) && !IsAlias(reader, entry.Key, entry.Value))
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
        return StateDictReader.Read(content, Format, state, options, metadata: metadata);
    }

    private static StateDict State(SafetensorsReader reader, FileContent content)
    {
        int start = sizeof(long) + (int)BinaryPrimitives.ReadInt64LittleEndian(content.Bytes);
        var tensors = reader.Tensors.OrderBy(tensor => tensor.Offset).Select(tensor => Tensor(tensor, content, start)).ToList();
        var aliases = reader.Metadata.Where(entry => IsAlias(reader, entry.Key, entry.Value)).ToList();
        if (aliases.Count > 0)
        {
            var byName = tensors.ToDictionary(tensor => tensor.Name, tensor => tensor with { Identity = tensor.Name }, StringComparer.Ordinal);
            var others = aliases.Select(alias => byName[alias.Value] with { Name = alias.Key });
            tensors = [.. byName.Values.Concat(others).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];
        }

        return new StateDict(tensors) { Declaration = reader.Metadata.GetValueOrDefault(StateDictWriter.DeclarationKey) };
    }

    private static StateDictTensor Tensor(SafetensorsTensor tensor, FileContent content, int start)
    {
        var type = tensor.Type switch
        {
            "F16" => ElementType.Float16,
            "BF16" => ElementType.BFloat16,
            "F32" => ElementType.Float32,
            "F64" => ElementType.Float64,
            _ => ElementType.Other,
        };
        var bytes = content.Bytes.AsMemory(start + (int)tensor.Offset, (int)tensor.Bytes);
        return new StateDictTensor(tensor.Name, tensor.Shape, type, (first, count) => Elements.ToSingles(type, bytes.Span, first, count));
    }

    /// <summary>The safetensors library keeps one of several names of a parameter, and says the others in the metadata.</summary>
    private static bool IsAlias(SafetensorsReader reader, string key, string value) =>
        key.Contains('.', StringComparison.Ordinal) && !reader.TryGet(key, out _) && reader.TryGet(value, out _);
}
