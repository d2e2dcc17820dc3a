namespace Unrolled.CompilerServices;

/// <summary>A product of a few rows and columns, whose sums stay in registers: what differs with what the panel holds.</summary>
internal interface ITile
{
    /// <summary>
    /// R rows, up to 6, by C columns, up to 4. F: whether to fetch a line ahead of use with each row of the panel. Each element of the result is one chain
    /// of multiply-adds in ascending k.
    /// </summary>
    /// <param name="shape">Where everything lies.</param>
    /// <param name="x">The left operand.</param>
    /// <param name="panel">The right operand.</param>
    /// <param name="start">What the sums start from.</param>
    /// <param name="z">The result.</param>
    static abstract void Rows<V, R, C, F>(ref readonly TileShape shape, ref float x, ref float panel, ref float start, ref float z)
        where V : struct, ISimd<V>
        where R : struct, ICount
        where C : struct, ICount
        where F : struct, ICount;
}
