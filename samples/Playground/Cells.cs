using Unrolled;

namespace Playground;

/// <summary>What the page offers.</summary>
internal static class Cells
{
    private static readonly Dictionary<(string Task, string Cell), Func<Lesson, string, int, Learner>> s_all = new()
    {
        [("reber", "RNN")] = Of<RnnReader>,
        [("reber", "LSTM")] = Of<LstmReader>,
        [("reber", "LSTM with peepholes")] = Of<PeepholeReader>,
        [("reber", "coupled LSTM")] = Of<CoupledReader>,
        [("reber", "GRU")] = Of<GruReader>,
        [("reber", "MGU")] = Of<MinimalGatedReader>,
        [("counting", "RNN")] = Of<RnnCounter>,
        [("counting", "LSTM")] = Of<LstmCounter>,
        [("counting", "LSTM with peepholes")] = Of<PeepholeCounter>,
        [("counting", "coupled LSTM")] = Of<CoupledCounter>,
        [("counting", "GRU")] = Of<GruCounter>,
        [("counting", "MGU")] = Of<MinimalGatedCounter>,
        [("recall", "RNN")] = Of<RnnRecaller>,
        [("recall", "LSTM")] = Of<LstmRecaller>,
        [("recall", "LSTM with peepholes")] = Of<PeepholeRecaller>,
        [("recall", "coupled LSTM")] = Of<CoupledRecaller>,
        [("recall", "GRU")] = Of<GruRecaller>,
        [("recall", "MGU")] = Of<MinimalGatedRecaller>,
    };

    /// <summary>A network that has learned nothing yet.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="cell">The cell's name.</param>
    /// <param name="lag">Of recall.</param>
    /// <param name="seed">Of the network and of what it learns from.</param>
    public static Learner Learner(string task, string cell, int lag, int seed)
    {
        Lesson lesson = task switch
        {
            "reber" => new ReberLesson(seed),
            "counting" => new CountingLesson(seed),
            _ => new RecallLesson(seed, lag),
        };
        return s_all[(task, cell)](lesson, cell, seed);
    }

    private static Learner Of<TModel>(Lesson lesson, string cell, int seed)
        where TModel : class, IModel<TModel> => new Learner<TModel>(lesson, cell, seed);
}
