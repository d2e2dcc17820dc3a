using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using Unrolled.Declarations;
using Unrolled.Formats;

namespace Unrolled;

/// <summary>
/// A trained model from a file, in no format: layers with their options, tensors under Unrolled's names, and what else the file says. Every reader fills
/// one and every writer takes one.
/// </summary>
/// <remarks>
/// <code>
/// ModelFile file = ModelFile.Read("amp.nam");
/// Console.WriteLine(file);
/// Amp amp = file.Load&lt;Amp&gt;();
/// ModelFile.Of(amp).Write("amp.onnx");
/// </code>
/// </remarks>
public sealed partial class ModelFile
{
    private readonly ModelFileLayer[] _layers;

    /// <summary>A description; the layers take their names and widths from their order.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="format">The format that it was read from.</param>
    /// <param name="inputs">Features a step, or 0 for a token model.</param>
    /// <param name="vocabulary">Number of tokens, or 0 for a model over features.</param>
    /// <param name="layers">The layers, first to last.</param>
    internal ModelFile(string name, FileFormat format, int inputs, int vocabulary, IEnumerable<ModelFileLayer> layers)
    {
        (Name, Format, Inputs, Vocabulary, _layers) = (name, format, inputs, vocabulary, [.. layers]);
        int width = vocabulary > 0 ? vocabulary : inputs;
        for (int index = 0; index < _layers.Length; index++)
        {
            _layers[index].Place(index, width);
            width = _layers[index].Outputs;
        }

        Outputs = width;
        Tensors = new ReadOnlyCollection<ModelTensor>([.. _layers.SelectMany(layer => layer.Tensors)]);
    }

    /// <summary>The file's name, as messages say it.</summary>
    public string Name { get; }

    /// <summary>The format that it was read from.</summary>
    public FileFormat Format { get; }

    /// <summary>Features a step; 0 for a token model.</summary>
    public int Inputs { get; }

    /// <summary>Number of tokens; 0 for a model over features.</summary>
    public int Vocabulary { get; }

    /// <summary>Outputs a step.</summary>
    public int Outputs { get; }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<ModelFileLayer> Layers => _layers;

    /// <summary>The parameters, in the order of the layers.</summary>
    public IReadOnlyList<ModelTensor> Tensors { get; }

    /// <summary>What the file says beside its layers, by key: author, gains, training.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>What was left out, assumed or folded, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Samples a second that the model was trained for; null where neither the file nor <see cref="ReadOptions"/> says.</summary>
    public double? SampleRate { get; init; }

    /// <summary>Inputs and outputs that the file carries to be checked with; null where it has none.</summary>
    public SelfTest? SelfTest { get; init; }

    /// <summary>Parameters in numbers.</summary>
    public long ParameterCount => Tensors.Sum(tensor => tensor.Shape.Count);

    /// <summary>Reads a file of any known format, by its content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="ModelFileException">The file is of no known format, is damaged, or has a layer that Unrolled has not.</exception>
    public static ModelFile Read(string path, ReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FormatCatalog.Read(new FileContent(path), options ?? new ReadOptions());
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="ModelFileException">The bytes are of no known format, are damaged, or have a layer that Unrolled has not.</exception>
    public static ModelFile Read(byte[] bytes, string name, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(name);
        return FormatCatalog.Read(new FileContent(name, bytes), options ?? new ReadOptions());
    }

    /// <summary>Writes the weights under Unrolled's names, with the declaration in the metadata, so that the file describes itself.</summary>
    /// <param name="path">The file, as a rule <c>.safetensors</c>. It is there whole or not at all.</param>
    public void Save(string path) => Write(path, FileFormat.Unrolled);

    /// <summary>Writes the model in another format.</summary>
    /// <param name="path">The file; it is there whole or not at all.</param>
    /// <param name="format">The format; by the ending of <paramref name="path"/> where it is null.</param>
    /// <exception cref="ModelFileException">The format cannot say what the model has, or the ending is unknown.</exception>
    public void Write(string path, FileFormat? format = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FormatCatalog.Write(this, path, format);
    }

    /// <summary>Writes the C# class that fits: its attributes, and the equations of cells that no attribute describes.</summary>
    /// <param name="writer">Takes the text.</param>
    /// <param name="className">The class's name.</param>
    /// <param name="nameSpace">Its namespace; none where it is null.</param>
    /// <exception cref="ArgumentException">A name is none of C#.</exception>
    public void WriteDeclaration(TextWriter writer, string className, string? nameSpace = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (!IsName(className))
            throw new ArgumentException($"'{className}' cannot be the name of a class: expected letters, digits and '_', with no digit "
                + "first.", nameof(className));
        if (!string.IsNullOrEmpty(nameSpace) && !nameSpace.Split('.').All(IsName))
            throw new ArgumentException($"'{nameSpace}' cannot be a namespace: expected names with a dot between them.", nameof(nameSpace));
        DeclarationWriter.Write(this, writer, className, nameSpace);
    }

    /// <summary>Format, layers with sizes and options, parameters, notes and metadata, in lines.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Name}: {FormatCatalog.Title(Format)}, ");
        text.Append(Vocabulary > 0 ? $"{Number(Vocabulary)} tokens" : $"{Number(Inputs)} {(Inputs == 1 ? "input" : "inputs")}");
        text.Append(CultureInfo.InvariantCulture, $", {Number(Outputs)} {(Outputs == 1 ? "output" : "outputs")}, {Number(ParameterCount)} parameters\n");
        foreach (var layer in _layers)
            text.Append(CultureInfo.InvariantCulture, $"  {layer.Name}: {layer}  {layer.Inputs} -> {layer.Outputs}\n");
        if (SampleRate is { } rate)
            text.Append(CultureInfo.InvariantCulture, $"  sample rate: {rate} Hz\n");
        foreach (var (key, value) in Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"  {key}: {value.ReplaceLineEndings(" ")}\n");
        foreach (string note in Notes)
            text.Append(CultureInfo.InvariantCulture, $"  note: {note}\n");
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>An exception about this file.</summary>
    internal ModelFileException Error(string message) => new($"{Name}: {message}");

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsDigit(name[0]) && name.All(letter => char.IsLetterOrDigit(letter) || letter == '_');

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
