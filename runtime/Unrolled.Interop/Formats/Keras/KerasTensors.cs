using Unrolled.Conversion;
using Unrolled.Formats.Hdf5;

namespace Unrolled.Formats.Keras;

/// <summary>The variables of one layer, taken one after another; each is checked before it is read.</summary>
internal sealed class KerasTensors(KerasLayer layer, IReadOnlyList<Hdf5Object> variables)
{
    private int _next;

    /// <summary>Variables that were not taken yet.</summary>
    public int Left => variables.Count - _next;

    /// <summary>The sizes of the next variable.</summary>
    public int[] NextShape(string what) => _next < variables.Count
        ? variables[_next].Shape
        : throw layer.Error($"expected its {what} among its variables, found {variables.Count} of them.");

    /// <summary>The next variable, which has to have these sizes.</summary>
    public float[] Take(string what, params int[] shape) => TakeValues(what, shape).ToArray();

    /// <summary>The next variable [inputs, gates · hidden], as a matrix [hidden, inputs] for each gate.</summary>
    public Matrix[] TakeGates(string what, int inputs, int gates, int hidden)
    {
        var values = TakeValues(what, inputs, checked(gates * hidden));
        return [.. Enumerable.Range(0, gates).Select(gate => new Matrix(values.Transposed(gates * hidden, gate * hidden, hidden), hidden, inputs))];
    }

    /// <summary>The next variable [inputs, outputs], as [outputs, inputs].</summary>
    public Matrix TakeMatrix(string what, int inputs, int outputs) => TakeGates(what, inputs, 1, outputs)[0];

    private Hdf5Values TakeValues(string what, params int[] shape)
    {
        int[] found = NextShape(what);
        if (!found.AsSpan().SequenceEqual(shape))
            throw layer.Error($"expected its {what} to be [{string.Join(", ", shape)}], found [{string.Join(", ", found)}].");
        var variable = variables[_next++];
        return variable.Read(bfloat16: variable.Attribute("dtype")?.Texts() is ["bfloat16"]);
    }

    /// <summary>Passes over a variable.</summary>
    public void Skip() => _next++;

    /// <summary>Checks that all were taken.</summary>
    public void End()
    {
        if (Left != 0)
            throw layer.Error($"expected {_next} variables, found {variables.Count}. A quantized layer, or one with an adapter, cannot be read.");
    }
}
