namespace Memory;

/// <summary>A cell at a task, learned from any number of seeds.</summary>
/// <param name="Task">The task's name, as <c>--task</c> takes it.</param>
/// <param name="Setting">What of the task is varied, a lag for example; empty where nothing is.</param>
/// <param name="Cell">The cell's name in the tables.</param>
/// <param name="Run">Learns from a seed: of the parameters' first values and of the sequences.</param>
internal sealed record Experiment(string Task, string Setting, string Cell, Func<int, Outcome> Run);

/// <summary>How a run ended.</summary>
/// <param name="Solved">Whether the task's criterion was met.</param>
/// <param name="Sequences">Sequences that were trained on, up to there or to the end.</param>
/// <param name="Figures">What else was measured, by name.</param>
internal sealed record Outcome(bool Solved, int Sequences, IReadOnlyDictionary<string, double> Figures)
{
    public Outcome(bool solved, int sequences)
        : this(solved, sequences, new Dictionary<string, double>())
    {
    }
}
