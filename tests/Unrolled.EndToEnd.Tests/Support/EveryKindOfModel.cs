using Unrolled.EndToEnd.Tests.OwnCells;

namespace Unrolled.EndToEnd.Tests.Support;

/// <summary>One test for each kind of model: that something gives the same bits whatever the model is made of.</summary>
public abstract class EveryKindOfModel
{
    /// <summary>Steps of a tape.</summary>
    protected const int Steps = 5;

    [Fact]
    public void A_small_stack_with_peepholes_and_a_projection() => Same<Stacked>();

    [Fact]
    public void A_wide_layer_and_a_readout() => Same<RowReader>();

    [Fact]
    public void An_embedding_with_dropout() => Same<Letters>();

    [Fact]
    public void Looked_up_tokens() => Same<LookedUp>();

    [Fact]
    public void Both_directions_with_a_residual() => Same<BothWays>();

    [Fact]
    public void A_learned_initial_state() => Same<LearnedStart>();

    [Fact]
    public void Normalisation_and_everything_else() => Same<Everything>();

    [Fact]
    public void Recurrent_dropout_and_zoneout() => Same<ManyMasks>();

    [Fact]
    public void The_last_step_of_both_directions() => Same<LastOfBoth>();

    [Fact]
    public void A_cell_of_ones_own() => Same<MinimalGatedUnitModel>();

    [Fact]
    public void A_cell_that_reads_slices_and_multiplies_twice() => Same<MogrifierModel>();

    [Fact]
    public void A_cell_with_parts_outside_the_loop() => Same<QuasiRecurrentModel>();

    [Fact]
    public void A_cell_of_unusual_names_and_widths() => Same<AwkwardModel>();

    /// <summary>Compares the bits for one model.</summary>
    protected abstract void Same<T>()
        where T : class, IModel<T>;

    /// <summary>A new model and a tape with random inputs, targets and, on request, lengths, whose passes are shared however little work there is.</summary>
    protected static (T Model, Tape<T> Tape) Filled<T>(int batch, bool uneven, int seed)
        where T : class, IModel<T>
    {
        var model = T.Create(seed);
        var tape = model.NewTape(Steps, batch);
        tape.WorkOfThread = 1;
        tape.OutputsOfThread = 1;
        var random = new Random(seed);
        if (T.Layout.Inputs > 0)
            random.NextSingles(tape.Inputs);
        else
            foreach (ref var token in tape.Tokens)
                token = random.Next(T.Layout.Vocabulary);
        random.NextSingles(tape.Targets);
        for (var b = 0; b < batch && uneven; b++)
            tape.Lengths[b] = random.Next(Steps + 1);
        return (model, tape);
    }

    /// <summary>Random values for a state or its gradient.</summary>
    protected static void Fill(NamedTensor tensor, int seed)
    {
        var values = new float[tensor.Length];
        new Random(seed).NextSingles(values);
        tensor.Set(values);
    }
}
