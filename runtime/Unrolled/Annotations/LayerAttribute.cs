namespace Unrolled;

/// <summary>A layer of a <see cref="ModelAttribute">model</see>. Layers run in the order of their attributes in the source.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute
{
}
