using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Unrolled.CompilerServices;

namespace Unrolled;

/// <summary>Everything that must be the same on all ranks before they train together, as names and texts that a message can show.</summary>
internal static class TrainerFingerprint
{
    // Updates whose rate is compared: schedules that differ at none of them do not differ soon.
    private static readonly long[] s_updates = [0, 1, 10, 100, 1_000, 10_000, 100_000];

    public static IEnumerable<(string Name, string Value)> Of<TModel>(Trainer<TModel> trainer)
        where TModel : class, IModel<TModel>
    {
        var core = trainer.Model.Core;
        yield return ("the program", Program(Assembly.GetEntryAssembly()));
        yield return ("the assembly of the model", Program(typeof(TModel).Assembly));
        yield return ("the library", Program(typeof(Trainer<>).Assembly));
        yield return ("floats of a vector", Text(SimdWidth.Lanes));
        yield return ("the model", $"{core.Layout.ModelName} ({CheckpointTensors.Fingerprint(core.Layout)})");
        yield return ("the model's seed", Text(core.Seed));
        yield return ("the model's parameters", Hash(core.Parameters.Span));
        yield return ("frozen parameters", Names(core, parameter => !parameter.Trainable));
        yield return ("parameters without weight decay", Names(core, parameter => !parameter.WeightDecay));
        yield return ("the loss", trainer.Loss?.GetType().Name ?? "none");
        yield return ("the optimiser", trainer.Optimizer.ToString()!);
        yield return ("the optimiser's moments", Moments(trainer.OptimizerState));
        yield return ("updates so far", $"{Text(trainer.Updates)} ({Text(core.Updates)} of the model)");
        var factors = s_updates.Select(update => trainer.Schedule.Factor(trainer.Updates + update));
        yield return ("trainer.Schedule", string.Join(' ', factors.Select(factor => factor.ToString("g6", CultureInfo.InvariantCulture))));
        yield return ("trainer.MaxGradientNorm", trainer.MaxGradientNorm?.ToString(CultureInfo.InvariantCulture) ?? "none");
        yield return ("trainer.Accumulate", Text(trainer.Accumulate));
        yield return ("batches that wait for an update", Text(trainer.Accumulated));
        yield return ("trainer.Parts", Text(trainer.Parts));
    }

    /// <summary>Of a run: options, the lengths of all sequences, and what the first and the last sequence hold.</summary>
    public static IEnumerable<(string Name, string Value)> Of(
        FitOptions options, IReadOnlyDictionary<string, string> settings, SequenceDataset data, SequenceDataset? validation, ModelShape shape)
    {
        foreach (var (name, value) in settings)
            yield return (name, value);
        yield return ("FitOptions.Epochs", Text(options.Epochs));
        yield return ("FitOptions.Patience", options.Patience is { } patience ? Text(patience) : "none");
        yield return ("FitOptions.Checkpoint", options.Checkpoint is null ? "none" : "a file");
        yield return ("FitOptions.ReduceOnPlateau", options.ReduceOnPlateau is { } p
            ? string.Create(CultureInfo.InvariantCulture, $"{p.Factor} {p.Patience} {p.Threshold} {p.Cooldown} {p.SmallestFactor}") : "none");
        yield return ("the first and the last sequence", Ends(data, shape));
        if (validation is not null)
            yield return ("the first and the last sequence of the validation set", Ends(validation, shape));
    }

    private static string Ends(SequenceDataset data, ModelShape shape)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        data.ForEachPiece(shape, 0, Math.Max(1, data.Count - 1), (piece, _, _, steps) =>
        {
            if (shape.ReadsTokens)
                hash.AppendData(MemoryMarshal.AsBytes(piece.Tokens[..steps]));
            else
                hash.AppendData(MemoryMarshal.AsBytes(piece.Inputs[..(steps * shape.Inputs)]));
            if (piece.HasTargets)
                hash.AppendData(MemoryMarshal.AsBytes(piece.Targets[..(steps * shape.Outputs)]));
            if (piece.HasTargetClasses)
                hash.AppendData(MemoryMarshal.AsBytes(piece.TargetClasses[..steps]));
            hash.AppendData(MemoryMarshal.AsBytes(piece.Weights[..steps]));
        });
        return Short(hash.GetHashAndReset());
    }

    private static string Program(Assembly? assembly) =>
        assembly is null ? "none" : $"{assembly.GetName().Name} {assembly.GetName().Version} ({assembly.ManifestModule.ModuleVersionId:N})";

    private static string Moments(OptimizerState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int k = 0; k < state.MomentCount; k++)
            hash.AppendData(MemoryMarshal.AsBytes(state.Moment(k)));
        hash.AppendData(MemoryMarshal.AsBytes(state.ParameterUpdates));
        return Short(hash.GetHashAndReset());
    }

    private static string Names(ModelCore core, Func<Parameter, bool> which) =>
        core.ParameterSet.Where(which).Select(parameter => parameter.Name).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "none";

    private static string Hash(ReadOnlySpan<float> values) => Short(SHA256.HashData(MemoryMarshal.AsBytes(values)));

    private static string Short(byte[] hash) => Convert.ToHexString(hash, 0, 8);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
