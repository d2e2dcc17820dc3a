namespace Unrolled.Tests.Training;

/// <summary>Each optimiser, through the trainer and packed parameters, against its definition in double.</summary>
public sealed class OptimizerTests
{
    private static readonly Dictionary<string, (Func<Optimizer> Make, Func<bool, ReferenceOptimizer> Reference, double Rate)> Cases = new()
    {
        ["sgd"] = (() => new Sgd(0.1f), _ => new ReferenceSgd(), 0.1),
        ["sgd decay"] = (() => new Sgd(0.1f, weightDecay: 0.2f), decays => new ReferenceSgd { WeightDecay = decays ? 0.2 : 0 }, 0.1),
        ["sgd momentum"] = (() => new Sgd(0.05f, momentum: 0.9f), _ => new ReferenceSgd { Momentum = 0.9 }, 0.05),
        ["sgd nesterov decay"] = (() => new Sgd(0.05f, 0.8f, true, 0.1f), decays =>
            new ReferenceSgd { Momentum = 0.8, Nesterov = true, WeightDecay = decays ? 0.1 : 0 }, 0.05),
        ["rmsprop"] = (() => new RmsProp(), _ => new ReferenceRmsProp(), 0.01),
        ["rmsprop momentum decay"] = (() => new RmsProp(0.02f, 0.9f, 1e-6f, 0.7f, weightDecay: 0.1f), decays =>
            new ReferenceRmsProp { Alpha = 0.9, Epsilon = 1e-6, Momentum = 0.7, WeightDecay = decays ? 0.1 : 0 }, 0.02),
        ["rmsprop centered"] = (() => new RmsProp(0.02f, 0.95f, 1e-4f, centered: true), _ =>
            new ReferenceRmsProp { Alpha = 0.95, Epsilon = 1e-4, Centered = true }, 0.02),
        ["rmsprop centered momentum"] =
            (() => new RmsProp(0.02f, 0.9f, 1e-4f, 0.5f, true), _ =>
            new ReferenceRmsProp { Alpha = 0.9, Epsilon = 1e-4, Momentum = 0.5, Centered = true }, 0.02),
        ["adam"] = (() => new Adam(), _ => new ReferenceAdam(), 0.001),
        ["adam decay"] = (() => new Adam(0.02f, 0.8f, 0.99f, 1e-7f, 0.1f), decays =>
            new ReferenceAdam { Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-7, WeightDecay = decays ? 0.1 : 0 }, 0.02),
        ["adam amsgrad"] = (() => new Adam(0.02f, beta2: 0.7f, amsgrad: true), _ => new ReferenceAdam { Beta2 = 0.7, Amsgrad = true }, 0.02),
        ["adamw"] = (() => new AdamW(0.02f), decays => new ReferenceAdam { Decoupled = true, WeightDecay = decays ? 0.01 : 0 }, 0.02),
        ["adamw decay amsgrad"] = (() => new AdamW(0.02f, 0.8f, 0.7f, 1e-6f, 0.5f, true), decays =>
            new ReferenceAdam { Decoupled = true, Beta1 = 0.8, Beta2 = 0.7, Epsilon = 1e-6, Amsgrad = true, WeightDecay = decays ? 0.5 : 0 }, 0.02),
        ["adagrad"] = (() => new Adagrad(), _ => new ReferenceAdagrad(), 0.01),
        ["adagrad decay"] = (() => new Adagrad(0.05f, 1e-3f, 0.1f), decays => new ReferenceAdagrad { Epsilon = 1e-3, WeightDecay = decays ? 0.1 : 0 }, 0.05),
        ["adadelta"] = (() => new Adadelta(), _ => new ReferenceAdadelta(), 1),
        ["adadelta decay"] = (() => new Adadelta(0.5f, 0.8f, 1e-4f, 0.1f), decays =>
            new ReferenceAdadelta { Rho = 0.8, Epsilon = 1e-4, WeightDecay = decays ? 0.1 : 0 }, 0.5),
        ["lion decay (custom)"] = (
            () => new Lion(0.02f, 0.8f, 0.95f, 0.1f), decays => new ReferenceLion { Beta1 = 0.8, Beta2 = 0.95, WeightDecay = decays ? 0.1 : 0 }, 0.02),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Thirty_updates_are_those_of_the_definition(string name)
    {
        var run = new Run(name);
        for (int update = 0; update < 30; update++)
            run.Update();
        run.CheckParameters();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_parameter_that_is_exempt_does_not_decay(string name)
    {
        var run = new Run(name, exempt: "linear0.B");
        for (int update = 0; update < 30; update++)
            run.Update();
        run.CheckParameters();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_frozen_parameter_keeps_its_bits_and_goes_on_where_it_stopped(string name)
    {
        var run = new Run(name);
        for (int update = 0; update < 5; update++)
            run.Update();
        float[] before = run.Model.Parameters["linear0.A"].ToArray();
        run.Model.Parameters["linear0.A"].Trainable = false;
        for (int update = 0; update < 5; update++)
            run.Update();
        Assert.Equal(before, run.Model.Parameters["linear0.A"].ToArray());
        run.Model.Parameters["linear0.A"].Trainable = true;
        for (int update = 0; update < 5; update++)
            run.Update();
        Assert.Equal([10L, 15L, 15L], run.Trainer.OptimizerState.ParameterUpdates.ToArray());
        run.CheckParameters();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Padding_stays_zero_in_parameters_and_moments(string name)
    {
        var run = new Run(name);
        run.Trainer.MaxGradientNorm = 0.5f;
        for (int update = 0; update < 5; update++)
            run.Update(check: false);
        var core = run.Model.Core;
        var real = new bool[core.Parameters.Length];
        foreach (var p in core.ParameterSet)
            for (int unit = 0; unit < p.Layout.Units; unit++)
                for (int other = 0; other < p.Layout.Others; other++)
                    real[p.Layout.Index(unit, other)] = true;
        for (int k = 0; k < real.Length; k++)
        {
            if (real[k])
                continue;
            Assert.Equal(0, BitConverter.SingleToInt32Bits(core.Parameters.Span[k]));
            for (int moment = 0; moment < run.Trainer.Optimizer.Moments.Count; moment++)
                Assert.Equal(0, BitConverter.SingleToInt32Bits(run.Trainer.OptimizerState.Moment(moment)[k]));
        }
    }

    [Fact]
    public void Moments_are_there_by_parameter_and_name()
    {
        var run = new Run("adam");
        Assert.Equal(
            ["linear0.A.average", "linear0.B.average", "linear0.b.average", "linear0.A.square", "linear0.B.square", "linear0.b.square"],
            run.Trainer.OptimizerState.Select(m => m.Name));
        float[] gradient = run.Update();
        Assert.Equal(gradient[0] * 0.1f, run.Trainer.OptimizerState["linear0.A.average"].ToArray()[0], 1e-7f);
        Assert.Equal(0.001 * gradient[0] * gradient[0], run.Trainer.OptimizerState["linear0.A.square"].ToArray()[0], 1e-9);
    }

    [Fact]
    public void State_that_is_carried_over_goes_on_with_the_same_bits()
    {
        var (first, second) = (new Run("adam decay"), new Run("adam decay"));
        for (int update = 0; update < 4; update++)
            first.Update();
        foreach (var p in second.Model.Parameters)
            p.Set(first.Model.Parameters[p.Name].ToArray());
        foreach (var moment in second.Trainer.OptimizerState)
            moment.Set(first.Trainer.OptimizerState[moment.Name].ToArray());
        second.Trainer.OptimizerState.SetParameterUpdates(first.Trainer.OptimizerState.ParameterUpdates);
        second.SkipGradients(4);
        for (int update = 0; update < 3; update++)
        {
            first.Update(check: false);
            second.Update(check: false);
        }

        foreach (var p in second.Model.Parameters)
            Assert.Equal(first.Model.Parameters[p.Name].ToArray(), p.ToArray());
    }

    [Fact]
    public void A_gradient_that_hardly_changes_does_not_make_centered_rmsprop_break()
    {
        var model = new LinearModel(1);
        var trainer = new Trainer<LinearModel>(model, new RmsProp(1e-6f, alpha: 0.5f, centered: true));
        for (int update = 0; update < 200; update++)
        {
            foreach (var g in model.Gradients)
                g.Set([.. Enumerable.Range(0, g.Length).Select(k => 0.1f + 0.37f * k)]);
            trainer.Update();
        }

        foreach (var p in model.Parameters)
            Assert.All(p.ToArray(), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(1, momentum: 1));
        Assert.Throws<ArgumentException>(() => new Sgd(1, nesterov: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(1, weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(alpha: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta1: -0.1f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta2: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(weightDecay: float.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adagrad(epsilon: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adadelta(rho: 1.5f));
    }

    [Fact]
    public void Defaults_are_those_of_PyTorch()
    {
        var rmsprop = new RmsProp();
        Assert.Equal((0.01f, 0.99f, 1e-8f, 0f, false, 0f),
            (rmsprop.LearningRate, rmsprop.Alpha, rmsprop.Epsilon, rmsprop.Momentum, rmsprop.Centered, rmsprop.WeightDecay));
        var adam = new Adam();
        Assert.Equal((1e-3f, 0.9f, 0.999f, 1e-8f, 0f, false), (adam.LearningRate, adam.Beta1, adam.Beta2, adam.Epsilon, adam.WeightDecay, adam.Amsgrad));
        var adamw = new AdamW();
        Assert.Equal((1e-3f, 0.9f, 0.999f, 1e-8f, 0.01f, false),
            (adamw.LearningRate, adamw.Beta1, adamw.Beta2, adamw.Epsilon, adamw.WeightDecay, adamw.Amsgrad));
        var adagrad = new Adagrad();
        Assert.Equal((0.01f, 1e-10f, 0f), (adagrad.LearningRate, adagrad.Epsilon, adagrad.WeightDecay));
        var adadelta = new Adadelta();
        Assert.Equal((1f, 0.9f, 1e-6f, 0f), (adadelta.LearningRate, adadelta.Rho, adadelta.Epsilon, adadelta.WeightDecay));
    }

    /// <summary>A model and its double in double precision, fed with the same seeded gradients.</summary>
    private sealed class Run
    {
        private readonly Random _random = new(17);
        private readonly double _rate;
        private readonly Dictionary<string, (double[] Values, ReferenceOptimizer[] Optimizers)> _reference = [];

        public Run(string name, string exempt = "")
        {
            var (make, reference, rate) = Cases[name];
            _rate = rate;
            Model = new LinearModel(3);
            if (exempt.Length > 0)
                Model.Parameters[exempt].WeightDecay = false;
            foreach (var p in Model.Parameters)
                _reference.Add(p.Name, (Array.ConvertAll(p.ToArray(), v => (double)v),
                    [.. Enumerable.Range(0, p.Length).Select(_ => reference(p.Name != exempt))]));
            Trainer = new Trainer<LinearModel>(Model, make());
        }

        public LinearModel Model { get; }

        public Trainer<LinearModel> Trainer { get; }

        /// <summary>One update; returns the gradients of the first parameter.</summary>
        public float[] Update(bool check = true)
        {
            var gradients = Model.Parameters.ToDictionary(p => p.Name, p => NextGradient(p.Length));
            foreach (var p in Model.Parameters)
                Model.Gradients[p.Name].Set(gradients[p.Name]);
            Trainer.Update();
            if (!check)
                return gradients["linear0.A"];
            foreach (var p in Model.Parameters)
            {
                if (!p.Trainable)
                    continue;
                var (values, optimizers) = _reference[p.Name];
                for (int k = 0; k < values.Length; k++)
                    values[k] = optimizers[k].Update(values[k], gradients[p.Name][k], _rate);
            }

            return gradients["linear0.A"];
        }

        public void SkipGradients(int updates)
        {
            for (int k = 0; k < updates; k++)
                foreach (var p in Model.Parameters)
                    NextGradient(p.Length);
        }

        public void CheckParameters()
        {
            foreach (var p in Model.Parameters)
            {
                float[] got = p.ToArray();
                for (int k = 0; k < got.Length; k++)
                    Assert.True(Math.Abs(got[k] - _reference[p.Name].Values[k]) <= 2e-6,
                        $"{p.Name}[{k}]: {got[k]:g9}, expected {_reference[p.Name].Values[k]:g9}");
            }
        }

        private float[] NextGradient(int length) => [.. Enumerable.Range(0, length).Select(_ => (float)(_random.NextDouble() * 2 - 0.8))];
    }
}
