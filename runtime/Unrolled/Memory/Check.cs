using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>What public members of a model check before any emitted code, which is unchecked, runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Check
{
    /// <summary>One step's features: exactly <paramref name="inputs"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input(ReadOnlySpan<float> x, int inputs)
    {
        if (x.Length != inputs)
            ThrowLength(nameof(x), $"{inputs} inputs", x.Length);
    }

    /// <summary>Room for one step's outputs: exactly <paramref name="outputs"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(Span<float> y, int outputs)
    {
        if (y.Length != outputs)
            ThrowLength(nameof(y), $"{outputs} outputs", y.Length);
    }

    /// <summary>One token, from 0 to <paramref name="vocabulary"/> − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Token(int token, int vocabulary)
    {
        if ((uint)token >= (uint)vocabulary)
            ThrowToken(nameof(token), token, vocabulary);
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
    public static int Run(ReadOnlySpan<float> xs, Span<float> ys, int inputs, int outputs)
    {
        int steps = xs.Length / inputs;
        if (xs.Length != (long)steps * inputs)
            ThrowLength(nameof(xs), $"whole steps of {inputs} inputs", xs.Length);
        if (ys.Length != (long)steps * outputs)
            ThrowLength(nameof(ys), $"{steps} steps of {outputs} outputs, {(long)steps * outputs} in all", ys.Length);
        return steps;
    }

    /// <summary>Many steps' tokens and room for their outputs; returns the number of steps, which may be 0.</summary>
    public static int Run(ReadOnlySpan<int> tokens, Span<float> ys, int vocabulary, int outputs)
    {
        if (ys.Length != (long)tokens.Length * outputs)
            ThrowLength(nameof(ys), $"{tokens.Length} steps of {outputs} outputs, {(long)tokens.Length * outputs} in all", ys.Length);
        int wrong = tokens.IndexOfAnyExceptInRange(0, vocabulary - 1);
        if (wrong >= 0)
            ThrowToken($"tokens[{wrong}]", tokens[wrong], vocabulary);
        return tokens.Length;
    }

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
        throw new ArgumentException($"Expected a {what} of this {model}; found one of another instance. A {what} belongs to the model whose {maker} made it.", argument);
}
