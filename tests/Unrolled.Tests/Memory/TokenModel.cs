using Unrolled.CompilerServices;

namespace Unrolled.Tests.Memory;

/// <summary>A model of any layout that computes nothing: for what a tape does on its own.</summary>
internal sealed class TokenModel(ModelCore core) : IModel<TokenModel>
{
    public TokenModel(int vocabulary)
        : this(Describe(vocabulary))
    {
    }

    public TokenModel(ModelLayout layout)
        : this(new ModelCore(layout, 0))
    {
    }

    public static ModelLayout Layout => Describe(10);

    public ModelCore Core { get; } = core;

    public ParameterSet Parameters => Core.ParameterSet;

    public GradientSet Gradients => Core.GradientSet;

    public static TokenModel Create(int seed) => new(vocabulary: 10);

    public static TokenModel Create(ModelCore core) => new(core);

    public State<TokenModel> NewState(int streams = 1) => new(this, streams);

    public Tape<TokenModel> NewTape(int steps, int batch, bool keepGates = false) => new(this, steps, batch, keepGates);

    public void Forward(Tape<TokenModel> tape, bool training = true, int firstSequence = 0, int firstStep = 0) =>
        tape.RunForward(training, firstSequence, firstStep);

    public void Backward(Tape<TokenModel> tape, bool inputGradients = true) => tape.RunBackward(inputGradients);

    public void Pass(Tape<TokenModel> tape, in Pass pass, Worker worker)
    {
    }

    private static ModelLayout Describe(int vocabulary)
    {
        var track = new LayerLayout("embedding0", 8);
        track.Table("W", vocabulary, 2, 0, 8L * vocabulary, 8, Initial.GlorotUniform);
        track.ParameterFloats = 8L * vocabulary;
        return new ModelLayout("TokenModel", 0, vocabulary, 2, [track]);
    }
}
