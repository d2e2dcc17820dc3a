using System.Globalization;

namespace Unrolled;

/// <summary>How this process was started, as far as its environment says: every launcher of MPI tells each process which one it is.</summary>
/// <param name="Rank">The number of the process.</param>
/// <param name="Size">How many processes there are; null where the launcher does not say.</param>
/// <param name="IsOpenMpi">Whether the launcher is Open MPI's; else one that speaks the protocol of MPICH, or a batch system.</param>
internal sealed record MpiLaunch(int Rank, int? Size, bool IsOpenMpi)
{
    /// <summary>Names the file of the library where the usual names do not find it.</summary>
    public const string LibraryVariable = "UNROLLED_MPI";

    private static readonly (string Rank, string? Size, bool IsOpenMpi)[] s_launchers =
    [
        ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", true),
        ("PMI_RANK", "PMI_SIZE", false),
        ("PMIX_RANK", null, true),
    ];

    /// <summary>Null where no launcher of MPI has started the process.</summary>
    /// <param name="variable">Gives a variable of the environment.</param>
    public static MpiLaunch? Of(Func<string, string?> variable)
    {
        foreach (var (rank, size, isOpenMpi) in s_launchers)
        {
            if (Number(variable(rank)) is { } found)
                return new MpiLaunch(found, size is null ? null : Number(variable(size)), isOpenMpi);
        }

        return null;
    }

    /// <summary>The library's file names, the likeliest first.</summary>
    public IEnumerable<string> LibraryNames(string? named)
    {
        string[] openMpi = ["libmpi.so.40", "libmpi.40.dylib"], mpich = ["libmpi.so.12", "libmpich.so.12", "libmpi.12.dylib"];
        string[] any = ["libmpi.so", "libmpi.dylib", "libmpich.so"];
        return !string.IsNullOrEmpty(named) ? [named] : IsOpenMpi ? [.. openMpi, .. any] : [.. mpich, .. any, .. openMpi];
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
