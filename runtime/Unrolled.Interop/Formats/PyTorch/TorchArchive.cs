using System.Text;
using Unrolled.Conversion;
using Unrolled.Formats.PyTorch.Pickle;
using Unrolled.Formats.StateDicts;

namespace Unrolled.Formats.PyTorch;

/// <summary>
/// The zip archive that <c>torch.save</c> writes: <c>data.pkl</c>, and the numbers of each storage in <c>data/</c>, in a folder of any name.
/// </summary>
internal sealed class TorchArchive
{
    private readonly ZipDirectory _zip;
    private readonly string _folder;
    private readonly bool _bigEndian;
    private readonly Dictionary<object, WeakReference<float[]>> _values = [];

    private TorchArchive(ZipDirectory zip, string folder)
    {
        (_zip, _folder) = (zip, folder);
        _bigEndian = zip.Find(folder + "byteorder") is { Size: < 100 } order && Encoding.ASCII.GetString(zip.Read(order).Span).Trim() == "big";
    }

    /// <summary>What was saved.</summary>
    public object? Root { get; private init; }

    /// <summary>Functions that the file asks to be called, which no model needs.</summary>
    public IReadOnlyList<string> Calls { get; private init; } = [];

    /// <summary>Whether the content is such an archive, or one of its relatives that are refused.</summary>
    public static bool Recognises(FileContent content) => content.Zip is { } zip && (Pickle(zip) is not null || Relative(zip) is not null);

    /// <summary>Opens it.</summary>
    /// <exception cref="ModelFileException">It is TorchScript, or damaged.</exception>
    public static TorchArchive Open(FileContent content)
    {
        var zip = content.Zip!;
        if (Relative(zip) is { } relative)
            throw content.Error(relative);
        var pickle = Pickle(zip)!;
        var calls = new List<string>();
        object? root = Unpickler.Read(zip.Read(pickle), content.Bytes.Length, calls);
        return new TorchArchive(zip, pickle.Name[..^"data.pkl".Length]) { Root = root, Calls = calls };
    }

    /// <summary>A tensor of a state_dict; null where the value is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">What the pickle has under it.</param>
    public StateDictTensor? Tensor(string name, object? value)
    {
        if (TorchTensor.Of(value) is not { } tensor)
        {
            string leaf = name[(name.LastIndexOf('.') + 1)..];
            return value is PickleObject { Callable: var maker } && (leaf is "weight" or "bias" || RecurrentModule.IsOne(leaf))
                ? new StateDictTensor(name, default, ElementType.Float32, () => []) { Problem = $"is no tensor but made by {maker}" }
                : null;
        }

        var storage = _zip.Find($"{_folder}data/{tensor.StorageKey}");
        return (tensor.Problem ?? Problem(tensor, storage)) is { } problem
            ? new StateDictTensor(name, tensor.Shape, tensor.Type, () => []) { Problem = problem }
            : tensor.Type == ElementType.Other ? new StateDictTensor(name, tensor.Shape, tensor.Type, () => [])
            : new StateDictTensor(name, tensor.Shape, tensor.Type, () => Shared(tensor, storage!)) { Identity = tensor.View };
    }

    /// <summary>Why a tensor's numbers are not all in its storage; null where they are.</summary>
    private static string? Problem(TorchTensor tensor, ZipMember? storage)
    {
        if (storage is null)
            return $"is in the storage '{tensor.StorageKey}', which the archive has not";
        if (tensor.Type == ElementType.Other)
            return null;
        long elements = storage.Size / Elements.Size(tensor.Type);
        if (tensor.StorageBytes is { } expected && expected != storage.Size)
            return $"is in the storage '{tensor.StorageKey}' of {storage.Size} bytes, where the pickle says {expected}";
        if (tensor.Count > 0 && (tensor.Last < 0 || tensor.Last >= elements))
            return $"reaches to the element {tensor.Last} of a storage of {elements}";
        return tensor.Count > elements ? $"repeats the elements of a storage of {elements}; save it with .contiguous()" : null;
    }

    /// <summary>The same array for the same view as long as it is in use: an embedding and a head may be one.</summary>
    private float[] Shared(TorchTensor tensor, ZipMember storage)
    {
        if (_values.TryGetValue(tensor.View, out var known) && known.TryGetTarget(out float[]? values))
            return values;
        values = Values(tensor, storage);
        _values[tensor.View] = new WeakReference<float[]>(values);
        return values;
    }

    private float[] Values(TorchTensor tensor, ZipMember storage)
    {
        var bytes = _zip.Read(storage).Span;
        int size = Elements.Size(tensor.Type);
        if (tensor.IsContiguous)
            return Elements.ToSingles(tensor.Type, bytes.Slice((int)(tensor.Offset * size), (int)(tensor.Shape.Count * size)), _bigEndian);
        float[] values = new float[tensor.Shape.Count];
        long[] index = new long[tensor.Shape.Rank];
        long at = tensor.Offset;
        for (int element = 0; element < values.Length; element++)
        {
            values[element] = Elements.ToSingle(tensor.Type, bytes.Slice((int)(at * size), size), _bigEndian);
            for (int dimension = index.Length - 1; dimension >= 0; dimension--)
            {
                at += tensor.Strides[dimension];
                if (++index[dimension] < tensor.Shape[dimension])
                    break;
                at -= tensor.Strides[dimension] * index[dimension];
                index[dimension] = 0;
            }
        }

        return values;
    }

    private static ZipMember? Pickle(ZipDirectory zip) => zip.Members.FirstOrDefault(member => member.Name.EndsWith("/data.pkl", StringComparison.Ordinal) || member.Name == "data.pkl");

    /// <summary>What is to be done instead with an archive that holds more than tensors; null for a plain one.</summary>
    private static string? Relative(ZipDirectory zip)
    {
        if (zip.Members.Any(member => member.Name.EndsWith("/constants.pkl", StringComparison.Ordinal) || member.Name == "constants.pkl"))
            return "it is a TorchScript archive (torch.jit.save), which holds code. Save its weights in Python: torch.save(torch.jit.load(file).state_dict(), 'weights.pt').";
        if (zip.Members.Any(member => member.Name.EndsWith("serialized_exported_program.json", StringComparison.Ordinal) || member.Name.EndsWith("/archive_format", StringComparison.Ordinal)))
            return "it is an exported program (torch.export), which holds code. Save its weights in Python: torch.save(torch.export.load(file).state_dict, 'weights.pt').";
        return null;
    }
}
