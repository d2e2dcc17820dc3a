using System.Diagnostics;
using Unrolled;

namespace Playground;

/// <summary>A network with a task, and the pictures of it.</summary>
internal abstract class Learner
{
    /// <summary>Sequences from one noted loss to the next.</summary>
    public const int Between = Batch * 10;

    /// <summary>Sequences of an update.</summary>
    protected const int Batch = 10;

    /// <summary>How many sequences in a row must come out right, before the network learns from them.</summary>
    private const int Enough = 200;

    private readonly List<double> _losses = [];
    private readonly Queue<bool> _recent = new();

    /// <summary>The cell's name.</summary>
    public required string Cell { get; init; }

    public required Lesson Lesson { get; init; }

    /// <summary>Sequences so far.</summary>
    public int Seen { get; protected set; }

    /// <summary>Time spent learning.</summary>
    public TimeSpan Spent { get; private set; }

    /// <summary>The share of the last sequences that came out right.</summary>
    public double Right => _recent.Count == 0 ? 0 : (double)_recent.Count(isRight => isRight) / _recent.Count;

    public bool HasLearned => _recent.Count == Enough && Right == 1;

    /// <summary>The mean losses, one each <see cref="Between"/> sequences.</summary>
    public double[] Losses => [.. _losses];

    /// <summary>Units of the layer that is looked at.</summary>
    public const int Units = 8;

    private double Sum { get; set; }

    /// <summary>Learns for a slice of time.</summary>
    public void Learn(TimeSpan slice)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            Sum += Update() * Batch / Between;
            if (Seen % Between == 0)
            {
                _losses.Add(Sum);
                Sum = 0;
            }
        }
        while (Stopwatch.GetElapsedTime(start) < slice);
        Spent += Stopwatch.GetElapsedTime(start);
    }

    /// <summary>The gates over a sequence.</summary>
    public abstract Picture Gates(float[] inputs, string[] labels, int width);

    /// <summary>The cell at a step of a sequence.</summary>
    public abstract Picture CellAt(float[] inputs, int step, int? unit);

    /// <summary>How far back the loss reaches, now and before it learned.</summary>
    public abstract Picture Reach(int width);

    /// <summary>The outputs at a step.</summary>
    public abstract float[] Outputs(float[] inputs, int step);

    /// <summary>Learns from a batch; returns the loss.</summary>
    protected abstract double Update();

    /// <summary>Notes whether a sequence came out right.</summary>
    protected void Note(bool isRight)
    {
        _recent.Enqueue(isRight);
        if (_recent.Count > Enough)
            _recent.Dequeue();
    }
}

/// <summary>The same, with the network's class.</summary>
internal sealed class Learner<TModel> : Learner
    where TModel : class, IModel<TModel>
{
    private const int Measured = 16;

    private readonly TModel _model;
    private readonly Trainer<TModel> _trainer;
    private readonly ReachCurve _before;
    private Tape<TModel>? _tape;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public Learner(Lesson lesson, string cell, int seed)
    {
        (Lesson, Cell) = (lesson, cell);
        _model = TModel.Create(seed);
        _trainer = new Trainer<TModel>(_model, lesson.Loss, new Adam(lesson.LearningRate)) { MaxGradientNorm = 1 };
        _before = Measure("before it learned");
    }

    public override Picture Gates(float[] inputs, string[] labels, int width) =>
        Picture.Gates(_model, inputs, labels: labels, title: "What each gate does with each symbol", width: width);

    public override Picture CellAt(float[] inputs, int step, int? unit) => Picture.Cell(_model, inputs, step, unit: unit);

    public override Picture Reach(int width) => Picture.Reach([Measure($"{Cell}, now"), _before], "What the last answer owes to earlier symbols", width);

    public override float[] Outputs(float[] inputs, int step)
    {
        var tape = _model.NewTape(inputs.Length / TModel.Layout.Inputs, batch: 1);
        tape.Set(0, inputs);
        _model.Forward(tape, training: false);
        return tape.Output(step, 0).ToArray();
    }

    protected override double Update()
    {
        _tape ??= _model.NewTape(Longest(), Batch);
        for (int k = 0; k < Batch; k++)
            _tape.Set(k, Lesson.Sequences, Lesson.Number(Seen + k));
        Seen += Batch;
        double loss = _trainer.Step(_tape);
        for (int k = 0; k < Batch; k++)
            Note(Lesson.IsRight(_tape, k));
        return loss;
    }

    private int Longest()
    {
        int looked = Math.Min(Lesson.Sequences.Count, 10_000);
        return Enumerable.Range(0, looked).Max(Lesson.Sequences.LengthOf);
    }

    private ReachCurve Measure(string name) => ReachCurve.Of(_model, Lesson.Questions, name, Lesson.Loss, Measured);
}
