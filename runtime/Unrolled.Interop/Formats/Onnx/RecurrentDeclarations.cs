using Unrolled.Conversion;

namespace Unrolled.Formats.Onnx;

/// <summary>What a class declares for a recurrent operator; tensors that the declaration has not are taken out.</summary>
internal static class RecurrentDeclarations
{
    /// <summary>A bias so high that the gate is 1.</summary>
    public const float Open = 100;

    /// <summary>The attribute, or a cell of its own for other activations.</summary>
    public static RecurrentLayerAttribute Of(OnnxNode node, int hidden, int directions, DirectionTensors[] tensors, bool hasBias) => node.Operator switch
    {
        "LSTM" => Lstm(node, hidden, directions, tensors, hasBias),
        "GRU" => Gru(node, hidden, directions, tensors, hasBias),
        _ => Rnn(node, hidden, directions, hasBias),
    };

    private static RecurrentLayerAttribute Rnn(OnnxNode node, int hidden, int directions, bool hasBias) =>
        GateActivation.Of(node, ["Tanh"], directions) is [var f] && (f.IsTanh || f.IsRelu)
        ? new RnnAttribute(hidden) { Activation = f.IsTanh ? Activation.Tanh : Activation.Relu, Bias = hasBias }
        : GateEquations.Rnn(hidden, GateActivation.Of(node, ["Tanh"], directions)[0], hasBias);

    private static RecurrentLayerAttribute Gru(OnnxNode node, int hidden, int directions, DirectionTensors[] tensors, bool hasBias)
    {
        bool resetsAfter = node.Integer("linear_before_reset", 0) != 0;
        var activations = GateActivation.Of(node, ["Sigmoid", "Tanh"], directions);
        if (activations[0].IsSigmoid && activations[1].IsTanh)
            return new GruAttribute(hidden) { Reset = resetsAfter ? Reset.After : Reset.Before, Bias = hasBias };
        for (int k = 0; k < tensors.Length; k++)
            tensors[k] = Changed(tensors[k], name => name == "bR_n" ? "b_Rn" : name);
        return GateEquations.Gru(hidden, activations[0], activations[1], hasBias, resetsAfter);
    }

    private static RecurrentLayerAttribute Lstm(OnnxNode node, int hidden, int directions, DirectionTensors[] tensors, bool hasBias)
    {
        bool isCoupled = node.Integer("input_forget", 0) != 0;
        var activations = GateActivation.Of(node, ["Sigmoid", "Tanh", "Tanh"], directions);
        bool isPlain = activations[0].IsSigmoid && activations.Skip(1).All(activation => activation.IsTanh || activation.IsIdentity);
        var peepholes = Peepholes.None;
        foreach (var (gate, peephole) in new[] { ('i', Peepholes.Input), ('f', Peepholes.Forget), ('o', Peepholes.Output) })
            peepholes |= tensors.Any(direction => direction.Find($"p_{gate}")?.Values.AsSpan().ContainsAnyExcept(0f) == true) ? peephole : Peepholes.None;

        string gone = isCoupled ? "f" : "";
        var without = Gates.None;
        var coupling = isCoupled ? Coupling.ForgetFromInput : Coupling.None;
        if (isPlain && !isCoupled && tensors.All(MirrorsForgetGate))
            (gone, coupling) = ("i", Coupling.InputFromForget);
        if (isPlain && hasBias && coupling == Coupling.None)
        {
            foreach (var (gate, flag) in new[] { ('i', Gates.Input), ('f', Gates.Forget), ('o', Gates.Output) })
            {
                if (tensors.All(direction => IsOpen(direction, gate)))
                    (without, gone) = (without | flag, gone + gate);
            }

            // Biases that are there for the open gates alone.
            var others = tensors.SelectMany(direction => direction.All)
                .Where(tensor => tensor.Name.StartsWith("b_", StringComparison.Ordinal) && !gone.Contains(tensor.Name[2]));
            if (without != Gates.None && others.All(tensor => !tensor.Values.AsSpan().ContainsAnyExcept(0f)))
                hasBias = false;
        }

        foreach (char gate in gone)
            peepholes &= gate switch { 'i' => ~Peepholes.Input, 'f' => ~Peepholes.Forget, _ => ~Peepholes.Output };
        for (int k = 0; k < tensors.Length; k++)
        {
            bool IsGone(string name) => gone.Contains(name[^1]) || (name[0] == 'p' && (peepholes & Peephole(name[^1])) == 0) || (name[0] == 'b' && !hasBias);
            tensors[k] = Changed(tensors[k], name => IsGone(name) ? null : name);
        }

        if (!isPlain)
            return GateEquations.Lstm(hidden, activations, hasBias, peepholes, isCoupled);
        return new LstmAttribute(hidden)
        {
            Peepholes = peepholes == Present(gone) && peepholes != Peepholes.None ? Peepholes.All : peepholes,
            Coupling = coupling,
            Without = without,
            InputActivation = activations[1].IsTanh ? Activation.Tanh : Activation.Identity,
            OutputActivation = activations[2].IsTanh ? Activation.Tanh : Activation.Identity,
            Bias = hasBias,
        };
    }

    private static Peepholes Present(string gone) =>
        "ifo".Where(gate => !gone.Contains(gate)).Aggregate(Peepholes.None, (there, gate) => there | Peephole(gate));

    private static Peepholes Peephole(char gate) => gate switch { 'i' => Peepholes.Input, 'f' => Peepholes.Forget, _ => Peepholes.Output };

    /// <summary>Whether i is 1 - f, because all its numbers are those of f with the other sign.</summary>
    private static bool MirrorsForgetGate(DirectionTensors direction)
    {
        if (!direction["R_f"].Values.AsSpan().ContainsAnyExcept(0f))
            return false;
        foreach (string letter in new[] { "W", "R", "b", "p" })
        {
            var (i, f) = (direction.Find($"{letter}_i"), direction.Find($"{letter}_f"));
            if (i is not null && f is not null && !i.Values.Zip(f.Values).All(pair => pair.First == -pair.Second))
                return false;
        }

        return true;
    }

    private static bool IsOpen(DirectionTensors direction, char gate) =>
        !direction[$"W_{gate}"].Values.AsSpan().ContainsAnyExcept(0f) && !direction[$"R_{gate}"].Values.AsSpan().ContainsAnyExcept(0f)
        && !direction[$"b_{gate}"].Values.AsSpan().ContainsAnyExcept(Open) && direction.Find($"p_{gate}")?.Values.AsSpan().ContainsAnyExcept(0f) != true;

    private static DirectionTensors Changed(DirectionTensors tensors, Func<string, string?> rename)
    {
        var result = new DirectionTensors();
        foreach (var tensor in tensors.All)
        {
            if (rename(tensor.Name) is { } name)
                result.Add(tensor with { Name = name });
        }

        return result;
    }
}
