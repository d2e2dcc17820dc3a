using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Unrolled.Tool.Data;

namespace Unrolled.Tool.Tests;

/// <summary>The command line as a user runs it, in a process of its own.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unrolled-tool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Inspect_shows_the_layers_and_runs_the_self_test()
    {
        string output = Succeed("inspect", Fixture("skip.aidax"));
        Assert.StartsWith("skip.aidax: RTNeural, 1 input, 1 output, ", output, StringComparison.Ordinal);
        Assert.Contains("lstm0: [Lstm(4)]", output, StringComparison.Ordinal);
        Assert.Contains("sample rate: 44100 Hz", output, StringComparison.Ordinal);
        Assert.Matches(@"self-test: 24 samples, the largest difference is \d\.?\d*E-\d\d\r?\n", output);
    }

    [Fact]
    public void Run_gives_what_the_file_s_author_had()
    {
        var (inputs, outputs) = Case("gru.json", 2);
        CsvFile.Write(In("x.csv"), new Sequence(inputs, 2, null));
        Succeed("run", Fixture("gru.json"), "--input", In("x.csv"), "--output", In("y.csv"));
        Near(outputs, CsvFile.Read(In("y.csv")).Values);

        NpyFile.Write(In("x.npy"), new Sequence(inputs, 2, null));
        Succeed("run", Fixture("gru.json"), "--input", In("x.npy"), "--output", In("y.npy"));
        Near(outputs, NpyFile.Read(In("y.npy")).Values);
    }

    [Fact]
    public void Run_takes_audio_and_leaves_the_steps_before_it_out()
    {
        var (inputs, _) = Case("lstm.json", 1);
        WavFile.Write(In("x.wav"), new Sequence(inputs, 1, 48000));
        CsvFile.Write(In("x.csv"), new Sequence([.. new float[100], .. inputs], 1, null));
        Succeed("run", Fixture("lstm.json"), "--input", In("x.wav"), "--output", In("y.wav"), "--prewarm", "100");
        Succeed("run", Fixture("lstm.json"), "--input", In("x.csv"), "--output", In("y.csv"));
        var heard = WavFile.Read(In("y.wav"));
        Assert.Equal(48000, heard.SampleRate);
        Assert.Equal(CsvFile.Read(In("y.csv")).Values[100..], heard.Values);
    }

    [Fact]
    public void Import_writes_a_class_and_weights_that_export_takes_on()
    {
        string output = Succeed("import", Fixture("amp.nam"), "--class", "Amp", "--namespace", "MyApp", "--out", In("models"));
        Assert.Contains("<UnrolledWeights Include=\"Amp.safetensors\" Model=\"MyApp.Amp\" />", output, StringComparison.Ordinal);
        Assert.Contains("[Lstm(3, LearnInitialState = true)]", File.ReadAllText(In("models/Amp.cs")), StringComparison.Ordinal);
        Succeed("export", Fixture("lstm.json"), In("lstm.safetensors"));
        Succeed("export", In("lstm.safetensors"), In("again.json"));
        Assert.Equal(Values(Fixture("lstm.json")), Values(In("again.json")));
    }

    [Fact]
    public void Gates_draws_a_model_file_over_a_sequence()
    {
        var (inputs, _) = Case("gru.json", 2);
        CsvFile.Write(In("x.csv"), new Sequence(inputs, 2, null));
        int steps = inputs.Length / 2;
        File.WriteAllLines(In("labels.txt"), Enumerable.Range(0, steps).Select(step => $"<{step}>"));
        Succeed("gates", Fixture("gru.json"), "--input", In("x.csv"), "-o", In("gates.svg"), "--labels", In("labels.txt"), "--steps", "1..4");
        string picture = File.ReadAllText(In("gates.svg"));
        Assert.StartsWith("<svg ", picture, StringComparison.Ordinal);
        Assert.Contains("reset gate", picture, StringComparison.Ordinal);
        Assert.Contains(">&lt;1&gt;<", picture, StringComparison.Ordinal);
        Assert.DoesNotContain(">&lt;4&gt;<", picture, StringComparison.Ordinal);

        NpyFile.Write(In("x.npy"), new Sequence(inputs, 2, null));
        Succeed("gates", Fixture("gru.json"), "--input", In("x.npy"), "-o", In("all.svg"), "--layer", "gru0", "--units", "2");
        Assert.Contains("gru0 in gru.json", File.ReadAllText(In("all.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_says_what_a_step_costs() =>
        Assert.Matches(@"Step +\d+\.\d+ (ns|µs) ", Succeed("bench", Fixture("amp.nam")));

    [Fact]
    public void New_writes_a_project_into_a_folder_that_is_empty_or_not_there()
    {
        Directory.CreateDirectory(In("Acme.Rain"));
        string output = Succeed("new", "forecast", "Acme.Rain");
        Assert.Contains("  cd Acme.Rain\n  dotnet run ", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        string[] names = ["Acme.Rain.csproj", "Model.cs", "Program.cs", "weather.csv"];
        Assert.Equal(names, Directory.GetFiles(In("Acme.Rain")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
        Assert.Contains("namespace Acme.Rain;", File.ReadAllText(In("Acme.Rain/Model.cs")), StringComparison.Ordinal);
        Assert.Contains("partial class Acme_RainModel;", File.ReadAllText(In("Acme.Rain/Model.cs")), StringComparison.Ordinal);

        File.WriteAllText(In("Acme.Rain/Program.cs"), "mine");
        var (code, _, error) = Run("new", "text", "Acme.Rain");
        Assert.Equal(1, code);
        Assert.Equal("unrolled: Acme.Rain exists and is not empty: take another name, or remove it.", error.TrimEnd());
        Assert.Equal("mine", File.ReadAllText(In("Acme.Rain/Program.cs")));
        Assert.Equal([In("Acme.Rain")], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Draw_writes_the_cell_or_its_steps()
    {
        string output = Succeed("draw", Fixture("lstm.json"), "-o", In("cell.svg"));
        Assert.Equal($"{In("cell.svg")}: lstm1\n", output.ReplaceLineEndings("\n"));
        Assert.Contains("<title>The cell lstm1</title>", File.ReadAllText(In("cell.svg")), StringComparison.Ordinal);

        output = Succeed("draw", Fixture("gru.json"), "-o", In("gru.svg"), "--layer", "gru0", "--steps");
        Assert.Contains($"{In("gru.4.svg")}: gru0, 4. New state and output h", output, StringComparison.Ordinal);
        Assert.Equal(["gru.1.svg", "gru.2.svg", "gru.3.svg", "gru.4.svg"], Directory.GetFiles(_folder, "gru*").Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Draw_writes_a_file_for_each_of_several_cells()
    {
        string output = Succeed("draw", Fixture("amp.nam"), "-o", In("cell.svg"));
        Assert.Equal(["cell.lstm0.svg", "cell.lstm1.svg"], Directory.GetFiles(_folder, "*.svg").Select(Path.GetFileName).Order());
        Assert.Contains($"{In("cell.lstm1.svg")}: lstm1", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amp.nam is no file does not exist.", "inspect", "amp.nam is no file")]
    [InlineData("RTNeural cannot say the option LearnInitialState of lstm0", "export", "*amp.nam", "+x.json")]
    [InlineData("the ending '.txt2' of", "run", "*amp.nam", "--input", "x.csv", "--output", "y.txt2")]
    [InlineData("x.csv has 1 values a step; the model reads 2.", "run", "*gru.json", "--input", "+x.csv", "--output", "+y.csv")]
    [InlineData("FileModel has no layer 'gru7' with values to show; those that it has: ", "gates", "*gru.json", "--input", "+y.csv", "-o", "+g.svg",
        "--layer", "gru7")]
    [InlineData("expected --output with the ending .svg, found g.png", "gates", "*gru.json", "--input", "+y.csv", "-o", "g.png")]
    [InlineData("--steps is '7'; expected the first step", "gates", "*gru.json", "--input", "+y.csv", "-o", "+g.svg", "--steps", "7")]
    [InlineData("--vocabulary says what tokens stand for", "gates", "*gru.json", "--input", "+y.csv", "-o", "+g.svg", "--vocabulary", "+x.csv")]
    [InlineData("x.png has to end with .svg.", "draw", "*amp.nam", "-o", "+x.png")]
    [InlineData("amp.nam has no recurrent layer 'gru7'; expected one of lstm0, lstm1.", "draw", "*amp.nam", "-o", "+x.svg", "--layer", "gru7")]
    [InlineData("'1x' cannot be the name of a class", "import", "*amp.nam", "--class", "1x", "--out", "+")]
    [InlineData("--activation is 'elu'; expected tanh or relu.", "inspect", "*amp.nam", "--activation", "elu")]
    [InlineData("'1x' cannot be the name of a project: expected letters, digits and underscores", "new", "text", "1x")]
    [InlineData("'Acme.new' cannot be the name of a project: new is a word of C#.", "new", "text", "Acme.new")]
    [InlineData("'Loss' cannot be the name of a project: as a namespace it would hide Loss, which the project uses.", "new", "text", "Loss")]
    [InlineData("'Console.App' cannot be the name of a project: as a namespace it would hide Console, which", "new", "text", "Console.App")]
    public void An_error_is_one_line_that_says_what_to_do(string message, params string[] arguments)
    {
        File.WriteAllText(In("x.csv"), "1\n2\n");
        File.WriteAllText(In("y.csv"), "1,2\n3,4\n");
        string[] files = Directory.GetFiles(_folder);
        string Meant(string argument) => argument[0] switch { '*' => Fixture(argument[1..]), '+' => In(argument[1..]), _ => argument };
        var (code, output, error) = Run([.. arguments.Select(Meant)]);
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.StartsWith("unrolled: ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Equal(files, Directory.GetFiles(_folder));
    }

    [Fact]
    public void Files_that_are_not_what_their_ending_says_are_named()
    {
        File.WriteAllText(In("x.npy"), "not");
        Assert.Contains("x.npy is no .npy file.", Assert.Throws<ToolException>(() => NpyFile.Read(In("x.npy"))).Message);
        File.WriteAllText(In("x.csv"), "1,2\n3\n");
        Assert.Contains("x.csv: line 2 has 1 values, line 1 has 2.", Assert.Throws<ToolException>(() => CsvFile.Read(In("x.csv"))).Message);
        File.WriteAllText(In("x.csv"), "1,b\n");
        Assert.Contains("x.csv: line 1 has 'b'; expected numbers", Assert.Throws<ToolException>(() => CsvFile.Read(In("x.csv"))).Message);
    }

    private static IEnumerable<float> Values(string path) => ModelFile.Read(path).Tensors.SelectMany(tensor => tensor.Values);

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "audio", name);

    private static (float[] Inputs, float[] Outputs) Case(string name, int width)
    {
        var found = JsonDocument.Parse(File.ReadAllBytes(Fixture("cases.json"))).RootElement.GetProperty(name);
        float[] Floats(string key) => [.. found.GetProperty(key).EnumerateArray().Select(value => value.GetSingle())];
        Assert.Equal(0, Floats("x").Length % width);
        return (Floats("x"), Floats("y"));
    }

    private static void Near(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    private string In(string name) => Path.Combine(_folder, name);

    private string Succeed(params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.True(code == 0, string.Create(CultureInfo.InvariantCulture, $"exit {code}: {error}{output}"));
        return output;
    }

    private (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        foreach (string argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "Unrolled.Tool.dll")).Prepend("exec"))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
