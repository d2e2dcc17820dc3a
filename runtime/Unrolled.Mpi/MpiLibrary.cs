using System.Runtime.InteropServices;

namespace Unrolled;

/// <summary>
/// The functions of the MPI library that is installed. Two families of binary interfaces are known: in Open MPI a communicator or a type is the address of an
/// exported object, in MPICH and what follows its interface it is an integer. Bytes alone are moved, so that two such handles are enough.
/// </summary>
internal sealed unsafe class MpiLibrary
{
    // MPI_THREAD_SERIALIZED: any thread may call, one at a time.
    private const int Serialized = 2;
    private const nint MpichWorld = 0x44000000, MpichByte = 0x4c00010d;
    private const int LongestVersion = 8192;

    private readonly nint _library, _world, _byte;

    // MPI_IN_PLACE: what a rank gives lies already where the others' blocks are received.
    private readonly nint _inPlace;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> _allGather;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> _allToAll;
    private readonly delegate* unmanaged<void*, int, nint, int, nint, int> _broadcast;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<int> _finalize;

    private MpiLibrary(nint library, string file)
    {
        _library = library;
        File = file;
        Version = ReadVersion();
        if (NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _world))
            (_byte, _inPlace) = (NativeLibrary.GetExport(library, "ompi_mpi_byte"), 1);
        else if (Version.Contains("MPICH", StringComparison.Ordinal) || Version.Contains("Intel", StringComparison.Ordinal))
            (_world, _byte, _inPlace) = (MpichWorld, MpichByte, -1);
        else
            throw new NotSupportedException($"{file} is '{Version}', which is neither Open MPI nor MPICH nor one with the binary interface of MPICH.");
        _allGather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)Export("MPI_Allgather");
        _allToAll = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)Export("MPI_Alltoall");
        _broadcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)Export("MPI_Bcast");
        _abort = (delegate* unmanaged<nint, int, int>)Export("MPI_Abort");
        _finalize = (delegate* unmanaged<int>)Export("MPI_Finalize");
    }

    /// <summary>The file that was loaded.</summary>
    public string File { get; }

    /// <summary>What the library says of itself, its first line.</summary>
    public string Version { get; }

    /// <summary>Loads the library of the launcher that has started this process.</summary>
    /// <exception cref="DllNotFoundException">There is none; the message says what was looked for.</exception>
    /// <exception cref="NotSupportedException">It is of an unknown kind.</exception>
    public static MpiLibrary Load(MpiLaunch launch, string? named)
    {
        string[] names = [.. launch.LibraryNames(named)];
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
                return new MpiLibrary(library, name);
        }

        throw new DllNotFoundException(
            $"This process was started as rank {launch.Rank}{(launch.Size is { } size ? $" of {size}" : "")} by a launcher of MPI, " +
            $"but no MPI library was found: looked for {string.Join(", ", names)}. " +
            $"Install the one that the launcher belongs to (Debian: apt install {(launch.IsOpenMpi ? "openmpi-bin" : "mpich")}), " +
            $"or name its file in the environment variable {MpiLaunch.LibraryVariable}.");
    }

    /// <summary>Initialises MPI; gives this process's rank and the number of ranks.</summary>
    public (int Rank, int Size) Initialize()
    {
        int provided = 0, rank = 0, size = 0;
        Require(((delegate* unmanaged<void*, void*, int, int*, int>)Export("MPI_Init_thread"))(null, null, Serialized, &provided), "MPI_Init_thread");
        if (provided < Serialized)
            throw new NotSupportedException($"{File} ({Version}) lets one thread alone call it, and training may go from one thread to another.");
        Require(((delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_rank"))(_world, &rank), "MPI_Comm_rank");
        Require(((delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_size"))(_world, &size), "MPI_Comm_size");
        return (rank, size);
    }

    public void AllGather(ReadOnlySpan<byte> block, Span<byte> blocks)
    {
        fixed (byte* from = block, to = blocks)
            Require(_allGather(from, block.Length, _byte, to, block.Length, _byte, _world), "MPI_Allgather");
    }

    /// <summary>This rank's block is in its place.</summary>
    public void AllGatherInPlace(Span<byte> blocks, int block)
    {
        fixed (byte* to = blocks)
            Require(_allGather((void*)_inPlace, 0, _byte, to, block, _byte, _world), "MPI_Allgather");
    }

    public void AllToAll(ReadOnlySpan<byte> blocks, Span<byte> received, int block)
    {
        fixed (byte* from = blocks, to = received)
            Require(_allToAll(from, block, _byte, to, block, _byte, _world), "MPI_Alltoall");
    }

    public void Broadcast(Span<byte> bytes, int root)
    {
        fixed (byte* at = bytes)
            Require(_broadcast(at, bytes.Length, _byte, root, _world), "MPI_Bcast");
    }

    /// <summary>Ends all ranks at once.</summary>
    public void Abort() => _ = _abort(_world, 1);

    public void Finish() => Require(_finalize(), "MPI_Finalize");

    private static void Require(int result, string function)
    {
        if (result != 0)
            throw new InvalidOperationException($"{function} has failed with the error {result}.");
    }

    private nint Export(string name) => NativeLibrary.TryGetExport(_library, name, out nint address)
        ? address
        : throw new NotSupportedException($"{File} has no function {name}, so it is no MPI library.");

    private string ReadVersion()
    {
        int length = 0;
        byte* text = stackalloc byte[LongestVersion];
        Require(((delegate* unmanaged<byte*, int*, int>)Export("MPI_Get_library_version"))(text, &length), "MPI_Get_library_version");
        string version = Marshal.PtrToStringUTF8((nint)text, length).TrimEnd('\0');
        return string.Join(' ', version.Split('\n', 2)[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd(',');
    }
}
