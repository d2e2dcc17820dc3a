namespace Unrolled;

/// <summary>A parameter of a model file.</summary>
/// <param name="Name">Its name as Unrolled has it: <c>lstm0.W_i</c>, <c>dense1.b</c>.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Its values, row-major.</param>
public sealed record ModelTensor(string Name, Shape Shape, float[] Values)
{
    /// <summary>Name and shape: <c>lstm0.W_i [64, 28]</c>.</summary>
    public override string ToString() => $"{Name} {Shape}";
}
