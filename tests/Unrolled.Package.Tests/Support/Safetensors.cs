using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Unrolled.Package.Tests.Support;

/// <summary>Writes small files of weights without the product.</summary>
internal static class Safetensors
{
    /// <summary>A file of F32 tensors.</summary>
    public static byte[] File(params (string Name, int[] Shape, float[] Values)[] tensors)
    {
        var header = new StringBuilder("{");
        var data = new List<byte>();
        foreach (var (name, shape, values) in tensors)
        {
            int start = data.Count;
            data.AddRange(MemoryMarshal.AsBytes<float>(values));
            header.Append(header.Length > 1 ? "," : "")
                .Append(CultureInfo.InvariantCulture,
                $"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{start},{data.Count}]}}");
        }

        byte[] text = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }
}
