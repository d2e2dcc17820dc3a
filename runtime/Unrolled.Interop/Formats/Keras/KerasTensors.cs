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
    public float[] Take(string what, params int[] shape)
    {
        int[] found = NextShape(what);
        if (!found.AsSpan().SequenceEqual(shape))
            throw layer.Error($"expected its {what} to be [{string.Join(", ", shape)}], found [{string.Join(", ", found)}].");
        var variable = variables[_next++];
        return variable.ReadSingles(bfloat16: variable.Attribute("dtype")?.Texts() is ["bfloat16"]);
    }

    /// <summary>The next variable [inputs, outputs], as [outputs, inputs].</summary>
    public Matrix TakeMatrix(string what, int inputs, int outputs) => new Matrix(Take(what, inputs, outputs), inputs, outputs).Transposed();

    /// <summary>Passes over a variable.</summary>
    public void Skip() => _next++;

    /// <summary>Checks that all were taken.</summary>
    public void End()
    {
        if (Left != 0)
            throw layer.Error($"expected {_next} variables, found {variables.Count}. A quantized layer, or one with an adapter, cannot be read.");
    }
}
