using System.Text;

namespace Unrolled;

/// <summary>A picture of a model, of its data or of its training, as SVG.</summary>
/// <remarks>Each kind is a static method: <c>Picture.Cell</c>, <c>Picture.Gates</c> and so on.</remarks>
public sealed partial class Picture
{
    /// <param name="svg">The whole text of an SVG document.</param>
    internal Picture(string svg) => Svg = svg;

    /// <summary>The picture as the text of an SVG document.</summary>
    public string Svg { get; }

    /// <summary>Writes the picture to a file.</summary>
    /// <param name="path">A file that ends with .svg; it is replaced whole or not at all.</param>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string ending = Path.GetExtension(path);
        if (!string.Equals(ending, ".svg", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"A picture is saved as SVG: expected a name that ends with .svg, found {path}.", nameof(path));
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Svg)));
    }

    /// <summary>The SVG text.</summary>
    public override string ToString() => Svg;
}
