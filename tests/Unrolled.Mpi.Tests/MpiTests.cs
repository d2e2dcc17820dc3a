using System.Globalization;
using System.Text.RegularExpressions;
using Unrolled.Mpi.Tests.Ranks;

namespace Unrolled.Mpi.Tests;

/// <summary>Ranks as processes, started by the <c>mpirun</c> of this machine.</summary>
public sealed class MpiTests : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled-mpi-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [MpiFact]
    public void Exchanges_give_what_they_should()
    {
        var (exitCode, output, errors, _) = Launcher.Run(3, "exchange");
        Assert.True(exitCode == 0, errors);
        string[] expected = ["rank 0 of 3: all right", "rank 1 of 3: all right", "rank 2 of 3: all right"];
        Assert.Equal(expected, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public void Without_a_launcher_it_is_alone()
    {
        var (exitCode, output, errors, _) = Launcher.Run(0, "start");
        Assert.True(exitCode == 0, errors);
        Assert.Equal("rank 0 of 1: alone", output.Trim());
    }

    /// <summary>What the environment says, and what is looked for.</summary>
    [Fact]
    public void A_launcher_without_a_library_is_named()
    {
        var launch = Launched(("OMPI_COMM_WORLD_RANK", "1"), ("OMPI_COMM_WORLD_SIZE", "4"));
        Assert.Equal(new MpiLaunch(1, 4, true), launch);
        Assert.Equal(new MpiLaunch(2, 3, false), Launched(("PMI_RANK", "2"), ("PMI_SIZE", "3")));
        Assert.Equal(new MpiLaunch(5, null, true), Launched(("PMIX_RANK", "5")));
        Assert.Null(Launched(("SLURM_PROCID", "0")));
        Assert.Equal("libmpi.so.40", launch!.LibraryNames(null).First());
        Assert.Equal("libmpi.so.12", Launched(("PMI_RANK", "2"))!.LibraryNames("").First());
        string message = Assert.Throws<DllNotFoundException>(() => MpiLibrary.Load(launch, "/nowhere/libmpi.so")).Message;
        Assert.StartsWith("This process was started as rank 1 of 4 by a launcher of MPI, but no MPI library was found: ", message, StringComparison.Ordinal);
        Assert.Contains("looked for /nowhere/libmpi.so. Install", message, StringComparison.Ordinal);
        Assert.Contains("apt install openmpi-bin", message, StringComparison.Ordinal);

        static MpiLaunch? Launched(params (string Name, string Value)[] variables) =>
            MpiLaunch.Of(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
    }

    [MpiFact]
    public void Any_number_of_ranks_ends_with_the_same_file()
    {
        byte[] alone = Trained(0, "alone");
        Assert.Equal(alone, Trained(2, "two"));
        Assert.Equal(alone, Trained(3, "three"));
    }

    [MpiFact]
    public void Ranks_that_differ_refuse_to_start()
    {
        var (exitCode, _, errors, elapsed) = Launcher.Run(3, "train", _folder, "other=rate@1");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("the optimiser: ranks 0, 2 have Adam(learning rate 0.01", errors, StringComparison.Ordinal);
        Assert.Contains("rank 1 has Adam(learning rate 0.02", errors, StringComparison.Ordinal);
        Assert.InRange(elapsed, TimeSpan.Zero, s_soon);
    }

    /// <summary>A rank that throws, with and without somebody who catches it; one that leaves; one that calls what the others do not.</summary>
    [MpiFact]
    public void A_rank_that_fails_ends_the_others()
    {
        foreach (var (how, message) in new[]
        {
            ("throw", "Rank 1 of 3 has failed and ends the others. System.IO.InvalidDataException: the disk of this rank is full of jam"),
            ("catch", "Rank 1 of 3 has ended before the others, which stop too."),
            ("exit", "Rank 1 of 3 has ended without leaving the cluster, and the others stop too."),
            // Each rank sees what the others call: the first to see the difference says so.
            ("save", "(Rank 1 of 3 calls|while rank 1 calls)"),
        })
        {
            string folder = Directory.CreateDirectory(Path.Combine(_folder, how)).FullName;
            var (exitCode, output, errors, elapsed) = Launcher.Run(3, "train", folder, $"fail={how}@1@3");
            Assert.True(exitCode != 0, $"{how}: {errors}");
            Assert.True(Regex.IsMatch(output + errors, message, RegexOptions.IgnoreCase), $"{how}: expected '{message}' in: {output} {errors}");
            Assert.InRange(elapsed, TimeSpan.Zero, s_soon);
        }
    }

    /// <summary>
    /// Random ranks are killed at random times; the others end soon, with an error that names the rank, and the run goes on from its checkpoint, on another
    /// number of ranks, until it ends with the bits of a run that nobody disturbed. UNROLLED_KILLS says how many; two in CI.
    /// </summary>
    [MpiFact]
    public async Task Killed_ranks_change_nothing()
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("UNROLLED_KILLS") ?? "2", CultureInfo.InvariantCulture), runs = 0, slowest = 0;
        const string Epochs = "epochs=120";
        byte[] expected = Trained(0, "undisturbed", Epochs);
        var random = new Random(5);
        string log = "";
        while (kills > 0)
        {
            string folder = Directory.CreateDirectory(Path.Combine(_folder, $"run{runs++}")).FullName;
            while (kills > 0 && !File.Exists(Path.Combine(folder, Lesson.Model)))
            {
                foreach (string file in Directory.GetFiles(folder, "pid.*"))
                    File.Delete(file);
                int ranks = random.Next(2, 5), victim = random.Next(ranks);
                var run = Launcher.Start(ranks, "train", folder, Epochs, "pids");
                string pid = Path.Combine(folder, $"pid.{victim}");
                while (!File.Exists(pid) || new FileInfo(pid).Length == 0)
                    await Task.Delay(5);
                await Task.Delay(random.Next(1000));
                string number = await File.ReadAllTextAsync(pid);
                // A run that has come to its end before has no such process any more.
                System.Diagnostics.Process.GetProcesses().FirstOrDefault(process => process.Id == int.Parse(number, CultureInfo.InvariantCulture))?.Kill();
                var (exitCode, output, errors, elapsed) = Launcher.End(run);
                if (exitCode == 0)
                    break;
                kills--;
                slowest = Math.Max(slowest, (int)elapsed.TotalMilliseconds);
                log += $"{ranks} ranks, rank {victim} killed, ended after {elapsed.TotalMilliseconds:f0} ms{Environment.NewLine}";
                Assert.InRange(elapsed, TimeSpan.Zero, s_soon);
                // Open MPI names the rank. MPICH's launcher ends the others before they can say anything, and names one of all processes that were killed.
                Assert.Matches(Launcher.IsOpenMpi ? $"(?i)rank {victim}" : "BAD TERMINATION[^~]*PID [0-9]+ RUNNING", output + errors);
            }

            Assert.Equal(expected, Trained(1 + random.Next(4), Path.GetFileName(folder), Epochs));
        }

        Console.WriteLine($"{log}{runs} runs, all with the same bits; the slowest end took {slowest} ms");
    }

    private byte[] Trained(int ranks, string name, params string[] options)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        var (exitCode, output, errors, _) = Launcher.Run(ranks, ["train", folder, .. options]);
        Assert.True(exitCode == 0, output + errors);
        return File.ReadAllBytes(Path.Combine(folder, Lesson.Model));
    }
}
