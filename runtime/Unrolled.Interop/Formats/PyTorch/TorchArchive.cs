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
                ? Without(name, default, $"is no tensor but made by {maker}")
                : null;
        }

        var storage = _zip.Find($"{_folder}data/{tensor.StorageKey}");
        if ((tensor.Problem ?? Problem(tensor, storage)) is { } problem)
            return Without(name, tensor.Shape, problem);
        return new StateDictTensor(name, tensor.Shape, tensor.Type, (first, count) => Values(tensor, storage!, first, count)) { Identity = tensor.View };
    }

    private static StateDictTensor Without(string name, Shape shape, string problem) =>
        new(name, shape, ElementType.Float32, (_, _) => []) { Problem = problem };

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

    /// <summary>A whole tensor is the same array for the same view as long as it is in use: an embedding and a head may be one.</summary>
    private float[] Values(TorchTensor tensor, ZipMember storage, int first, int count)
    {
        bool isWhole = count == tensor.Count;
        if (isWhole && _values.TryGetValue(tensor.View, out var known) && known.TryGetTarget(out float[]? values))
            return values;
        values = tensor.Read(_zip.Read(storage).Span, _bigEndian, first, count);
        if (isWhole)
            _values[tensor.View] = new WeakReference<float[]>(values);
        return values;
    }

    private static ZipMember? Pickle(ZipDirectory zip) => zip.Members.FirstOrDefault(member => Is(member, "data.pkl"));

    /// <summary>Whether a member has this name in the archive's folder.</summary>
    private static bool Is(ZipMember member, string name) =>
        member.Name == name || (member.Name.EndsWith(name, StringComparison.Ordinal) && member.Name[^(name.Length + 1)] == '/');

    /// <summary>What is to be done instead with an archive that holds more than tensors; null for a plain one.</summary>
    private static string? Relative(ZipDirectory zip)
    {
        if (zip.Members.Any(member => Is(member, "constants.pkl")))
            return "it is a TorchScript archive (torch.jit.save), which holds code. Save its weights in Python: "
                + "torch.save(torch.jit.load(file).state_dict(), 'weights.pt').";
        if (zip.Members.Any(member => Is(member, "serialized_exported_program.json") || Is(member, "archive_format")))
            return "it is an exported program (torch.export), which holds code. Save its weights in Python: "
                + "torch.save(torch.export.load(file).state_dict, 'weights.pt').";
        return null;
    }
}
