namespace Unrolled.Formats.Hdf5;

/// <summary>A group or a data set: what its header says.</summary>
internal sealed class Hdf5Object
{
    private readonly Hdf5File _file;
    private readonly int _address;
    private readonly IReadOnlyList<Hdf5Message> _messages;
    private readonly Dictionary<Hdf5MessageType, Hdf5Message> _first = [];
    private Dictionary<string, Hdf5Attribute>? _attributes;
    private Hdf5Links? _links;

    /// <summary>Reads the header at an address.</summary>
    public Hdf5Object(Hdf5File file, int address)
    {
        (_file, _address) = (file, address);
        _messages = Hdf5ObjectHeader.Read(file, address);
        foreach (var message in _messages)
            _first.TryAdd(message.Type, message);
    }

    /// <summary>Whether it holds values.</summary>
    public bool IsDataset => Message(Hdf5MessageType.Layout) is not null;

    /// <summary>The names of what a group holds, in the order of the file.</summary>
    public IReadOnlyCollection<string> Names => Links.Names;

    /// <summary>The sizes of a data set.</summary>
    public int[] Shape => Space.Dimensions;

    /// <summary>What is found along names with / between them, or null.</summary>
    /// <exception cref="ModelFileException">A link leads elsewhere, or the structure is damaged.</exception>
    public Hdf5Object? Find(string path)
    {
        var found = this;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (found.IsDataset || found.Links.Find(name) is not { } address)
                return null;
            found = _file.Object(address);
        }

        return found;
    }

    /// <summary>An attribute, or null.</summary>
    public Hdf5Attribute? Attribute(string name) => (_attributes ??= Hdf5Attribute.All(_file, this)).GetValueOrDefault(name);

    /// <summary>All values of a data set, row-major.</summary>
    /// <param name="bfloat16">Whether its values of two bytes are bfloat16, which HDF5 has no type for.</param>
    public Hdf5Values Read(bool bfloat16 = false)
    {
        var type = Hdf5Type.Read(_file, Needed(Hdf5MessageType.Datatype, "a type"));
        if (bfloat16)
            type = type.AsBFloat16(_file);
        int count = Space.Count;
        _file.ChargeValues(4L * count);
        return new Hdf5Values(type.Number(_file), Hdf5Data.Read(_file, this, Shape, type.Size, count));
    }

    /// <summary>The first message of a type, or null.</summary>
    public Hdf5Message? Message(Hdf5MessageType type) => _first.TryGetValue(type, out var message) ? message : null;

    /// <summary>All messages of a type.</summary>
    public IEnumerable<Hdf5Message> Messages(Hdf5MessageType type) => _messages.Where(message => message.Type == type);

    /// <summary>A message that has to be there, as it stands in this header.</summary>
    public Hdf5Cursor Needed(Hdf5MessageType type, string what)
    {
        var message = Message(type) ?? throw _file.Damaged(_address, $"expected {what} in the header of an object");
        return message.Cursor(_file);
    }

    private Hdf5Space Space => Hdf5Space.Read(_file, Needed(Hdf5MessageType.Dataspace, "sizes"));

    private Hdf5Links Links => _links ??= new Hdf5Links(_file, this);
}
