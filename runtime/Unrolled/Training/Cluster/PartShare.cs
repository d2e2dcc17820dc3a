using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>The parts of a batch that one thread computes, in bundles of as many as may go through together.</summary>
internal sealed class PartShare<TModel>
    where TModel : class, IModel<TModel>
{
    /// <param name="model">The model.</param>
    /// <param name="steps">The most steps.</param>
    /// <param name="firstPart">The number of the first part.</param>
    /// <param name="parts">The tapes of the parts, in their order.</param>
    /// <param name="isAlone">Whether there are no other shares; else gradients are summed while others are.</param>
    public PartShare(TModel model, int steps, int firstPart, ReadOnlySpan<Tape<TModel>> parts, bool isAlone)
    {
        var through = isAlone ? model : TModel.Create(new ModelCore(model.Core));
        (FirstPart, Core) = (firstPart, through.Core);
        var bundles = new List<PartBundle<TModel>>();
        for (int first = 0, end; first < parts.Length; first = end)
        {
            int sequences = parts[first].Batch;
            for (end = first + 1; end < parts.Length && sequences + parts[end].Batch <= PartBundle<TModel>.MostSequences; end++)
                sequences += parts[end].Batch;
            bundles.Add(new PartBundle<TModel>(model, through, steps, firstPart + first, parts[first..end].ToArray()));
        }

        Bundles = [.. bundles];
    }

    /// <summary>The number of the first part.</summary>
    public int FirstPart { get; }

    /// <summary>Where the gradients are summed.</summary>
    public ModelCore Core { get; }

    /// <summary>The parts, in their order.</summary>
    public PartBundle<TModel>[] Bundles { get; }
}
