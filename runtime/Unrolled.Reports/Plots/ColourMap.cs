using System.Globalization;

namespace Unrolled;

/// <summary>Colours of numbers: the darker, the further from 0, and blue and brown on its two sides, which any kind of colour blindness tells apart.</summary>
internal sealed class ColourMap
{
    private readonly string[] _colours;
    private readonly double _from;
    private readonly double _to;

    private ColourMap(double from, double to, string[] colours) => (_from, _to, _colours) = (from, to, colours);

    /// <summary>How many colours there are.</summary>
    public int Levels => _colours.Length;

    /// <summary>From white to dark blue.</summary>
    public static ColourMap Unsigned(double from, double to) => new(from, to, Between(33, 0xFFFFFF, 0x74B3D8, 0x083F6B));

    /// <summary>From brown over white, 0, to dark blue.</summary>
    /// <param name="size">The largest size of a number.</param>
    public static ColourMap Signed(double size) => new(-size, size, Between(41, 0x7A3000, 0xE39A5B, 0xFFFFFF, 0x74B3D8, 0x083F6B));

    /// <summary>A colour by its level.</summary>
    public string Colour(int level) => _colours[level];

    /// <summary>The level of a number; those beyond the ends have the last.</summary>
    public int Level(double value) => (int)Math.Round(Math.Clamp((value - _from) / (_to - _from), 0, 1) * (Levels - 1), MidpointRounding.AwayFromZero);

    /// <summary>Whether text on this colour has to be light.</summary>
    public bool IsDark(double value)
    {
        int colour = int.Parse(_colours[Level(value)].AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return 0.299 * (colour >> 16) + 0.587 * ((colour >> 8) & 255) + 0.114 * (colour & 255) < 135;
    }

    private static string[] Between(int levels, params int[] stops)
    {
        var colours = new string[levels];
        for (int level = 0; level < levels; level++)
        {
            double place = (double)level / (levels - 1) * (stops.Length - 1);
            int first = Math.Min((int)place, stops.Length - 2);
            double Part(int stop, int shift) => (stops[stop] >> shift) & 255;
            int Mixed(int shift) => (int)Math.Round(Part(first, shift) * (1 - place + first) + Part(first + 1, shift) * (place - first));
            colours[level] = "#" + ((Mixed(16) << 16) + (Mixed(8) << 8) + Mixed(0)).ToString("x6", CultureInfo.InvariantCulture);
        }

        return colours;
    }
}
