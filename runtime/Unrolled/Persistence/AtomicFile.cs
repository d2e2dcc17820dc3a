using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>Files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a temporary file in the same folder, then gives it the name, replacing what was there.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string whole = Path.GetFullPath(path);
        Write(whole, $"{whole}.{Guid.NewGuid():N}.tmp", FileMode.CreateNew, write);
    }

    /// <summary>
    /// The same with a temporary file whose name is always the path's with <c>.tmp</c>: a process that is killed while it writes leaves no more than that
    /// one behind, and the next writing replaces it. Nothing else may write to
    /// the path at the same time.
    /// </summary>
    public static void WriteAgain(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string whole = Path.GetFullPath(path);
        Write(whole, whole + ".tmp", FileMode.Create, write);
    }

    private static void Write(string whole, string temporary, FileMode mode, Action<Stream> write)
    {
        var created = new FileStream(temporary, mode, FileAccess.Write, FileShare.None);
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

        FlushFolder(Path.GetDirectoryName(whole)!);
    }

    /// <summary>Where a folder can be flushed, the new name survives a loss of power too. Where it cannot, there is the old file or the new one all the
    /// same.</summary>
    private static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;
        int file = Posix.Open(folder, flags: 0);
        if (file < 0)
            return;
        _ = Posix.Flush(file);
        _ = Posix.Close(file);
    }

    private static class Posix
    {
        [DllImport("libc", EntryPoint = "open")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Flush(int file);

        [DllImport("libc", EntryPoint = "close")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int file);
    }
}
