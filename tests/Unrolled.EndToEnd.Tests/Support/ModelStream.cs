using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Unrolled.EndToEnd.Tests.Support;

/// <inheritdoc/>
internal sealed class ModelStream<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] T>(T model, int streams) : StreamHandle
    where T : class, IInferenceModel<T>
{
    private readonly State<T> _state = model.NewState(streams);
    private readonly Dictionary<Type, Delegate> _methods = [];

    private delegate void StepFeatures(ReadOnlySpan<float> x, State<T> state, Span<float> y);

    private delegate void StepToken(int token, State<T> state, Span<float> y);

    private delegate void StepTokens(ReadOnlySpan<int> tokens, State<T> state, Span<float> y);

    private delegate void RunFeatures(ReadOnlySpan<float> xs, State<T> state, Span<float> ys);

    private delegate void RunTokens(ReadOnlySpan<int> tokens, State<T> state, Span<float> ys);

    public override NamedTensor this[string name] => _state[name];

    public override void Reset() => _state.Reset();

    public override void Step(ReadOnlySpan<float> x, Span<float> y) => Method<StepFeatures>("Step", typeof(ReadOnlySpan<float>))(x, _state, y);

    public override void Step(int token, Span<float> y) => Method<StepToken>("Step", typeof(int))(token, _state, y);

    public override void Step(ReadOnlySpan<int> tokens, Span<float> y) => Method<StepTokens>("Step", typeof(ReadOnlySpan<int>))(tokens, _state, y);

    public override void Run(ReadOnlySpan<float> xs, Span<float> ys) => Method<RunFeatures>("Run", typeof(ReadOnlySpan<float>))(xs, _state, ys);

    public override void Run(ReadOnlySpan<int> tokens, Span<float> ys) => Method<RunTokens>("Run", typeof(ReadOnlySpan<int>))(tokens, _state, ys);

    private TDelegate Method<TDelegate>(string name, Type x)
        where TDelegate : Delegate
    {
        if (!_methods.TryGetValue(typeof(TDelegate), out var method))
            _methods.Add(typeof(TDelegate), method = typeof(T).GetMethod(name, [x, typeof(State<T>), typeof(Span<float>)])!.CreateDelegate<TDelegate>(model));
        return (TDelegate)method;
    }
}
