using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Unrolled.Build;

/// <summary>Writes the C headers of an assembly's models: the constants <c>CHeader</c>, each to a file of the name that stands in its first line.</summary>
public sealed class WriteHeaders : Microsoft.Build.Utilities.Task
{
    /// <summary>The name of the constant.</summary>
    internal const string Constant = "CHeader";

    private const string Start = "/* ";

    /// <summary>The compiled assembly.</summary>
    [Required]
    public string Assembly { get; set; } = "";

    /// <summary>Where the headers go.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>The headers.</summary>
    [Output]
    public ITaskItem[] Headers { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        using var file = File.OpenRead(Assembly);
        using var image = new PEReader(file);
        var headers = new List<ITaskItem>();
        foreach (var text in Texts(image.GetMetadataReader()))
        {
            var name = text.Substring(Start.Length, text.IndexOf(':') - Start.Length);
            var path = Path.Combine(Folder, name);
            Directory.CreateDirectory(Folder);
            if (!File.Exists(path) || File.ReadAllText(path) != text)
                File.WriteAllText(path, text);
            headers.Add(new TaskItem(path));
        }

        Headers = [.. headers];
        return true;
    }

    private static IEnumerable<string> Texts(MetadataReader reader)
    {
        foreach (var handle in reader.FieldDefinitions)
        {
            var field = reader.GetFieldDefinition(handle);
            if ((field.Attributes & FieldAttributes.Literal) == 0 || !reader.StringComparer.Equals(field.Name, Constant))
                continue;
            var constant = reader.GetConstant(field.GetDefaultValue());
            if (constant.TypeCode == ConstantTypeCode.String && reader.GetBlobReader(constant.Value).ReadConstant(ConstantTypeCode.String) is string text
                && text.StartsWith(Start, StringComparison.Ordinal) && text.IndexOf(".h:", StringComparison.Ordinal) > 0)
                yield return text;
        }
    }
}
