namespace Unrolled;

// Everything that training depends on, in a file.
public sealed partial class Trainer<TModel>
{
    /// <summary>
    /// Writes everything that further training depends on: parameters, moments, counts, which parameters are frozen, the seed of dropout, gradients that
    /// wait for an update; during <c>Fit</c>, in an observer or between two
    /// epochs of <c>FitAsync</c>, also where the run is and its best parameters. The file is there whole or not at all: it is written beside, flushed to
    /// the disk and given the name.
    /// </summary>
    /// <remarks>With a <see cref="Cluster"/> every rank calls it, and rank 0 writes.</remarks>
    /// <param name="path">The file; replaced if it is there. Nothing else may write to it at the same time.</param>
    public void SaveCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // States that other ranks carry are asked for here, on all ranks; what follows is rank 0's.
        var state = _run?.Snapshot();
        Agreement.Do(_cluster, () =>
        {
            if (IsFirstRank)
                WriteCheckpoint(path, state);
        });
    }

    private void WriteCheckpoint(string path, FitState? state)
    {
        var core = Model.Core;
        var file = new CheckpointFile();
        CheckpointTensors.Add(file, core.ParameterSet);
        CheckpointTensors.Add(file, OptimizerState);
        for (int node = _batches.Nodes.Count - 1; node >= 0; node--)
            CheckpointTensors.AddPacked(file, core.Layout, _batches.Mean(node), PartPrefix(_batches.Nodes[node].Level));
        file.Texts["model"] = core.Layout.ModelName;
        file.Texts["equations"] = CheckpointTensors.Fingerprint(core.Layout);
        file.Texts["parameters"] = string.Join('\n', core.ParameterSet.Select(parameter => parameter.Name));
        file.Texts["optimizer"] = Optimizer.ToString()!;
        file.Texts["frozen"] = string.Join('\n', core.ParameterSet.Where(parameter => !parameter.Trainable).Select(parameter => parameter.Name));
        file.Texts["without weight decay"] =
            string.Join('\n', core.ParameterSet.Where(parameter => !parameter.WeightDecay).Select(parameter => parameter.Name));
        file.Set("updates", [Updates, core.Updates, core.Seed]);
        file.Set("updates of each parameter", OptimizerState.ParameterUpdates.ToArray());
        file.Set("accumulated", Accumulated);
        file.Set("parts", [.. _batches.Nodes.Reverse().SelectMany(node => new[] { node.Level, node.Weight })]);
        file.Set("vector lanes", CompilerServices.SimdWidth.Lanes);
        if (state is not null)
            FitStateFile.Write(state, core, file);
        file.Write(path);
    }

    /// <summary>
    /// Goes back to where a checkpoint was written. If that was during <c>Fit</c>, the next <c>Fit</c> of this trainer goes on from there, with the same
    /// bits as if it had never stopped: with the same data, options (but Epochs,
    /// Patience and Checkpoint), Schedule and MaxGradientNorm, on a machine with vectors of the same width. A checkpoint that does not fit changes nothing.
    /// </summary>
    /// <param name="path">What <see cref="SaveCheckpoint"/> or <see cref="FitOptions.Checkpoint"/> has written.</param>
    /// <exception cref="InvalidDataException">The file is damaged or no checkpoint, or is one of another model or optimiser; the message says what
    /// differs.</exception>
    /// <exception cref="InvalidOperationException">The trainer is fitting.</exception>
    public void LoadCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (_run is not null)
            throw new InvalidOperationException("The trainer is fitting: load a checkpoint before.");
        var core = Model.Core;
        var file = CheckpointFile.Read(path);
        CheckpointTensors.RequireModel(file, core.Layout);
        if (file.Text("optimizer") != Optimizer.ToString())
            throw new InvalidDataException($"{file.Name} is a checkpoint of another optimiser: expected {Optimizer}, found {file.Text("optimizer")}.");

        // Everything is read before anything is changed.
        float[][] parameters = [.. core.ParameterSet.Select(parameter => CheckpointTensors.Values(file, parameter.Name, parameter.Shape))];
        float[][] moments = [.. OptimizerState.Select(moment => CheckpointTensors.Values(file, moment.Name, moment.Shape))];
        long[] updates = file.Integers("updates"), ofParameters = file.Integers("updates of each parameter");
        double[] parts = file.Numbers("parts");
        int accumulated = (int)file.Integer("accumulated");
        float[][] means = [.. parts.Chunk(2).Select(part => CheckpointTensors.Packed(file, core.Layout, core.Gradients.Length, PartPrefix((int)part[0])))];
        var frozen = file.Text("frozen").Split('\n').ToHashSet(StringComparer.Ordinal);
        var undecayed = file.Text("without weight decay").Split('\n').ToHashSet(StringComparer.Ordinal);
        var resumed = FitStateFile.IsIn(file) ? FitStateFile.Read(file, core) : null;
        if (updates.Length != 3 || ofParameters.Length != core.ParameterSet.Count)
            throw new InvalidDataException($"{file.Name}: the checkpoint counts the updates of {ofParameters.Length} parameters; {core.Layout.ModelName} has "
                + $"{core.ParameterSet.Count}.");

        DropAccumulated();
        for (int k = 0; k < parameters.Length; k++)
        {
            core.ParameterSet[k].Set(parameters[k]);
            core.ParameterSet[k].Trainable = !frozen.Contains(core.ParameterSet[k].Name);
            core.ParameterSet[k].WeightDecay = !undecayed.Contains(core.ParameterSet[k].Name);
        }

        for (int k = 0; k < moments.Length; k++)
            OptimizerState[k].Set(moments[k]);
        for (int k = means.Length - 1; k >= 0; k--)
            means[k].CopyTo(_batches.Restore((int)parts[2 * k], parts[2 * k + 1]));
        OptimizerState.SetParameterUpdates(ofParameters);
        (Updates, core.Updates, core.Seed) = (updates[0], updates[1], (int)updates[2]);
        Accumulated = accumulated;
        _resumed = resumed;
        _isAgreed = false;
    }

    private static string PartPrefix(int level) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"gradient{level}.");
}
