using Unrolled.Formats.StateDicts;

namespace Unrolled.Formats.PyTorch;

/// <summary>Reads what <c>torch.save</c> wrote: a state_dict, a checkpoint with one, or a whole module. Nothing in the file is called.</summary>
internal sealed class PyTorchReader : IModelReader
{
    /// <summary>The number 0x1950A86A20F9469CFC6C with which files of PyTorch before 1.6 begin, as a pickle says it.</summary>
    private static ReadOnlySpan<byte> Legacy => [0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

    public FileFormat Format => FileFormat.PyTorch;

    public bool Recognises(FileContent content) => IsPickle(content) || TorchArchive.Recognises(content);

    public ModelFile Read(FileContent content, ReadOptions options)
    {
        if (IsPickle(content))
        {
            throw content.Error(content.Bytes.AsSpan(2).StartsWith(Legacy)
                ? "it is in the form that PyTorch wrote before version 1.6. Save it again with torch 1.6 or later: torch.save(torch.load(file), file)."
                : "it is a pickle that torch.save did not write. Save model.state_dict() with torch.save of torch 1.6 or later.");
        }

        var checkpoint = new TorchCheckpoint(content, TorchArchive.Open(content));
        return StateDictReader.Read(content, Format, checkpoint.StateDict(options.Key), options, metadata: checkpoint.Metadata());
    }

    /// <summary>A pickle without an archive begins with its protocol.</summary>
    private static bool IsPickle(FileContent content) => content.Bytes is [0x80, >= 2 and <= 5, ..];
}
