using System.Globalization;
using System.Runtime.InteropServices;
using Unrolled.Formats.StateDicts;

namespace Unrolled.Formats.PyTorch;

/// <summary>Writes a state_dict as <c>torch.save</c> does, which <c>torch.load(…, weights_only=True)</c> reads.</summary>
internal sealed class PyTorchWriter : IModelWriter
{
    public FileFormat Format => FileFormat.PyTorch;

    public IReadOnlyList<string> Endings => [".pt", ".pth", ".tar"];

    public void Write(ModelFile model, Stream stream)
    {
        var state = StateDictWriter.Of(model);
        var zip = new ZipWriter(stream);
        zip.Add("archive/data.pkl", StateDictPickle.Write(state));
        zip.Add("archive/byteorder", "little"u8);
        for (int index = 0; index < state.Tensors.Count; index++)
            zip.Add($"archive/data/{index.ToString(CultureInfo.InvariantCulture)}", LittleEndianBytes(state.Tensors[index].Values));
        zip.Add("archive/version", "3\n"u8);
        zip.Finish();
    }

    private static ReadOnlySpan<byte> LittleEndianBytes(float[] values)
    {
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.AsBytes(values.AsSpan());
        int[] swapped = [.. values.Select(value => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(BitConverter.SingleToInt32Bits(value)))];
        return MemoryMarshal.AsBytes(swapped.AsSpan());
    }
}
