using System.Numerics;

namespace Unrolled;

/// <summary>Steps any number of streams in groups of 1, 2, 4 … streams: their states go into a state of that many, and come back.</summary>
/// <typeparam name="TModel">The model's class.</typeparam>
internal sealed class StreamGroups<TModel>
    where TModel : class, IInferenceModel<TModel>
{
    private readonly State<TModel>[] _states;
    private readonly StreamStep<TModel>? _step;
    private readonly TokenStreamStep<TModel>? _tokenStep;
    private readonly float[] _x;
    private readonly int[] _tokens;
    private readonly float[] _y;
    private readonly int _inputs;
    private readonly int _outputs;

    public StreamGroups(TModel model, StreamStep<TModel>? step, TokenStreamStep<TModel>? tokenStep, int maxStreams)
    {
        var layout = model.Core.Layout;
        (_step, _tokenStep, _inputs, _outputs) = (step, tokenStep, layout.Inputs, layout.Outputs);
        _x = new float[maxStreams * _inputs];
        _tokens = new int[maxStreams];
        _y = new float[maxStreams * _outputs];
        _states = [.. Enumerable.Range(0, BitOperations.Log2((uint)maxStreams) + 1).Select(power => model.NewState(1 << power))];
    }

    /// <summary>Steps all, a group after another.</summary>
    /// <param name="streams">At least one.</param>
    public void Step(ReadOnlySpan<BatchedStream<TModel>> streams)
    {
        while (streams.Length > 0)
        {
            var state = _states[Math.Min(BitOperations.Log2((uint)streams.Length), _states.Length - 1)];
            Step(streams[..state.Streams], state);
            streams = streams[state.Streams..];
        }
    }

    private void Step(ReadOnlySpan<BatchedStream<TModel>> streams, State<TModel> state)
    {
        for (int i = 0; i < streams.Length; i++)
        {
            streams[i].State.FlushBefore(1);
            streams[i].State.CopyTo(state, 0, i);
            streams[i].Input.CopyTo(_x.AsSpan(i * _inputs));
            _tokens[i] = streams[i].Token;
        }

        // Each stream counts its own steps until values that have died away become 0. The state of a group, whose streams change, never does.
        state.FlushBefore(-1);
        var y = _y.AsSpan(0, state.Streams * _outputs);
        if (_step is not null)
            _step(_x.AsSpan(0, state.Streams * _inputs), state, y);
        else
            _tokenStep!(_tokens.AsSpan(0, state.Streams), state, y);

        for (int i = 0; i < streams.Length; i++)
        {
            state.CopyTo(streams[i].State, i, 0);
            y.Slice(i * _outputs, _outputs).CopyTo(streams[i].OutputToWrite);
        }
    }
}
