namespace Unrolled.Interop.Tests;

/// <summary>Models as files of a format.</summary>
internal static class WrittenFile
{
    /// <summary>The bytes that are written for a model.</summary>
    public static byte[] Bytes(ModelFile model, FileFormat format)
    {
        string path = Path.Combine(Path.GetTempPath(), $"unrolled-{Guid.NewGuid():N}");
        try
        {
            model.Write(path, format);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What comes back.</summary>
    public static ModelFile Again(ModelFile model, FileFormat format) => ModelFile.Read(Bytes(model, format), "again");
}
