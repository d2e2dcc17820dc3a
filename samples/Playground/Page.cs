using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using Unrolled;

namespace Playground;

/// <summary>What the page's script calls, and what it is called with.</summary>
[SupportedOSPlatform("browser")]
internal static partial class Page
{
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(40), s_betweenPictures = TimeSpan.FromSeconds(1);

    /// <summary>The losses of the cells that have learned the task before, and how.</summary>
    private static readonly Dictionary<string, double[]> s_curves = [];

    private static Learner? s_learner;
    private static (string Task, int Lag) s_task;
    private static string s_text = "";
    private static int s_step, s_width = 320, s_seed;
    private static int? s_unit;
    private static bool s_isRunning;

    /// <summary>Begins anew with a cell and a task, and another seed.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="cell">The cell's name.</param>
    /// <param name="lag">Of recall.</param>
    [JSExport]
    public static void Choose(string task, string cell, int lag)
    {
        s_isRunning = false;
        bool isSameTask = s_task == (task, lag);
        if (!isSameTask)
            s_curves.Clear();
        s_task = (task, lag);
        s_learner = Cells.Learner(task, cell, lag, ++s_seed);
        if (!isSameTask)
        {
            s_text = s_learner.Lesson.Example;
            s_step = s_text.Length - 1;
            Fill("text", s_text);
        }

        Say("characters", $"Made of {string.Join(' ', s_learner.Lesson.Characters.AsEnumerable())}, at most {Lesson.LongestText}.");
        Say("status", "It has learned nothing yet.");
        Say("learn", "Learn");
        Draw();
    }

    /// <summary>Learns, a slice at a time, until it is called again or the task is learned; a second time it goes on from there.</summary>
    [JSExport]
    public static async Task Learn()
    {
        if (s_learner is not { } learner || s_isRunning)
        {
            s_isRunning = false;
            return;
        }

        bool hadLearned = learner.HasLearned;
        s_isRunning = true;
        Say("learn", "Pause");
        var drawn = Stopwatch.StartNew();
        var pause = s_betweenPictures;
        while (s_isRunning && learner == s_learner)
        {
            learner.Learn(s_slice);
            Tell(learner);

            // Others have their turn: the page answers, and shows what was drawn.
            await Task.Delay(1);
            if (learner != s_learner)
                return;
            s_isRunning &= hadLearned || !learner.HasLearned;
            if (drawn.Elapsed < pause && s_isRunning)
                continue;
            drawn.Restart();
            Draw();
            pause = s_betweenPictures + 2 * drawn.Elapsed;
            drawn.Restart();
        }

        Say("learn", "Go on");
    }

    /// <summary>Reads another sequence.</summary>
    [JSExport]
    public static void Read(string text)
    {
        s_text = text;
        DrawSequence();
    }

    /// <summary>Shows the cell at a step, from 1.</summary>
    [JSExport]
    public static void Look(int step, int unit)
    {
        (s_step, s_unit) = (step - 1, unit < 0 ? null : unit);
        DrawSequence(isCellAlone: true);
    }

    /// <summary>Draws everything as wide as the page has room.</summary>
    [JSExport]
    public static void Resize(int width)
    {
        s_width = Math.Clamp(width, 320, 700);
        if (s_learner is not null)
            Draw();
    }

    private static void Tell(Learner learner)
    {
        string seen = string.Create(CultureInfo.InvariantCulture, $"{learner.Seen:#,0} sequences, {learner.Spent.TotalSeconds:0.0} s");
        Say("status", learner.HasLearned
            ? $"Learned after {seen}: the last 200 all came out right."
            : string.Create(CultureInfo.InvariantCulture, $"Learning: {seen}, {100 * learner.Right:0} % of the last 200 right."));
    }

    private static void Draw()
    {
        var learner = s_learner!;
        if (learner.Losses.Length > 0)
        {
            s_curves[learner.Cell] = learner.Losses;
            Show("loss", Picture.LearningCurve(s_curves, Learner.Between, "sequences", title: "Loss", width: s_width).Svg);
        }
        else
        {
            Show("loss", "<p>The loss is drawn as it learns. Another cell at the same task gets a line of its own.</p>");
        }

        Show("reach", learner.Reach(s_width).Svg);
        DrawSequence();
    }

    /// <summary>Draws what shows the sequence that was typed.</summary>
    private static void DrawSequence(bool isCellAlone = false)
    {
        var learner = s_learner!;
        try
        {
            float[] inputs = learner.Lesson.Read(s_text);
            string[] labels = learner.Lesson.Labels(s_text);
            s_step = Math.Clamp(s_step, 0, labels.Length - 1);
            Steps(labels.Length, s_step + 1);
            string answer = learner.Lesson.Answer(labels[s_step], learner.Outputs(inputs, s_step));
            Say("answer", $"Step {s_step + 1} of {labels.Length}: it reads {labels[s_step]}{(answer.Length > 0 ? " and says: " + answer : "")}.");
            Show("cell", learner.CellAt(inputs, s_step, s_unit).Svg);
            if (!isCellAlone)
                Show("gates", learner.Gates(inputs, labels, s_width).Svg);
            Say("mistake", "");
        }
        catch (FormatException mistake)
        {
            Say("mistake", mistake.Message);
        }
    }

    /// <summary>Puts markup into an element.</summary>
    [JSImport("show", "main.js")]
    private static partial void Show(string id, string markup);

    /// <summary>Puts text into an element.</summary>
    [JSImport("say", "main.js")]
    private static partial void Say(string id, string text);

    /// <summary>Fills a field.</summary>
    [JSImport("fill", "main.js")]
    private static partial void Fill(string id, string text);

    /// <summary>How many steps there are to choose from, and which is shown.</summary>
    [JSImport("steps", "main.js")]
    private static partial void Steps(int count, int step);
}
