using Unrolled.CompilerServices;

namespace Unrolled.Tests.Training;

/// <summary>
/// y = (A + B)·x + b, written by hand: three parameters of 5 units, so that there is padding at every vector width, the two matrices interleaved in one
/// panel as
/// the gates of a cell are.
/// </summary>
internal sealed class LinearModel : IModel<LinearModel>
{
    public const int Inputs = 3;
    public const int Outputs = 5;

    private readonly float[] _a = new float[Outputs * Inputs], _b = new float[Outputs * Inputs], _bias = new float[Outputs];
    private readonly float[] _da = new float[Outputs * Inputs], _db = new float[Outputs * Inputs], _dbias = new float[Outputs];

    public LinearModel(int seed)
        : this(new ModelCore(Layout, seed))
    {
    }

    private LinearModel(ModelCore core)
    {
        Core = core;
        Gradients = Core.GradientSet;
    }

    public static ModelLayout Layout { get; } = MakeLayout();

    public ModelCore Core { get; }

    public ParameterSet Parameters => Core.ParameterSet;

    public GradientSet Gradients { get; }

    public static LinearModel Create(int seed) => new(seed);

    public static LinearModel Create(ModelCore core) => new(core);

    public State<LinearModel> NewState(int streams = 1) => new(this, streams);

    public Tape<LinearModel> NewTape(int steps, int batch, bool keepGates = false) => new(this, steps, batch, keepGates);

    public void Forward(Tape<LinearModel> tape, bool training = true, int firstSequence = 0, int firstStep = 0) =>
        tape.RunForward(training, firstSequence, firstStep);

    public void Backward(Tape<LinearModel> tape, bool inputGradients = true) => tape.RunBackward(inputGradients);

    /// <summary>The first worker does it all.</summary>
    public void Pass(Tape<LinearModel> tape, in Pass pass, Worker worker)
    {
        if (worker.Index > 0)
            return;
        if (pass.IsBackward)
            RunBackward(tape);
        else
            RunForward(tape);
    }

    private void RunForward(Tape<LinearModel> tape)
    {
        Parameters["linear0.A"].CopyTo(_a);
        Parameters["linear0.B"].CopyTo(_b);
        Parameters["linear0.b"].CopyTo(_bias);
        for (int row = 0; row < tape.Steps * tape.Batch; row++)
            for (int u = 0; u < Outputs; u++)
            {
                float y = _bias[u];
                for (int k = 0; k < Inputs; k++)
                    y += (_a[u * Inputs + k] + _b[u * Inputs + k]) * tape.Inputs[row * Inputs + k];
                tape.Outputs[row * Outputs + u] = row / tape.Batch < tape.Lengths[row % tape.Batch] ? y : 0;
            }
    }

    private void RunBackward(Tape<LinearModel> tape)
    {
        Gradients["linear0.A"].CopyTo(_da);
        Gradients["linear0.B"].CopyTo(_db);
        Gradients["linear0.b"].CopyTo(_dbias);
        for (int row = 0; row < tape.Steps * tape.Batch; row++)
            for (int u = 0; u < Outputs; u++)
            {
                float dy = tape.OutputGradients[row * Outputs + u];
                _dbias[u] += dy;
                for (int k = 0; k < Inputs; k++)
                {
                    _da[u * Inputs + k] += dy * tape.Inputs[row * Inputs + k];
                    _db[u * Inputs + k] += dy * tape.Inputs[row * Inputs + k];
                }
            }

        Gradients["linear0.A"].Set(_da);
        Gradients["linear0.B"].Set(_db);
        Gradients["linear0.b"].Set(_dbias);
    }

    private static ModelLayout MakeLayout()
    {
        int lanes = SimdWidth.Lanes, blocks = Packed.Blocks(Outputs, lanes);
        long panel = 2L * blocks * Inputs * lanes;
        var layer = new LayerLayout("linear0", lanes) { ParameterFloats = panel + blocks * lanes };
        layer.Matrix("A", Outputs, Inputs, 0, blockStride: 2L * Inputs * lanes, columnStride: 2L * lanes, Initial.GlorotUniform);
        layer.Matrix("B", Outputs, Inputs, lanes, blockStride: 2L * Inputs * lanes, columnStride: 2L * lanes, Initial.GlorotUniform);
        layer.Vector("b", Outputs, panel, blockStride: lanes, 0.5);
        return new ModelLayout(nameof(LinearModel), Inputs, 0, Outputs, [layer]);
    }
}
