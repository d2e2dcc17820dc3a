namespace Unrolled;

// The data sets of the library.
public abstract partial class SequenceDataset
{
    /// <summary>Sequences with a class each; the last step alone counts in the loss.</summary>
    /// <param name="inputs">A float[] a sequence, [length, Inputs], row-major.</param>
    /// <param name="classes">A class a sequence, from 0 to Outputs − 1; 0 or 1 for a model with one output.</param>
    /// <exception cref="ArgumentException">There are not as many classes as sequences.</exception>
    public static SequenceDataset Classification(IReadOnlyList<float[]> inputs, IReadOnlyList<int> classes) =>
        new ClassificationDataset(new FeatureInputs(inputs), classes);

    /// <summary>Sequences with a class each; the last step alone counts in the loss.</summary>
    /// <param name="inputs">A float[] a sequence, [length, features], row-major.</param>
    /// <param name="classes">A class a sequence, from 0 to Outputs − 1; 0 or 1 for a model with one output.</param>
    /// <param name="features">Features a step, where they are wanted without a model: for <see cref="LengthOf"/> and <see cref="Describe()"/>.</param>
    /// <exception cref="ArgumentException">There are not as many classes as sequences.</exception>
    public static SequenceDataset Classification(IReadOnlyList<float[]> inputs, IReadOnlyList<int> classes, int features) =>
        new ClassificationDataset(new FeatureInputs(inputs, features), classes);

    /// <summary>Sequences of tokens with a class each; the last step alone counts in the loss.</summary>
    /// <param name="tokens">An int[] a sequence, [length].</param>
    /// <param name="classes">A class a sequence, from 0 to Outputs − 1; 0 or 1 for a model with one output.</param>
    /// <param name="vocabulary">Number of tokens, to be checked at once; 0: as the model says.</param>
    /// <exception cref="ArgumentException">There are not as many classes as sequences, or a token is not in the vocabulary.</exception>
    public static SequenceDataset Classification(IReadOnlyList<int[]> tokens, IReadOnlyList<int> classes, int vocabulary = 0) =>
        new ClassificationDataset(Tokens(tokens, vocabulary), classes);

    /// <summary>Sequences with a class at every step.</summary>
    /// <param name="inputs">A float[] a sequence, [length, Inputs], row-major.</param>
    /// <param name="classes">An int[] a sequence, [length], each from 0 to Outputs − 1; 0 or 1 for a model with one output.</param>
    /// <exception cref="ArgumentException">There are not as many arrays of classes as sequences.</exception>
    public static SequenceDataset Labels(IReadOnlyList<float[]> inputs, IReadOnlyList<int[]> classes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(classes);
        bool known = inputs.Count > 0 && classes.Count > 0 && classes[0].Length > 0 && inputs[0].Length % classes[0].Length == 0;
        return new LabelsDataset(new FeatureInputs(inputs, known ? inputs[0].Length / classes[0].Length : 0), classes);
    }

    /// <summary>Sequences of tokens with a class at every step.</summary>
    /// <param name="tokens">An int[] a sequence, [length].</param>
    /// <param name="classes">An int[] a sequence, [length], each from 0 to Outputs − 1; 0 or 1 for a model with one output.</param>
    /// <param name="vocabulary">Number of tokens, to be checked at once; 0: as the model says.</param>
    /// <exception cref="ArgumentException">There are not as many arrays of classes as sequences, or a token is not in the vocabulary.</exception>
    public static SequenceDataset Labels(IReadOnlyList<int[]> tokens, IReadOnlyList<int[]> classes, int vocabulary = 0) =>
        new LabelsDataset(Tokens(tokens, vocabulary), classes);

    /// <summary>Sequences with numbers to be put out: at every step, or at the last step alone.</summary>
    /// <param name="inputs">A float[] a sequence, [length, Inputs], row-major.</param>
    /// <param name="targets">A float[] a sequence: [length, Outputs], or [Outputs] for the last step, which then alone counts in the loss.</param>
    /// <exception cref="ArgumentException">There are not as many targets as sequences.</exception>
    public static SequenceDataset Regression(IReadOnlyList<float[]> inputs, IReadOnlyList<float[]> targets) =>
        new RegressionDataset(new FeatureInputs(inputs), targets);

    /// <summary>Sequences with numbers to be put out: at every step, or at the last step alone.</summary>
    /// <param name="inputs">A float[] a sequence, [length, features], row-major.</param>
    /// <param name="targets">A float[] a sequence: [length, Outputs], or [Outputs] for the last step, which then alone counts in the loss.</param>
    /// <param name="features">Features a step, where they are wanted without a model: for <see cref="LengthOf"/> and <see cref="Describe()"/>.</param>
    /// <exception cref="ArgumentException">There are not as many targets as sequences.</exception>
    public static SequenceDataset Regression(IReadOnlyList<float[]> inputs, IReadOnlyList<float[]> targets, int features) =>
        new RegressionDataset(new FeatureInputs(inputs, features), targets);

    /// <summary>Sequences of tokens with numbers to be put out: at every step, or at the last step alone.</summary>
    /// <param name="tokens">An int[] a sequence, [length].</param>
    /// <param name="targets">A float[] a sequence: [length, Outputs], or [Outputs] for the last step, which then alone counts in the loss.</param>
    /// <param name="vocabulary">Number of tokens, to be checked at once; 0: as the model says.</param>
    /// <exception cref="ArgumentException">There are not as many targets as sequences, or a token is not in the vocabulary.</exception>
    public static SequenceDataset Regression(IReadOnlyList<int[]> tokens, IReadOnlyList<float[]> targets, int vocabulary = 0) =>
        new RegressionDataset(Tokens(tokens, vocabulary), targets);

    /// <summary>Every window of a series; the targets of a step are the features <paramref name="horizon"/> steps on.</summary>
    /// <param name="series">The series [time, features], row-major.</param>
    /// <param name="features">Features a step: the model's Inputs and its Outputs.</param>
    /// <param name="window">Steps of a sequence.</param>
    /// <param name="horizon">How many steps ahead is forecast.</param>
    /// <param name="warmUp">Steps at the start of a window that do not count in the loss, since the model has seen too little there; fewer than the window
    /// has.</param>
    /// <exception cref="ArgumentException">The series does not consist of whole steps.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static SequenceDataset Forecast(float[] series, int features, int window, int horizon = 1, int warmUp = 0) =>
        new ForecastDataset(series, features, window, horizon, warmUp);

    /// <summary>A text cut into parts of one length that are read side by side, as far as they fill; each step's class is the token that follows.</summary>
    /// <remarks>The parts are long: <see cref="FitOptions.Truncate"/> reads them in pieces, with the state carried from one to the next.</remarks>
    /// <param name="tokens">The text.</param>
    /// <param name="parts">How many parts; a batch of as many reads them all.</param>
    /// <exception cref="ArgumentException">The text is too short for so many parts.</exception>
    public static SequenceDataset NextToken(int[] tokens, int parts = 1) => new NextTokenDataset(tokens, parts);

    /// <summary>Each step's target is the next step, as for music (the outputs then are as many as the inputs). A sequence has one step fewer than its
    /// array.</summary>
    /// <param name="sequences">A float[] a sequence, [length, Inputs], row-major.</param>
    public static SequenceDataset NextStep(IReadOnlyList<float[]> sequences) => new NextStepDataset(sequences, null, new FeatureInputs(sequences));

    /// <summary>Each step's class is the next token: many texts. A sequence has one step fewer than its array.</summary>
    /// <param name="sequences">An int[] a sequence.</param>
    /// <param name="vocabulary">Number of tokens, to be checked at once; 0: as the model says.</param>
    /// <exception cref="ArgumentException">A token is not in the vocabulary.</exception>
    public static SequenceDataset NextStep(IReadOnlyList<int[]> sequences, int vocabulary = 0) =>
        new NextStepDataset(null, sequences, Tokens(sequences, vocabulary));

    /// <summary>Sequences that are made from their number when they are needed, the same every time: random numbers among them must follow from the number
    /// alone.</summary>
    /// <param name="count">How many sequences an epoch has.</param>
    /// <param name="length">Steps of each.</param>
    /// <param name="write">Writes the sequence of a number.</param>
    public static SequenceDataset Generated(int count, int length, SequenceWriter write)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return new GeneratedDataset(count, _ => length, write);
    }

    /// <summary>Sequences of different lengths that are made from their number when they are needed, the same every time: random numbers among them must
    /// follow from the number alone.</summary>
    /// <param name="count">How many sequences an epoch has.</param>
    /// <param name="length">Gives the steps of the sequence of a number.</param>
    /// <param name="write">Writes the sequence of a number.</param>
    public static SequenceDataset Generated(int count, Func<int, int> length, SequenceWriter write) => new GeneratedDataset(count, length, write);

    private static TokenInputs Tokens(IReadOnlyList<int[]> sequences, int vocabulary)
    {
        var inputs = new TokenInputs(sequences);
        ArgumentOutOfRangeException.ThrowIfNegative(vocabulary);
        for (int i = 0; vocabulary > 0 && i < sequences.Count; i++)
        {
            int wrong = sequences[i].AsSpan().IndexOfAnyExceptInRange(0, vocabulary - 1);
            if (wrong >= 0)
                throw new ArgumentException($"Sequence {i}, step {wrong}: expected a token from 0 to {vocabulary - 1}; found {sequences[i][wrong]}.");
        }

        return inputs;
    }
}
