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
            ThrowLength(nameof(x), OfStreams(streams, inputs, "inputs"), x.Length);
    }

    /// <summary>Room for a step's outputs: exactly <paramref name="outputs"/> for each stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(Span<float> y, int outputs, int streams = 1)
    {
        if (y.Length != (long)outputs * streams)
            ThrowLength(nameof(y), OfStreams(streams, outputs, "outputs"), y.Length);
    }

    /// <summary>One token, from 0 to <paramref name="vocabulary"/> − 1, for a state of one stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Token(int token, int vocabulary, int streams = 1)
    {
        if (streams != 1)
            ThrowStreams(streams);
        if ((uint)token >= (uint)vocabulary)
            ThrowToken(nameof(token), token, vocabulary);
    }

    /// <summary>A step's tokens: one for each stream, from 0 to <paramref name="vocabulary"/> − 1.</summary>
    public static void Tokens(ReadOnlySpan<int> tokens, int vocabulary, int streams)
    {
        if (tokens.Length != streams)
            throw new ArgumentException($"Expected one token for each of the {streams} streams of the state in tokens; found {tokens.Length} tokens.", nameof(tokens));
        RequireTokens(tokens, vocabulary);
    }

    /// <summary>A state of this very model.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void State<TModel>([NotNull] State<TModel>? state, TModel model)
        where TModel : class, IInferenceModel<TModel>
    {
        if (state is null)
            ThrowNull(nameof(state));
        if (!ReferenceEquals(state.Model, model))
            ThrowOwner(nameof(state), "state", model.Core.Layout.ModelName, "NewState()");
    }

    /// <summary>A tape of this very model.</summary>
    public static void Tape<TModel>([NotNull] Tape<TModel>? tape, TModel model)
        where TModel : class, IInferenceModel<TModel>
    {
        if (tape is null)
            ThrowNull(nameof(tape));
        if (!ReferenceEquals(tape.Model, model))
            ThrowOwner(nameof(tape), "tape", model.Core.Layout.ModelName, "NewTape(…)");
    }

    /// <summary>Many steps' features and room for their outputs; returns the number of steps, which may be 0.</summary>
    public static int Run(ReadOnlySpan<float> xs, Span<float> ys, int inputs, int outputs, int streams = 1)
    {
        long steps = xs.Length / ((long)inputs * streams);
        if (xs.Length != steps * inputs * streams)
            ThrowLength(nameof(xs), $"whole steps of {OfStreams(streams, inputs, "inputs")}", xs.Length);
        RequireOutputs(ys, steps, outputs, streams);
        return (int)steps;
    }

    /// <summary>Many steps' tokens and room for their outputs; returns the number of steps, which may be 0.</summary>
    public static int Run(ReadOnlySpan<int> tokens, Span<float> ys, int vocabulary, int outputs, int streams = 1)
    {
        int steps = tokens.Length / streams;
        if (tokens.Length != steps * streams)
            throw new ArgumentException($"Expected whole steps of {streams} streams, with one token per stream, in tokens; found {tokens.Length} tokens.", nameof(tokens));
        RequireOutputs(ys, steps, outputs, streams);
        RequireTokens(tokens, vocabulary);
        return steps;
    }

    private static void RequireOutputs(Span<float> ys, long steps, int outputs, int streams)
    {
        long expected = steps * outputs * streams;
        if (ys.Length != expected)
            ThrowLength(nameof(ys), $"{steps} steps of {(streams == 1 ? $"{outputs} outputs" : $"{streams} streams of {outputs} outputs")}, {expected} in all", ys.Length);
    }

    private static void RequireTokens(ReadOnlySpan<int> tokens, int vocabulary)
    {
        int wrong = tokens.IndexOfAnyExceptInRange(0, vocabulary - 1);
        if (wrong >= 0)
            ThrowToken($"tokens[{wrong}]", tokens[wrong], vocabulary);
    }

    private static string OfStreams(int streams, int floats, string what) => streams == 1 ? $"{floats} {what}" : $"{streams} streams of {floats} {what}, {(long)streams * floats} in all,";

    [DoesNotReturn]
    private static void ThrowStreams(int streams) =>
        throw new ArgumentException($"The state has {streams} streams, and this Step takes one token: call Step with a span of {streams} tokens, one per stream.", "state");

    [DoesNotReturn]
    private static void ThrowLength(string argument, string expected, int found) =>
        throw new ArgumentException($"Expected {expected} in {argument}; found {found} floats.", argument);

    [DoesNotReturn]
    private static void ThrowToken(string argument, int token, int vocabulary) =>
        throw new ArgumentOutOfRangeException(argument, token, $"Expected a token from 0 to {vocabulary - 1} in {argument}; found {token}.");

    [DoesNotReturn]
    private static void ThrowNull(string argument) => throw new ArgumentNullException(argument);

    [DoesNotReturn]
    private static void ThrowOwner(string argument, string what, string model, string maker) =>
        throw new ArgumentException($"Expected a {what} of this {model}; found one of another instance. A {what} belongs to the model whose {maker} created it.", argument);
}
