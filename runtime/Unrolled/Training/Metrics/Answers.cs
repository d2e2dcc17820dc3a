namespace Unrolled;

/// <summary>What outputs and targets say, as classes.</summary>
internal static class Answers
{
    /// <summary>The class that the model chooses; of a single output: 1 where the logit is above 0.</summary>
    public static int Chosen(in LossBatch batch, int row) => batch.Outputs == 1 ? (batch.Output(row)[0] > 0 ? 1 : 0) : ArgMax.Of(batch.Output(row));

    /// <summary>The class that is right.</summary>
    public static int Right(in LossBatch batch, int row) =>
        batch.Outputs == 1 && batch.HasTargets ? (batch.Target(row)[0] > 0.5f ? 1 : 0)
        : batch.HasTargetClasses && batch.Outputs > 1 ? batch.TargetClass(row)
        : ArgMax.Of(batch.Target(row));
}
