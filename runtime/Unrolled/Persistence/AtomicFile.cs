namespace Unrolled;

/// <summary>Files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a temporary file in the same folder, then gives it the name, replacing what was there.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string whole = Path.GetFullPath(path);
        string temporary = $"{whole}.{Guid.NewGuid():N}.tmp";
        var created = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        try
        {
            using (var stream = created)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, whole, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
