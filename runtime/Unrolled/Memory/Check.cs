using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>The checks of a model's public members. They run before any emitted code, which is unchecked.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Check
{
    /// <summary>A step's features: exactly <paramref name="inputs"/> for each stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input(ReadOnlySpan<float> x, int inputs, int streams = 1)
    {
        if (x.Length != (long)inputs * streams)
            ThrowInput(x.Length, inputs, streams);
    }

    /// <summary>Room for a step's outputs: exactly <paramref name="outputs"/> for each stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(Span<float> y, int outputs, int streams = 1)
    {
        if (y.Length != (long)outputs * streams)
            ThrowOutput(y.Length, outputs, streams);
    }

    /// <summary>One token, from 0 to <paramref name="vocabulary"/> − 1, for a state of one stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Token(int token, int vocabulary, int streams = 1)
    {
        if (streams != 1)
            ThrowStreams(streams);
        if ((uint)token >= (uint)vocabulary)
            ThrowToken(token, vocabulary);
    }

    /// <summary>A step's tokens: one for each stream, from 0 to <paramref name="vocabulary"/> − 1.</summary>
    public static void Tokens(ReadOnlySpan<int> tokens, int vocabulary, int streams)
    {
        if (tokens.Length != streams)
            throw new ArgumentException($"Expected one token for each of the {streams} streams of the state in tokens; found {tokens.Length} tokens.",
                nameof(tokens));
        RequireTokens(tokens, vocabulary);
    }

    /// <summary>A state of this very model.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void State<TModel>([NotNull] State<TModel>? state, TModel model)
        where TModel : class, IInferenceModel<TModel>
    {
        if (state is null)
            ThrowNoState();
        if (!ReferenceEquals(state.Model, model))
            ThrowState(model.Core);
    }

    /// <summary>A tape of this very model.</summary>
    public static void Tape<TModel>([NotNull] Tape<TModel>? tape, TModel model)
        where TModel : class, IInferenceModel<TModel>
    {
        if (tape is null)
            throw new ArgumentNullException(nameof(tape));
        if (!ReferenceEquals(tape.Model, model))
            throw OfAnother(nameof(tape), model.Core, "NewTape(…)");
    }

    /// <summary>Many steps' features and room for their outputs; returns the number of steps, which may be 0.</summary>
    public static int Run(ReadOnlySpan<float> xs, Span<float> ys, int inputs, int outputs, int streams = 1)
    {
        long steps = xs.Length / ((long)inputs * streams);
        if (xs.Length != steps * inputs * streams)
            throw Length(nameof(xs), $"whole steps of {OfStreams(streams, inputs, "inputs")}", xs.Length);
        RequireOutputs(ys, steps, outputs, streams);
        return (int)steps;
    }

    /// <summary>Many steps' tokens and room for their outputs; returns the number of steps, which may be 0.</summary>
    public static int Run(ReadOnlySpan<int> tokens, Span<float> ys, int vocabulary, int outputs, int streams = 1)
    {
        int steps = tokens.Length / streams;
        if (tokens.Length != steps * streams)
            throw new ArgumentException($"Expected whole steps of {streams} streams, with one token per stream, in tokens; found {tokens.Length} tokens.",
                nameof(tokens));
        RequireOutputs(ys, steps, outputs, streams);
        RequireTokens(tokens, vocabulary);
        return steps;
    }

    private static void RequireOutputs(Span<float> ys, long steps, int outputs, int streams)
    {
        long expected = steps * outputs * streams;
        if (ys.Length != expected)
            throw Length(nameof(ys), $"{steps} steps of {(streams == 1 ? $"{outputs} outputs" : $"{streams} streams of {outputs} outputs")}, {expected} in all",
                ys.Length);
    }

    private static void RequireTokens(ReadOnlySpan<int> tokens, int vocabulary)
    {
        int wrong = tokens.IndexOfAnyExceptInRange(0, vocabulary - 1);
        if (wrong >= 0)
            throw NoToken($"tokens[{wrong}]", tokens[wrong], vocabulary);
    }

    private static string OfStreams(int streams, int floats, string what) => streams == 1 ? $"{floats} {what}"
        : $"{streams} streams of {floats} {what}, {(long)streams * floats} in all,";

    // What a step may throw: with arguments that it has in registers, and in a method that the compiler sees to throw. So a step needs no stack of its own.
    [DoesNotReturn]
    private static void ThrowInput(int found, int inputs, int streams) => throw Length("x", OfStreams(streams, inputs, "inputs"), found);

    [DoesNotReturn]
    private static void ThrowOutput(int found, int outputs, int streams) => throw Length("y", OfStreams(streams, outputs, "outputs"), found);

    [DoesNotReturn]
    private static void ThrowToken(int found, int vocabulary) => throw NoToken("token", found, vocabulary);

    [DoesNotReturn]
    private static void ThrowStreams(int streams) =>
        throw new ArgumentException($"The state has {streams} streams, and this Step takes one token: call Step with a span of {streams} tokens, one per "
            + "stream.", "state");

    [DoesNotReturn]
    private static void ThrowNoState() => throw new ArgumentNullException("state");

    [DoesNotReturn]
    private static void ThrowState(ModelCore core) => throw OfAnother("state", core, "NewState()");

    private static ArgumentException Length(string argument, string expected, int found) =>
        new($"Expected {expected} in {argument}; found {found} floats.", argument);

    private static ArgumentOutOfRangeException NoToken(string argument, int found, int vocabulary) =>
        new(argument, found, $"Expected a token from 0 to {vocabulary - 1} in {argument}; found {found}.");

    private static ArgumentException OfAnother(string argument, ModelCore core, string maker)
    {
        var model = core.Layout.ModelName;
        return new($"Expected a {argument} of this {model}; found one of another instance. A {argument} belongs to the model whose {maker} created it.",
            argument);
    }
}
