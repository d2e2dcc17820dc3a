namespace Memory;

/// <summary>A part that takes seconds and checks itself.</summary>
internal static class Short
{
    /// <returns>0 if what must be learned was.</returns>
    public static int Run()
    {
        var results = Result.File(path: null);
        bool isRight = true;
        foreach (var experiment in Recall.Of(lag: 10).Append(TemporalOrder.Experiments.First()))
        {
            var outcome = experiment.Run(1);
            results.Add(new Result(experiment.Task, experiment.Setting, experiment.Cell, 1, 0, outcome));
            isRight &= outcome.Solved;
        }

        Tables.Print(results.All, Console.Out);
        if (!isRight)
            Console.Error.WriteLine("A cell has not learned to recall over 10 steps, or the order of two symbols.");
        return isRight ? 0 : 1;
    }
}
