using System.CommandLine;

namespace Unrolled.Tool.Commands;

/// <summary>The file that a command reads, and what the file may not say itself.</summary>
internal sealed class FileOptions
{
    private const string Files = "The model: .pt, .pth, .tar, .safetensors, .keras, .h5, .onnx, .json, .aidax, .nam, .dat. Its content says which.";
    private const string Unnamed = "The activation of simple recurrent layers that the file does not name: tanh (default) or relu.";

    private readonly Argument<string> _file = new("FILE") { Description = Files };
    private readonly Option<string?> _activation = new("--activation") { Description = Unnamed };
    private readonly Option<double?> _sampleRate = new("--sample-rate") { Description = "Samples a second, where the file does not say." };
    private readonly Option<string?> _key = new("--key") { Description = "Where the state_dict lies in a checkpoint of PyTorch, as in model_state_dict." };

    public FileOptions(Command command)
    {
        command.Arguments.Add(_file);
        command.Options.Add(_activation);
        command.Options.Add(_sampleRate);
        command.Options.Add(_key);
    }

    /// <summary>Reads the file.</summary>
    public ModelFile Read(ParseResult result)
    {
        string path = result.GetRequiredValue(_file);
        if (!File.Exists(path))
            throw new ToolException($"{path} does not exist.");
        return ModelFile.Read(path, new ReadOptions
        {
            Activation = result.GetValue(_activation)?.ToLowerInvariant() switch
            {
                null => null,
                "tanh" => Activation.Tanh,
                "relu" => Activation.Relu,
                var other => throw new ToolException($"--activation is '{other}'; expected tanh or relu."),
            },
            SampleRate = result.GetValue(_sampleRate) switch
            {
                <= 0 => throw new ToolException("--sample-rate has to be greater than 0."),
                var rate => rate,
            },
            Key = result.GetValue(_key),
        });
    }
}
