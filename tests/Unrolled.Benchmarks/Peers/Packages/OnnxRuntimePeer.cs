using Microsoft.ML.OnnxRuntime;

namespace Unrolled.Benchmarks.Peers.Packages;

/// <summary>ONNX Runtime as .NET programs use it: a session with one node, its inputs, outputs and states in arrays that were bound once.</summary>
internal sealed class OnnxRuntimePeer : Peer
{
    public const string Name = "onnxruntime";

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    public OnnxRuntimePeer(Subject subject)
        : base(subject)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
        _session = new InferenceSession(OnnxModel.Of(subject), options);
        string[] states = OnnxModel.States(subject) == 2 ? ["H", "C"] : ["H"];
        _inputNames = ["X", .. states.Select(state => state + "0")];
        _outputNames = ["Y", .. states.Select(state => state + "1")];
    }

    /// <summary>Throws where the native library cannot be loaded.</summary>
    public static void Load() => OrtEnv.Instance().GetVersionString();

    public override Action<long> Step(int streams = 1)
    {
        var call = new Call(this, steps: 1, streams);
        float[] xs = Subject.Values(Subject.StepInputs * call.X.Length, seed: 2);
        return n =>
        {
            for (long i = 0; i < n; i++)
            {
                xs.AsSpan((int)(i & (Subject.StepInputs - 1)) * call.X.Length, call.X.Length).CopyTo(call.X);
                call.Run();
            }
        };
    }

    public override Action<long> Sequence()
    {
        var call = new Call(this, Subject.SequenceSteps, streams: 1);
        Subject.Values(call.X.Length, seed: 2).CopyTo(call.X, 0);
        return n =>
        {
            for (; n > 0; n--)
            {
                call.Reset();
                call.Run();
            }
        };
    }

    public override void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    protected override float[] Outputs(float[] xs)
    {
        var call = new Call(this, steps: 1, streams: 1);
        var outputs = new List<float>();
        foreach (float[] x in xs.Chunk(Subject.Inputs))
        {
            x.CopyTo(call.X, 0);
            call.Run();
            outputs.AddRange(call.Y);
        }

        return [.. outputs];
    }

    /// <summary>Arrays of one shape. What was the next state becomes the state by changing places.</summary>
    private sealed class Call
    {
        private readonly OnnxRuntimePeer _peer;
        private readonly float[][] _states;
        private readonly OrtValue[][] _inputs;
        private readonly OrtValue[][] _outputs;
        private int _turn;

        public Call(OnnxRuntimePeer peer, int steps, int streams)
        {
            var (inputs, hidden) = (peer.Subject.Inputs, peer.Subject.Hidden);
            int states = peer._inputNames.Length - 1;
            _peer = peer;
            X = new float[steps * streams * inputs];
            Y = new float[steps * streams * hidden];
            _states = [.. Enumerable.Range(0, 2 * states).Select(_ => new float[streams * hidden])];
            var x = OrtValue.CreateTensorValueFromMemory(X, [steps, streams, inputs]);
            var y = OrtValue.CreateTensorValueFromMemory(Y, [steps, 1, streams, hidden]);
            var values = Array.ConvertAll(_states, state => OrtValue.CreateTensorValueFromMemory(state, [1, streams, hidden]));
            OrtValue[] even = values[..states], odd = values[states..];
            _inputs = [[x, .. even], [x, .. odd]];
            _outputs = [[y, .. odd], [y, .. even]];
        }

        public float[] X { get; }

        public float[] Y { get; }

        public void Reset()
        {
            foreach (float[] state in _states)
                Array.Clear(state);
        }

        public void Run()
        {
            _peer._session.Run(_peer._options, _peer._inputNames, _inputs[_turn], _peer._outputNames, _outputs[_turn]);
            _turn ^= 1;
        }
    }
}
