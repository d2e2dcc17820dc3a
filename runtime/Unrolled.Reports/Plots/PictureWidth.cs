namespace Unrolled;

/// <summary>How wide a picture is drawn.</summary>
internal static class PictureWidth
{
    /// <summary>On a page.</summary>
    public const int Page = 700;

    /// <summary>On a phone.</summary>
    public const int Phone = 358;

    /// <summary>The narrowest at which nothing overlaps, and the widest.</summary>
    public const int Least = 320, Most = 4000;

    /// <exception cref="ArgumentOutOfRangeException">It is too small or too large.</exception>
    public static void Check(int width)
    {
        if (width is < Least or > Most)
            throw new ArgumentOutOfRangeException(nameof(width), width, $"Expected a width from {Least} to {Most}; found {width}.");
    }
}
