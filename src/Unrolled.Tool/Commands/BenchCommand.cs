using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Unrolled.Tool.Compilation;

namespace Unrolled.Tool.Commands;

/// <summary><c>unrolled bench FILE</c>.</summary>
internal static class BenchCommand
{
    private const int Rounds = 15;
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(60);

    public static Command Create()
    {
        var command = new Command("bench", "Says what a model costs on this machine, on one thread: the time of a step, how often real time that is, "
            + "and the share of what the processor could do.");
        var file = new FileOptions(command);
        command.SetAction(result => Bench(file.Read(result)));
        return command;
    }

    private static int Bench(ModelFile file)
    {
        var model = MemoryModel.Load(file);
        var random = new Random(1);
        const int steps = 512;
        float[] inputs = [.. Enumerable.Range(0, steps * Math.Max(1, file.Inputs)).Select(_ => (random.NextSingle() * 2) - 1)];
        int[] tokens = file.Vocabulary > 0 ? [.. Enumerable.Range(0, steps).Select(_ => random.Next(file.Vocabulary))] : [];
        var table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn(new TableColumn("a step").RightAligned())
            .AddColumn(new TableColumn("steps a second").RightAligned()).AddColumn(new TableColumn("of the peak").RightAligned());
        if (file.SampleRate is { } hertz)
            table.AddColumn(new TableColumn($"times real time at {hertz.ToString(CultureInfo.InvariantCulture)} Hz").RightAligned());
        double peak = PeakRate.MultiplyAddsASecond();
        var peer = OnnxRuntimePeer.Find(file);
        var runs = model.Benchmarks(inputs, tokens).ToList();
        if (peer is not null)
            runs.Add(($"ONNX Runtime {peer.Version}, {steps} steps", peer.Sequence(inputs, tokens, file.Inputs)));
        foreach (var (name, run) in runs)
        {
            double seconds = Median(run) / steps;
            string[] cells =
            [
                name, Time(seconds), (1 / seconds).ToString("N0", CultureInfo.InvariantCulture),
                (model.MultiplyAdds / seconds / peak).ToString("P0", CultureInfo.InvariantCulture),
                .. file.SampleRate is { } rate ? [(1 / seconds / rate).ToString("N1", CultureInfo.InvariantCulture)] : Array.Empty<string>(),
            ];
            table.AddRow(cells);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Name}: {file.ParameterCount:N0} parameters, {model.MultiplyAdds:N0} "
            + $"multiply-adds a step, vectors of {model.Lanes} floats"));
        AnsiConsole.Write(table);
        Console.WriteLine($"Medians of {Rounds} rounds on one thread. The peak is what a loop of multiply-adds reached just now.");
        if (peer is null)
        {
            Console.WriteLine("ONNX Runtime is timed beside it where its package Microsoft.ML.OnnxRuntime has been restored, "
                + "and the model can be written as ONNX.");
        }
        return 0;
    }

    private static double Median(Action run)
    {
        run();
        int repeats = 1;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_round * 3; repeats++)
            run();
        repeats = Math.Max(1, repeats / 3);
        double[] seconds = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            for (int k = 0; k < repeats; k++)
                run();
            seconds[round] = clock.Elapsed.TotalSeconds / repeats;
        }

        Array.Sort(seconds);
        return seconds[Rounds / 2];
    }

    private static string Time(double seconds) => seconds < 1e-6
        ? (seconds * 1e9).ToString("N1", CultureInfo.InvariantCulture) + " ns"
        : (seconds * 1e6).ToString("N2", CultureInfo.InvariantCulture) + " µs";
}
