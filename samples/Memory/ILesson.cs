using Unrolled;

namespace Memory;

/// <summary>A task that any cell can learn.</summary>
internal interface ILesson
{
    /// <summary>Learns it with a new model.</summary>
    /// <param name="seed">Of the parameters' first values and of the sequences.</param>
    Outcome Learn<TModel>(int seed)
        where TModel : class, IModel<TModel>;
}
