using Unrolled;

namespace Playground;

/// <summary>A task: what there is to learn from, when it is learned, and how a text that somebody types becomes a sequence.</summary>
internal abstract class Lesson
{
    /// <summary>Steps of the longest text that is read.</summary>
    public const int LongestText = 60;

    /// <summary>What is learned from.</summary>
    public abstract SequenceDataset Sequences { get; }

    /// <summary>The same sequences, of which the last step asks what must have been remembered.</summary>
    public virtual SequenceDataset Questions => Sequences;

    public abstract ILoss Loss { get; }

    public virtual float LearningRate => 0.01f;

    /// <summary>A sequence to begin with.</summary>
    public abstract string Example { get; }

    /// <summary>What a text may be made of.</summary>
    public abstract string Characters { get; }

    /// <summary>What stands beneath each step.</summary>
    public virtual string[] Labels(string text) => [.. text.Select(symbol => symbol.ToString())];

    /// <summary>The sequence that is learned from at a time.</summary>
    public virtual int Number(int time) => time % Sequences.Count;

    /// <summary>Whether the outputs for a sequence were right, at all steps.</summary>
    public abstract bool IsRight<TModel>(Tape<TModel> tape, int sequence)
        where TModel : class, IModel<TModel>;

    /// <summary>The inputs of a text, [steps, Inputs].</summary>
    /// <exception cref="FormatException">It has other characters, or it is empty or too long.</exception>
    public float[] Read(string text)
    {
        if (text.Length == 0)
            throw new FormatException($"Type a sequence, such as {Example}.");
        if (text.Length > LongestText)
            throw new FormatException($"A sequence has at most {LongestText} steps; this one has {text.Length}.");
        if (text.FirstOrDefault(symbol => !Characters.Contains(symbol, StringComparison.Ordinal)) is not '\0' and var other)
            throw new FormatException($"A sequence is made of {string.Join(' ', Characters.AsEnumerable())}; found {other}.");
        return Inputs(text);
    }

    /// <summary>What the outputs of a step say, in words; empty where nothing is asked.</summary>
    /// <param name="label">Of the step.</param>
    /// <param name="outputs">The outputs.</param>
    public abstract string Answer(string label, ReadOnlySpan<float> outputs);

    /// <summary>The inputs of a text of these characters.</summary>
    protected abstract float[] Inputs(string text);

    /// <summary>Vectors of zeros with a single one.</summary>
    protected static float[] OneHot(IReadOnlyList<int> symbols, int count)
    {
        float[] inputs = new float[symbols.Count * count];
        for (int step = 0; step < symbols.Count; step++)
            inputs[step * count + symbols[step]] = 1;
        return inputs;
    }
}
