namespace Unrolled;

/// <summary>A model's <c>Step</c> of several streams of features, as <see cref="StreamBatcher{TModel}"/> calls it: <c>model.Step</c>.</summary>
/// <typeparam name="TModel">The model's class.</typeparam>
/// <param name="x">The features, [streams, inputs].</param>
/// <param name="state">A state of several streams.</param>
/// <param name="y">Receives the outputs, [streams, outputs].</param>
public delegate void StreamStep<TModel>(ReadOnlySpan<float> x, State<TModel> state, Span<float> y)
    where TModel : class, IInferenceModel<TModel>;

/// <summary>A token model's <c>Step</c> of several streams, as <see cref="StreamBatcher{TModel}"/> calls it: <c>model.Step</c>.</summary>
/// <typeparam name="TModel">The model's class.</typeparam>
/// <param name="tokens">One token for each stream.</param>
/// <param name="state">A state of several streams.</param>
/// <param name="y">Receives the outputs, [streams, outputs].</param>
public delegate void TokenStreamStep<TModel>(ReadOnlySpan<int> tokens, State<TModel> state, Span<float> y)
    where TModel : class, IInferenceModel<TModel>;
