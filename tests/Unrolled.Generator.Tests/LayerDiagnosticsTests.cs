namespace Unrolled.Generator.Tests;

/// <summary>What the compiler finds in layers and their options, and budgets: text and span.</summary>
public class LayerDiagnosticsTests
{
    private const string Peephole =
        "The {0} gate is left out or coupled, so it cannot have a peephole: remove it from Peepholes, or use Peepholes.All, which means every gate that exists";
    private const string Half = "starts half open, so a new network halves its cell state at every step until it has learned to remember. ";
    private const string Array = "; a model can have at most 2,000,000,000 parameters, and a layer 1,000,000,000 outputs: use fewer units";

    [Theory]
    [InlineData("[Lstm({|UNR0030:0|})]", "[Lstm] has 0 hidden; it needs at least 1")]
    [InlineData("[Lstm(2), Dense({|UNR0030:-1|})]", "[Dense] has -1 outputs; it needs at least 1")]
    [InlineData("[Lstm(2, {|UNR0030:Projection = -1|})]", "Projection is -1; expected the number of units after the projection, or 0 for no projection")]
    [InlineData("[{|UNR0031:Embedding(2)|}]", "[Embedding] looks up tokens, and this model reads features: write [Model(Vocabulary = …)] instead of Inputs")]
    [InlineData("[Gru(2), {|UNR0047:Standardize|}]", "[Standardize] scales the model's inputs, so it must be the first layer: move it to the top")]
    [InlineData("[Standardize, Gru(2)]")]
    [InlineData("[Gru(2), {|UNR0048:Rescale|}, Dense(1)]",
        "[Rescale] gives the model's outputs in the units of the targets, so it must be the last layer: move it to the end")]
    [InlineData("[{|UNR0048:Rescale|}]",
        "[Rescale] gives the outputs of the layer before it in the units of the targets, and there is none: put a layer before it")]
    [InlineData("[Gru(3), {|UNR0048:Rescale|}, Residual]", "[Rescale] and [Residual] both have to be the last layer: remove one of them")]
    [InlineData("[Gru(2), Rescale]")]
    [InlineData("[{|UNR0032:Dropout(0.5)|}, Gru(2)]", "[Dropout] is the first layer, and it acts on the values between two layers: put it between two layers")]
    [InlineData("[Gru(2), {|UNR0032:Dropout(0.5)|}]", "[Dropout] is the last layer, and it acts on the values between two layers: put it between two layers")]
    [InlineData("[Gru(3), {|UNR0032:Dropout(0.5)|}, Residual]",
        "[Dropout] is the last layer, and it acts on the values between two layers: put it between two layers")]
    [InlineData("[Gru(2), Dropout({|UNR0033:1|}), Dense(2)]", "The dropout rate is 1; expected the fraction of units to drop, at least 0 and less than 1")]
    [InlineData("[Gru(2), Dropout({|UNR0033:-0.1|}), Dense(2)]",
        "The dropout rate is -0.1; expected the fraction of units to drop, at least 0 and less than 1")]
    [InlineData("[Gru(2), Dropout({|UNR0033:double.NaN|}), Dense(2)]",
        "The dropout rate is NaN; expected the fraction of units to drop, at least 0 and less than 1")]
    [InlineData("[Gru(3), {|UNR0034:Residual|}, Dense(2)]",
        "[Residual] adds the model's inputs to its outputs, so it must be the last layer: move it to the end")]
    [InlineData("[Gru(2), {|UNR0034:Residual|}]",
        "[Residual] adds the model's 3 inputs to its 2 outputs, so both must have the same number: for example, put [Dense(3)] before it. Or set Channels, to "
        + "add only the first 2")]
    [InlineData("[Gru(2), Residual({|UNR0034:Channels = 3|})]",
        "Channels is 3, and the model has 3 inputs and 2 outputs: [Residual] can add at most the first 2")]
    [InlineData("[Gru(9), Residual({|UNR0034:Channels = 4|})]",
        "Channels is 4, and the model has 3 inputs and 9 outputs: [Residual] can add at most the first 3")]
    [InlineData("[Gru(2), Residual({|UNR0034:Channels = -1|})]", "Channels is -1; expected the number of inputs to add, or 0 for all")]
    [InlineData("[Gru(2), Residual(Channels = 2)]")]
    [InlineData("[{|UNR0034:Residual|}]", "[Residual] adds the model's inputs to the outputs of the layer before it, and there is none: put a layer before it")]
    [InlineData(
        "[Lstm(2, Returns = Returns.Last), Dropout(0.1), {|UNR0049:Gru(3)|}]",
        "[Gru] would read 0 at all steps but the last, because [Lstm] before it has Returns = Returns.Last: "
            + "set that on the last recurrent layer only")]
    [InlineData("[Lstm(2), Gru(3, Direction = Direction.Both, Returns = Returns.Last), Dense(4), Dense(2, Activation = Activation.Tanh)]")]
    [InlineData("[Lstm(2, {|UNR0036:Returns = (Returns)2|})]", "2 is not a Returns: write one of Returns.Sequence, Returns.Last")]
    [InlineData(
        "[Lstm(2, {|UNR0033:RecurrentDropout = 1|})]",
        "RecurrentDropout is 1; expected the fraction of recurrent inputs to drop, at least 0 and less than 1")]
    [InlineData("[Gru(2, {|UNR0033:Zoneout = -0.5|})]", "Zoneout is -0.5; expected the probability that a unit keeps its state, at least 0 and less than 1")]
    [InlineData(
        "[Rnn(2, {|UNR0033:Zoneout = double.NaN|})]",
        "Zoneout is NaN; expected the probability that a unit keeps its state, at least 0 and less than 1")]
    [InlineData("[Rnn(2, Zoneout = 0, RecurrentDropout = 0.9)]")]
    [InlineData("[Lstm(2, Coupling = Coupling.InputFromForget, {|UNR0035:Without = Gates.Input|})]",
        "Coupling.InputFromForget ties the input gate to the forget gate, so neither can be left out: remove Coupling, or remove the gate from Without")]
    [InlineData("[Gru(2, {|UNR0036:Reset = (Reset)7|})]", "7 is not a Reset: write one of Reset.After, Reset.Before")]
    [InlineData("[Lstm(2, {|UNR0036:ForgetBias = 1e300|})]", "ForgetBias is 1E+300; expected a finite number within the range of a float")]
    [InlineData("[Lstm(2, {|UNR0036:ForgetBias = double.NaN|})]", "ForgetBias is NaN; expected a finite number within the range of a float")]
    [InlineData("[Lstm(2, {|UNR0038:Peepholes = Peepholes.Forget|}, Without = Gates.Forget)]", Peephole, "forget")]
    [InlineData("[Lstm(2, {|UNR0038:Peepholes = Peepholes.Input|}, Coupling = Coupling.InputFromForget)]", Peephole, "input")]
    [InlineData("[Lstm(2, {|UNR0038:Peepholes = Peepholes.Forget|}, Coupling = Coupling.ForgetFromInput)]", Peephole, "forget")]
    [InlineData("[Lstm(2, {|UNR0038:Peepholes = Peepholes.Input | Peepholes.Output|}, Without = Gates.Output)]", Peephole, "output")]
    [InlineData("[Lstm(2, Peepholes = Peepholes.All, Without = Gates.Forget)]")]
    [InlineData("[Lstm(2, Peepholes = Peepholes.All, Coupling = Coupling.InputFromForget)]")]
    [InlineData("[Lstm(2, Without = Gates.Forget, {|UNR0039:ForgetBias = 1|})]",
        "ForgetBias needs a forget gate, and Without leaves it out: remove ForgetBias, or remove Gates.Forget from Without")]
    [InlineData("[Lstm(2, Coupling = Coupling.ForgetFromInput, ForgetBias = 2)]")]
    [InlineData("[Lstm(2, Coupling = Coupling.InputFromForget, ForgetBias = 2)]")]
    [InlineData("[Rnn({|UNR0046:100000|})]", "[Rnn] would have 10,000,400,000 parameters and 100,000 outputs" + Array)]
    [InlineData("[Rnn(30000), Rnn({|UNR0046:30000|})]", "[Rnn] would have 1,800,030,000 parameters and 30,000 outputs" + Array)]
    [InlineData("[Lstm({|UNR0046:2147483647|}), Dense(2)]", "[Lstm] would have 18,446,744,090,889,420,788 parameters and 2,147,483,647 outputs" + Array)]
    [InlineData("[Lstm(2, {|UNR0050:ForgetBias = 0|})]", "The forget gate " + Half + "Use a ForgetBias of 1 unless you want this")]
    [InlineData("[Lstm(2, {|UNR0050:Bias = false|})]", "Without biases the forget gate " + Half + "Remove Bias = false unless you want this")]
    [InlineData("[Lstm(2, Normalize = true, Bias = false), Dense(2)]")]
    [InlineData("[Lstm(2, Without = Gates.Forget, Bias = false)]")]
    [InlineData("[Lstm(2, Bias = false, {|UNR0051:ForgetBias = 2|})]",
        "ForgetBias has no effect, because Bias = false removes that bias: remove one of the two")]
    [InlineData("[Lstm(2, {|UNR0051:Peepholes = Peepholes.All|}, Without = Gates.Input | Gates.Forget | Gates.Output)]",
        "Peepholes has no effect, because no gate can have a peephole: remove it")]
    [InlineData("[Lstm(2, {|UNR0051:FullGateRecurrence = true|}, Without = Gates.Input | Gates.Forget | Gates.Output)]",
        "FullGateRecurrence has no effect, because there is no gate: remove it")]
    [InlineData("[Gru(2), Dropout({|UNR0051:0|}), Dense(2)]", "A dropout rate of 0 drops nothing: remove the layer, or set the fraction of units to drop")]
    [InlineData("[Gru(2), {|UNR0052:Dense(4)|}, Dense(2)]",
        "[Dense] has no activation and the next layer is linear too, so one layer could compute the same: set Activation, or remove one of them")]
    [InlineData("[Gru(2), Dense(4, {|UNR0052:Activation = Activation.Identity|}), Dense(2)]",
        "[Dense] has no activation and the next layer is linear too, so one layer could compute the same: set Activation, or remove one of them")]
    [InlineData("[Gru(2), Dense(4, Activation = Activation.Tanh), Dense(2)]")]
    [InlineData("[Gru(2), Dense(4), Dropout(0.5), Dense(2)]")]
    public Task Of_a_layer(string layers, string? message = null, string gate = "")
        => Expect($"using Unrolled; [Model(Inputs = 3)] {layers} partial class M;", message is null ? [] : [message.Replace("{0}", gate)]);

    [Theory]
    [InlineData("[Gru(2), {|UNR0031:Embedding(2)|}]", "[Embedding] looks up tokens, so it must be the first layer")]
    [InlineData("[Gru(9), {|UNR0034:Residual|}]",
        "[Residual] adds the inputs to the outputs, and tokens cannot be added: remove it, or use Inputs instead of Vocabulary")]
    [InlineData("[{|UNR0047:Standardize|}, Gru(9)]",
        "[Standardize] scales features, and this model reads tokens: remove it, or use Inputs instead of Vocabulary")]
    public Task Of_a_layer_of_a_token_model(string layers, string message) =>
        Expect($"using Unrolled; [Model(Vocabulary = 9)] {layers} partial class M;", message);

    [Theory]
    [InlineData("{|UNR0015:MaxParameters = 24457|}",
        "Model 'M' has 24,458 parameters, more than its budget of 24,457: make layers smaller, or raise MaxParameters")]
    [InlineData("MaxParameters = 24458")]
    [InlineData("{|UNR0015:MaxParameters = -1|}", "Model 'M' has 24,458 parameters, more than its budget of -1: make layers smaller, or raise MaxParameters")]
    [InlineData("MaxParameters = long.MaxValue, {|UNR0015:MaxStepBytes = 0|}",
        "Model 'M' has 1,920 bytes of memory per stream, more than its budget of 0: make layers smaller, or raise MaxStepBytes")]
    [InlineData("{|UNR0015:MaxTapeBytesPerStep = 10|}",
        "Model 'M' has 2,564 bytes of tape per step and sequence, more than its budget of 10: make layers smaller, or raise MaxTapeBytesPerStep")]
    public Task A_budget_is_kept(string budget, params string[] messages)
        => Expect($"using Unrolled; [Model(Inputs = 28, {budget}), Lstm(64), Dense(10)] partial class M;", messages);

    [Theory]
    [InlineData("Training = false, Weights = WeightType.BFloat16), Lstm(64)")]
    [InlineData("Training = false, Weights = WeightType.Float32), Lstm(16)")]
    [InlineData("Training = false, Weights = WeightType.BFloat16), {|UNR0053:Lstm(16)|}",
        "[Lstm] keeps float32 weights, not BFloat16: they come from the first-level cache faster than they could be converted")]
    [InlineData("Training = false, Weights = WeightType.BFloat16), Lstm(64), {|UNR0053:Dense(10)|}",
        "[Dense] keeps float32 weights, not BFloat16: they come from the first-level cache faster than they could be converted")]
    [InlineData("Training = false, Weights = WeightType.Int8), Lstm(64)")]
    [InlineData("Training = false, Weights = WeightType.Int8), {|UNR0053:Rnn(128, Activation = Activation.Relu)|}",
        "[Rnn] has bfloat16 weights, not Int8: the equations do not say that what they multiply lies in [-1, 1]")]
    [InlineData("{|UNR0054:Weights = WeightType.BFloat16|}), Lstm(64)",
        "Weights = WeightType.BFloat16 is for models that are not trained: small updates would vanish in the rounding. "
        + "Set Training = false here, train a class with the same layers and float32 weights, and load its file, or use CopyFrom")]
    [InlineData("{|UNR0036:Weights = (WeightType)7|}), Lstm(64)",
        "7 is not a WeightType: write one of WeightType.Float32, WeightType.BFloat16, WeightType.Int8")]
    public Task Of_weights(string arguments, params string[] messages)
        => Expect($"using Unrolled; [Model(Inputs = 28, {arguments}] partial class M;", messages);

    [Fact]
    public void A_model_above_its_budget_is_generated_all_the_same()
    {
        var harness = GeneratorHarness.Run("using Unrolled; [Model(Inputs = 2, MaxParameters = 1), Lstm(4)] partial class M;");

        Assert.Equal(GeneratorHarness.Run("using Unrolled; [Model(Inputs = 2), Lstm(4)] partial class M;").Files, harness.Files);
    }

    private static async Task Expect(string markup, params string[] messages)
    {
        var (text, marks) = Markup.Read(markup);
        var found = await GeneratorHarness.Run(text).Analyze();

        Assert.Equal(marks.Select(m => (m.Id, m.Span, text.Substring(m.Span.Start, m.Span.Length))),
            found.Select(d => (d.Id, d.Location.SourceSpan, text.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length))));
        Assert.Equal(messages, found.Select(d => d.GetMessage()));
    }
}
