using System.Globalization;

namespace Unrolled;

/// <summary>A run in a checkpoint.</summary>
internal static class FitStateFile
{
    private const string Prefix = "fit.", SettingPrefix = "fit.setting.", BestPrefix = "best.", CarriedPrefix = "carried.", EpochPrefix = "fit.history.";

    public static bool IsIn(CheckpointFile file) => file.Texts.ContainsKey(Prefix + "epoch");

    public static void Write(FitState state, CompilerServices.ModelCore core, CheckpointFile file)
    {
        file.Set(Prefix + "epoch", state.Epoch);
        file.Set(Prefix + "batch", state.Batch);
        file.Set(Prefix + "piece", state.Piece);
        file.Set(Prefix + "loss", [state.Sums.LossSum, state.Sums.Weight, state.NormSum, state.LearningRate]);
        file.Set(Prefix + "counts", [state.Updates, state.Sequences, state.TrainerUpdates, state.SequenceUpdate]);
        for (int k = 0; k < state.Sums.Metrics.Length; k++)
            file.Set($"{Prefix}metric.{k}", state.Sums.Metrics[k]);
        file.Set(Prefix + "best", state.BestLoss);
        file.Set(Prefix + "waited", state.Waited);
        file.Set(Prefix + "plateau", [state.Plateau.Factor, state.Plateau.Lowest, state.Plateau.Waited, state.Plateau.Cooldown]);
        file.Set(Prefix + "elapsed", [state.Elapsed.Ticks, state.EpochElapsed.Ticks]);
        foreach (var (key, value) in state.Settings)
            file.Texts[SettingPrefix + key] = value;
        file.Texts[Prefix + "metrics"] = string.Join('\n', state.History.Epochs.Count > 0 ? state.History.Epochs[0].Metrics.Names : []);
        for (int k = 0; k < state.History.Epochs.Count; k++)
            file.Set(EpochPrefix + k.ToString(CultureInfo.InvariantCulture), Numbers(state.History.Epochs[k]));
        if (state.Best is { } best)
            CheckpointTensors.AddPacked(file, core.Layout, best, BestPrefix);

        foreach (var (name, shape, values) in state.Carried ?? [])
            file.Tensors[CarriedPrefix + name] = (shape, values);
    }

    /// <exception cref="InvalidDataException">Something is missing or of another shape.</exception>
    public static FitState Read(CheckpointFile file, CompilerServices.ModelCore core)
    {
        double[] loss = file.Numbers(Prefix + "loss"), plateau = file.Numbers(Prefix + "plateau");
        long[] counts = file.Integers(Prefix + "counts"), elapsed = file.Integers(Prefix + "elapsed");
        var metrics = new List<double[]>();
        while (file.Texts.ContainsKey($"{Prefix}metric.{metrics.Count}"))
            metrics.Add(file.Numbers($"{Prefix}metric.{metrics.Count}"));
        return new FitState
        {
            Epoch = (int)file.Integer(Prefix + "epoch"),
            Batch = (int)file.Integer(Prefix + "batch"),
            Piece = (int)file.Integer(Prefix + "piece"),
            Sums = new RunningSums([.. metrics]) { LossSum = loss[0], Weight = loss[1] },
            NormSum = loss[2],
            LearningRate = loss[3],
            Updates = (int)counts[0],
            Sequences = (int)counts[1],
            TrainerUpdates = counts[2],
            SequenceUpdate = counts[3],
            BestLoss = file.Number(Prefix + "best"),
            Waited = (int)file.Integer(Prefix + "waited"),
            Plateau = new PlateauState { Factor = plateau[0], Lowest = plateau[1], Waited = (int)plateau[2], Cooldown = (int)plateau[3] },
            Elapsed = new TimeSpan(elapsed[0]),
            EpochElapsed = new TimeSpan(elapsed[1]),
            Settings = file.Texts.Where(text => text.Key.StartsWith(SettingPrefix, StringComparison.Ordinal))
                .ToDictionary(text => text.Key[SettingPrefix.Length..], text => text.Value),
            History = new History(Epochs(file)),
            Best = file.Tensors.Keys.Any(name => name.StartsWith(BestPrefix, StringComparison.Ordinal))
                ? CheckpointTensors.Packed(file, core.Layout, core.Parameters.Length, BestPrefix) : null,
            Carried = Carried(file),
        };
    }

    private static (string Name, Shape Shape, float[] Values)[]? Carried(CheckpointFile file)
    {
        (string, Shape, float[])[] carried = [.. file.Tensors.Where(tensor => tensor.Key.StartsWith(CarriedPrefix, StringComparison.Ordinal))
            .Select(tensor => (tensor.Key[CarriedPrefix.Length..], tensor.Value.Shape, tensor.Value.Values))];
        return carried.Length == 0 ? null : carried;
    }

    private static double[] Numbers(EpochResult e) =>
    [
        e.Epoch, e.Loss, e.ValidationLoss is null ? 0 : 1, e.ValidationLoss ?? 0, e.LearningRate, e.GradientNorm, e.Updates,
        e.Elapsed.Ticks, e.SequencesPerSecond, e.IsBest ? 1 : 0, .. e.Metrics, .. e.ValidationMetrics,
    ];

    private static IEnumerable<EpochResult> Epochs(CheckpointFile file)
    {
        const int Before = 10;
        string[] names = file.Text(Prefix + "metrics").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int k = 0; file.Texts.ContainsKey(EpochPrefix + k.ToString(CultureInfo.InvariantCulture)); k++)
        {
            double[] n = file.Numbers(EpochPrefix + k.ToString(CultureInfo.InvariantCulture));
            double[] validation = n[(Before + names.Length)..];
            yield return new EpochResult
            {
                Epoch = (int)n[0],
                Loss = n[1],
                ValidationLoss = n[2] == 0 ? null : n[3],
                LearningRate = n[4],
                GradientNorm = n[5],
                Updates = (long)n[6],
                Elapsed = new TimeSpan((long)n[7]),
                SequencesPerSecond = n[8],
                IsBest = n[9] != 0,
                Metrics = new MetricValues(names, n[Before..(Before + names.Length)]),
                ValidationMetrics = new MetricValues(validation.Length == 0 ? [] : names, validation),
            };
        }
    }
}
