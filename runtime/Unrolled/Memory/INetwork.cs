using System.ComponentModel;

namespace Unrolled.CompilerServices;

/// <summary>The layers of a model one after another, as the generator writes them: for any vector type. <see cref="ForWidth"/> chooses this machine's.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface INetwork
{
    /// <summary>One worker's part of a pass over a tape.</summary>
    /// <param name="core">The model's memory.</param>
    /// <param name="tape">The tape.</param>
    /// <param name="pass">What is to be done.</param>
    /// <param name="worker">Who does it.</param>
    static abstract void Pass<V, TModel>(ModelCore core, Tape<TModel> tape, in Pass pass, Worker worker)
        where V : struct, ISimd<V>
        where TModel : class, IInferenceModel<TModel>;
}

/// <summary>The same for streams of steps.</summary>
/// <typeparam name="TElement">What is read: <see cref="float"/> for features, <see cref="int"/> for tokens.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IStreamNetwork<TElement>
{
    /// <summary>Floats that <see cref="Run"/> keeps for each step.</summary>
    static abstract nint RunLength<V>()
        where V : struct, ISimd<V>;

    /// <summary>Many steps of one stream.</summary>
    /// <param name="core">The model's memory.</param>
    /// <param name="x">[steps, inputs], or [steps] tokens.</param>
    /// <param name="state">The stream.</param>
    /// <param name="y">Receives [steps, outputs].</param>
    /// <param name="steps">The number of steps.</param>
    static abstract void Run<V, TModel>(ModelCore core, ReadOnlySpan<TElement> x, State<TModel> state, Span<float> y, int steps)
        where V : struct, ISimd<V>
        where TModel : class, IInferenceModel<TModel>;

    /// <summary>One step of many streams, whose memories are a fixed number of floats apart.</summary>
    /// <param name="core">The model's memory.</param>
    /// <param name="x">[streams, inputs], or [streams] tokens.</param>
    /// <param name="memory">The first stream's memory.</param>
    /// <param name="y">Receives [streams, outputs].</param>
    /// <param name="streams">The number of streams.</param>
    /// <param name="stride">Floats from a stream's memory to the next one's.</param>
    static abstract void StepAll<V>(ModelCore core, ReadOnlySpan<TElement> x, ref float memory, Span<float> y, int streams, nint stride)
        where V : struct, ISimd<V>;
}

/// <summary>A network that reads features.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IFeatureNetwork : IStreamNetwork<float>
{
    /// <summary>One step of one stream.</summary>
    /// <param name="core">The model's memory.</param>
    /// <param name="x">[inputs].</param>
    /// <param name="memory">The stream's memory.</param>
    /// <param name="y">Receives [outputs].</param>
    static abstract void Step<V>(ModelCore core, ReadOnlySpan<float> x, ref float memory, Span<float> y)
        where V : struct, ISimd<V>;
}

/// <summary>A network that reads tokens.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITokenNetwork : IStreamNetwork<int>
{
    /// <summary>One step of one stream.</summary>
    /// <param name="core">The model's memory.</param>
    /// <param name="token">The token.</param>
    /// <param name="memory">The stream's memory.</param>
    /// <param name="y">Receives [outputs].</param>
    static abstract void Step<V>(ModelCore core, int token, ref float memory, Span<float> y)
        where V : struct, ISimd<V>;
}
