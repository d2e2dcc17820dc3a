using System.Globalization;

namespace Unrolled.CompilerServices;

/// <summary>One parameter: its full name, logical shape, place from the start of the track's (in <see cref="ModelLayout"/>: the model's) parameters, and
/// initial values.</summary>
internal sealed record ParameterLayout(string Name, Shape Shape, PackedLayout Layout, Initial Initial)
{
    /// <summary>Whether there is a gradient for it.</summary>
    public bool Trainable { get; init; } = true;

    /// <summary>Whether all values have to be greater than 0.</summary>
    public bool Positive { get; init; }

    /// <summary>What is wrong with values for it; null where nothing is.</summary>
    public string? Problem(ReadOnlySpan<float> values)
    {
        for (int i = 0; Positive && i < values.Length; i++)
        {
            if (!(values[i] > 0 && float.IsFinite(values[i])))
            {
                string value = values[i].ToString(CultureInfo.InvariantCulture);
                return $"{Name}[{i}] is {value}; a deviation has to be a number greater than 0. Use 1 for what never varies";
            }
        }

        return null;
    }
}

/// <summary>One state of a track; see <see cref="LayerLayout.State"/>.</summary>
internal sealed record StateLayout(string Name, int Width, int PaddedWidth, int Region, int GradientRegion, long StreamOffset)
{
    /// <summary>Where the learned initial state lies in the track's parameters; -1 where it starts at 0.</summary>
    public long LearnedFrom { get; init; } = -1;
}

/// <summary>One region of a track's tape memory; <see cref="Alias"/> is -1 where it always has memory of its own.</summary>
internal sealed record RegionLayout(Rows Rows, long FloatsPerRow, int Alias);

/// <summary>One readable value; <see cref="FloatsPerRow"/> are those of one block, or of the whole row where it is row-major.</summary>
internal sealed record ValueLayout(string Name, int Width, int Region, long Offset, long FloatsPerRow, bool RowMajor, bool LostInBackward);

/// <summary>Where a track's output rows lie.</summary>
internal sealed record OutputLayout(int Region, int Width, int PaddedWidth, bool InStateRegion);
