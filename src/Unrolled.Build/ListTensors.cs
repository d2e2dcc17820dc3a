using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Unrolled.Build;

/// <summary>
/// Writes the tensor list of each <c>&lt;UnrolledWeights Include="rows.safetensors" Model="RowReader" /&gt;</c> as text, which the generator can read: a
/// generator sees no binary file.
/// A list is written only when it has changed, so that nothing is compiled again without need.
/// </summary>
public sealed class ListTensors : Microsoft.Build.Utilities.Task
{
    /// <summary>Ends the names of the lists; the generator knows them by it.</summary>
    internal const string Suffix = ".unrolled-tensors.txt";

    private const string Help = "docs/diagnostics/";

    /// <summary>The items.</summary>
    [Required]
    public ITaskItem[] Weights { get; set; } = [];

    /// <summary>Where the lists go.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>The project, for messages.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <summary>The lists.</summary>
    [Output]
    public ITaskItem[] Lists { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var lists = new List<ITaskItem>();
        var models = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in Weights)
        {
            var model = item.GetMetadata("Model");
            if (model.Length == 0)
                Error("UNR0085", $"<UnrolledWeights Include=\"{item.ItemSpec}\" /> has no Model: add Model=\"…\" with the name of the class");
            else if (models.TryGetValue(model, out var other))
                Error("UNR0084", $"Model '{model}' has two weights files, {other} and {item.ItemSpec}: remove one");
            else if (List(item, model) is { } list)
                lists.Add(list);
            if (model.Length > 0 && !models.ContainsKey(model))
                models.Add(model, item.ItemSpec);
        }

        Lists = [.. lists];
        return !Log.HasLoggedErrors;
    }

    private TaskItem? List(ITaskItem item, string model)
    {
        var path = item.GetMetadata("FullPath");
        if (!File.Exists(path))
        {
            Error("UNR0082", $"The weights file of model '{model}' does not exist: {path}");
            return null;
        }

        try
        {
            using var file = File.OpenRead(path);
            var text = new StringBuilder();
            text.Append("model ").Append(model).Append('\n').Append("file ").Append(Path.GetFileName(path)).Append('\n');
            foreach (var tensor in TensorList.Lines(file, path))
                text.Append(tensor).Append('\n');
            var list = Path.Combine(Folder, model + Suffix);
            Directory.CreateDirectory(Folder);
            if (!File.Exists(list) || File.ReadAllText(list) != text.ToString())
                File.WriteAllText(list, text.ToString());
            return new TaskItem(list);
        }
        catch (InvalidDataException wrong)
        {
            Error("UNR0083", $"The weights file of model '{model}' cannot be read: {wrong.Message}");
            return null;
        }
    }

    private void Error(string code, string message) => Log.LogError(null, code, null, Help + code + ".md", Project, 0, 0, 0, 0, message, []);
}
