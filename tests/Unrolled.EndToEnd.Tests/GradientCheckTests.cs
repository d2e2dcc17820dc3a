using Unrolled.EndToEnd.Tests.Support;

namespace Unrolled.EndToEnd.Tests;

/// <summary>The public gradient check: every built-in cell passes, and what is wrong does not.</summary>
public sealed class GradientCheckTests
{
    public static TheoryData<string> Cells => [.. Variants.Names.OrEach(5)];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_built_in_cell_passes(string variant)
    {
        using var model = InMemoryCompiler.Create(Variants.Spec(variant, 7));
        var errors = model.CheckGradients();
        Assert.Equal(model.Parameters.Where(parameter => parameter.Trainable).Select(parameter => parameter.Name), errors.Select(error => error.Name));
        Assert.All(errors, error => Assert.True(error.Error <= 1e-4, error.ToString()));
    }

    [Fact]
    public void Models_of_every_kind_pass()
    {
        Passes<RowReader>();
        Passes<Stacked>();
        Passes<Letters>();
        Passes<LookedUp>();
        Passes<BothWays>();
    }

    /// <summary>Where emitted gradients are those of other equations: the description is changed here, the code is not.</summary>
    [Theory]
    [InlineData("Tanh ", "Sin ", "rnn0.W_h")]
    [InlineData("Affine 7 b_h ", "Affine 7 - ", "rnn0.b_h")]
    [InlineData("next h ", "next h 0 ", "rnn0.R_h")]
    public void A_difference_is_found(string text, string other, string parameter)
    {
        string Edit(string file) =>
            file.Contains("Equations = ", StringComparison.Ordinal) ? file.Replace(text, other, StringComparison.Ordinal) : file;
        using var model = InMemoryCompiler.Create(Specs.Features(7, Specs.Rnn(7)), edit: Edit);
        Assert.True(model.CheckGradients().Single(error => error.Name == parameter).Error > 1e-2);
    }

    /// <summary>The model that was given is the one that is checked, and its gradients are zero afterwards.</summary>
    [Fact]
    public void A_model_with_parameters_of_its_own_passes()
    {
        var model = new RowReader(seed: 1);
        foreach (var parameter in model.Parameters)
            parameter.Set([.. parameter.ToArray().Select(value => 0.5f * value)]);
        Assert.All(GradientCheck.Run(model, steps: 2, batch: 2, elements: 4), error => Assert.InRange(error.Error, 0, 1e-4));
        Assert.All(model.Gradients, gradient => Assert.All(gradient.ToArray(), value => Assert.Equal(0, value)));
    }

    [Fact]
    public void Sizes_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run<RowReader>(steps: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run<RowReader>(batch: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run<RowReader>(elements: 0));
    }

    private static void Passes<TModel>()
        where TModel : class, IModel<TModel> => Assert.All(GradientCheck.Run<TModel>(elements: 8), error => Assert.True(error.Error <= 1e-4, error.ToString()));
}
