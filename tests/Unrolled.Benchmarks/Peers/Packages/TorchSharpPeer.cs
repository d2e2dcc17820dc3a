using TorchSharp;
using static TorchSharp.torch;

namespace Unrolled.Benchmarks.Peers.Packages;

/// <summary>TorchSharp, the bindings of LibTorch: a layer of torch.nn in inference mode. Its native library comes with <c>-p:TorchSharp=true</c>.</summary>
internal sealed class TorchSharpPeer : Peer
{
    public const string Name = "torchsharp";

    private readonly Func<Tensor, Tensor[]?, (Tensor Outputs, Tensor[] States)> _forward;
    private readonly IDisposable _module;

    public TorchSharpPeer(Subject subject)
        : base(subject)
    {
        var (inputs, hidden) = (subject.Inputs, subject.Hidden);
        if (subject.Kind == CellKind.Lstm)
        {
            var lstm = nn.LSTM(inputs, hidden);
            _module = Set(lstm, "ifgo");
            _forward = (x, states) =>
            {
                var (y, h, c) = lstm.forward(x, states is null ? null : (states[0], states[1]));
                return (y, [h, c]);
            };
        }
        else if (subject.Kind == CellKind.Gru)
        {
            var gru = nn.GRU(inputs, hidden);
            _module = Set(gru, "rzn");
            _forward = (x, states) =>
            {
                var (y, h) = gru.forward(x, states?[0]);
                return (y, [h]);
            };
        }
        else
        {
            var rnn = nn.RNN(inputs, hidden);
            _module = Set(rnn, "h");
            _forward = (x, states) =>
            {
                var (y, h) = rnn.forward(x, states?[0]);
                return (y, [h]);
            };
        }
    }

    /// <summary>Throws where the native library cannot be loaded.</summary>
    public static void Load() => set_num_threads(1);

    public override Action<long> Step(int streams = 1)
    {
        var xs = Enumerable.Range(0, Subject.StepInputs).Select(step => Input(Subject.Values(streams * Subject.Inputs, seed: step + 2), 1, streams)).ToArray();
        Tensor[]? states = null;
        return n =>
        {
            using var mode = inference_mode();
            for (long i = 0; i < n; i++)
            {
                var before = states;
                (var y, states) = _forward(xs[i & (Subject.StepInputs - 1)], before);
                y.Dispose();
                Array.ForEach(before ?? [], state => state.Dispose());
            }
        };
    }

    public override Action<long> Sequence()
    {
        var x = Input(Subject.Values(Subject.SequenceSteps * Subject.Inputs, seed: 2), Subject.SequenceSteps, 1);
        return n =>
        {
            using var mode = inference_mode();
            for (; n > 0; n--)
            {
                var (y, states) = _forward(x, null);
                y.Dispose();
                Array.ForEach(states, state => state.Dispose());
            }
        };
    }

    public override void Dispose() => _module.Dispose();

    protected override float[] Outputs(float[] xs)
    {
        using var mode = inference_mode();
        var (y, states) = _forward(Input(xs, xs.Length / Subject.Inputs, 1), null);
        Array.ForEach(states, state => state.Dispose());
        return y.data<float>().ToArray();
    }

    private Tensor Input(float[] values, int steps, int streams) => tensor(values, [steps, streams, Subject.Inputs]);

    private nn.Module Set(nn.Module module, string gates)
    {
        var weights = GateWeights.Of(Subject, gates);
        using var mode = no_grad();
        var all = new[] { ("weight_ih", weights.W), ("weight_hh", weights.R), ("bias_ih", weights.InputBias), ("bias_hh", weights.RecurrentBias) };
        foreach (var (name, values) in all)
        {
            var parameter = module.get_parameter(name + "_l0") ?? throw new InvalidOperationException($"TorchSharp's layer has no {name}_l0.");
            parameter.copy_(tensor(values, parameter.shape));
        }

        return module;
    }
}
