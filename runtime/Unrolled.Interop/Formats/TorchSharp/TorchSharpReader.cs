using Unrolled.Conversion;
using Unrolled.Formats.StateDicts;

namespace Unrolled.Formats.TorchSharp;

/// <summary>Reads what <c>module.save</c> of TorchSharp writes, and <c>exportsd.py</c> beside it: a state_dict, entry after entry.</summary>
internal sealed class TorchSharpReader : IModelReader
{
    public FileFormat Format => FileFormat.TorchSharp;

    /// <summary>The format has no mark of its own: every byte of the file must be as it says.</summary>
    public bool Recognises(FileContent content) => TorchSharpEntries.Of(content.Bytes) is not null;

    public ModelFile Read(FileContent content, ReadOptions options)
    {
        var entries = TorchSharpEntries.Of(content.Bytes) ?? throw content.Error("it is no file of TorchSharp.");
        var tensors = entries.Select(entry =>
        {
            var shape = new Shape([.. entry.Sizes.Select(size => (int)size)]);
            var bytes = content.Bytes.AsMemory(entry.Start, entry.Length);
            return new StateDictTensor(entry.Name, shape, entry.Type, (first, count) => Elements.ToSingles(entry.Type, bytes.Span, first, count));
        });
        var state = new StateDict([.. tensors]);
        if (options.Key is { } key)
            state = state.Below(key) ?? throw content.Error($"it has no parameters whose names begin with the key '{key}'.");
        return StateDictReader.Read(content, Format, state, options);
    }
}
