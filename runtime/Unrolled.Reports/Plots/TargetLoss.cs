namespace Unrolled;

/// <summary>The loss that goes with what a data set gives as targets.</summary>
internal static class TargetLoss
{
    /// <summary>Classes: cross entropy. Numbers that are 0 and 1 alone: binary cross entropy. Other numbers: mean squared error.</summary>
    public static ILoss Of<TModel>(IModel<TModel> model, SequenceDataset data)
        where TModel : class, IModel<TModel>
    {
        if (HasClasses<TModel>(data))
            return TModel.Layout.Outputs > 1 ? Loss.SoftmaxCrossEntropy : Loss.BinaryCrossEntropy;
        bool isBinary = true;
        SequencePasses.ForEach(model, data, most: 32, (tape, _) => isBinary &= tape.Targets.IndexOfAnyExcept(0, 1) < 0);
        return isBinary ? Loss.BinaryCrossEntropy : Loss.MeanSquaredError;
    }

    /// <summary>Whether the targets are classes.</summary>
    public static bool HasClasses<TModel>(SequenceDataset data)
        where TModel : class, IModel<TModel> => data.Describe<TModel>().ClassShares.Count > 0;
}
