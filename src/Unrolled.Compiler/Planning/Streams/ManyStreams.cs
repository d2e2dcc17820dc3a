using Unrolled.Compiler.Layers;

namespace Unrolled.Compiler.Planning;

/// <summary>How a step of many streams goes through a layer.</summary>
internal enum ManyStreams
{
    /// <summary>Some streams share each vector of weights.</summary>
    Shared,

    /// <summary>Products of many rows: a tile reads its weights once for up to six streams.</summary>
    Products,

    /// <summary>One stream after another, each with the step that it would take alone.</summary>
    OneByOne,

    /// <summary><see cref="Products"/> with the widest vectors, <see cref="OneByOne"/> with narrower ones.</summary>
    ProductsOfWide,
}

/// <summary>Decides how many streams go through a layer, by its size and the types of its weights.</summary>
internal static class ManyStreamsPlanner
{
    /// <summary>Whether there are vectors for which streams go through products of many rows.</summary>
    public static bool TakesProducts(this ManyStreams many) => many is ManyStreams.Products or ManyStreams.ProductsOfWide;

    /// <param name="spaces">The layer's sums.</param>
    /// <param name="typeOf">The type of a panel's weights.</param>
    public static ManyStreams Of(IReadOnlyList<Space> spaces, Func<Panel, WeightType> typeOf)
    {
        if (!StreamPlanner.TakesProducts(spaces))
            return ManyStreams.Shared;

        // The step of a small layer that multiplies bytes has little to share: its weights stay in the first-level cache, and products of many rows write
        // sums and read them again.
        var panels = spaces.SelectMany(space => space.Panels).Where(panel => !panel.IsLookUp).ToList();
        static long Bytes(IEnumerable<Panel> panels) => panels.Sum(panel => sizeof(float) * panel.WeightsOfUnit * panel.Space.Width);
        var (ofBytes, all) = (Bytes(panels.Where(panel => typeOf(panel) == WeightType.Int8)), Bytes(panels));
        if (ofBytes > 0 && 2 * ofBytes >= all && all <= Tuning.BytesOfOneByOne)
            return ManyStreams.OneByOne;

        // Weights that stay in the first-level cache are not worth sharing where the equations of a stream take longer than its products.
        return all <= Tuning.FirstLevelCache ? ManyStreams.ProductsOfWide : ManyStreams.Products;
    }
}
