namespace Unrolled.CompilerServices;

/// <summary>One parameter: its full name, logical shape, place from the start of the track's (in <see cref="ModelLayout"/>: the model's) parameters, and initial values.</summary>
internal sealed record ParameterLayout(string Name, Shape Shape, PackedLayout Layout, Initial Initial);

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
