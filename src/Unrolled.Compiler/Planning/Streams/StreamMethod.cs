namespace Unrolled.Compiler.Planning;

/// <summary>The vectors that a method is for, by their lanes.</summary>
/// <param name="AtLeast">The least number of lanes.</param>
/// <param name="Below">More than the largest.</param>
internal readonly record struct LaneRange(int AtLeast, int Below)
{
    public static LaneRange Any { get; } = new(1, int.MaxValue);

    public static LaneRange From(int lanes) => new(lanes, int.MaxValue);

    public static LaneRange Under(int lanes) => new(1, lanes);
}

/// <summary>Which units a method takes.</summary>
internal enum UnitRange
{
    /// <summary>Those from the one that its caller names.</summary>
    OfCaller,

    /// <summary>All, a vector at a time.</summary>
    All,

    /// <summary>All, as one vector holds them.</summary>
    OneVector,
}

/// <summary>What a method does with sums that are complete.</summary>
internal enum Ending
{
    /// <summary>It writes them to memory.</summary>
    Stores,

    /// <summary>It goes on to the equations.</summary>
    Equations,

    /// <summary>One or the other, by the lanes of a vector.</summary>
    ByLanes,
}

/// <summary>How a method walks over the matrices of a panel.</summary>
/// <param name="Panel">The matrices.</param>
/// <param name="LoadsFours">Whether elements of the right-hand side are loaded four at a time.</param>
/// <param name="Together">Elements that a pass of the loop takes.</param>
/// <param name="Rolled">Elements that the loop takes; the rest is written out. 0 where there is no loop.</param>
internal sealed record PanelWalk(Panel Panel, bool LoadsFours, int Together, int Rolled);

/// <summary>Sums that are added up together: they share each element of the right-hand side.</summary>
/// <param name="Sums">The sums.</param>
/// <param name="Chains">The most accumulators that share the products of one of them.</param>
/// <param name="Walks">The matrices that they have products of, in order.</param>
internal sealed record SumGroup(IReadOnlyList<Sum> Sums, int Chains, IReadOnlyList<PanelWalk> Walks)
{
    /// <summary>Those of the accumulators that share the products of <paramref name="sum"/>: no more than it has products to add.</summary>
    public int ChainsOf(Sum sum) => Math.Min(Chains, StreamMethodPlanner.Longest(Walks.Select(walk => walk.Panel).Where(panel => panel.Sums.Contains(sum))));
}

/// <summary>A method that steps of streams are made of. There is an emitter for each kind.</summary>
/// <param name="Name">Its name.</param>
internal abstract record StreamMethod(string Name);

/// <summary>A method that adds up the sums of a stage.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stage">What is added up.</param>
/// <param name="Fused">The step whose equations follow the sums at once; null where they do not.</param>
internal abstract record StageMethod(string Name, StreamStage Stage, FusedStep? Fused) : StreamMethod(Name)
{
    /// <summary>Whether it takes the memory of the sums: where they are begun there, or left there on some machines at least.</summary>
    public bool TakesSums => Fused is null || Fused.LeavesSums || MayBeAhead || Stage.Sums.Any(Stage.IsBegun);

    /// <summary>Whether its caller says if some products are there already.</summary>
    public bool MayBeAhead => Stage.Ahead.Count > 0 && this is not StreamsMethod;
}

/// <summary>Sums of one stream.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stage">What is added up.</param>
/// <param name="Fused">The step whose equations may follow.</param>
/// <param name="Units">Of which units.</param>
/// <param name="Blocks">How many blocks of units go at once.</param>
/// <param name="Lanes">With which vectors.</param>
/// <param name="Groups">The sums in the order in which they are added up.</param>
/// <param name="Ending">What comes then.</param>
internal sealed record SumsMethod(
    string Name, StreamStage Stage, FusedStep? Fused, UnitRange Units, int Blocks, LaneRange Lanes, IReadOnlyList<SumGroup> Groups, Ending Ending)
    : StageMethod(Name, Stage, Fused)
{
    /// <summary>Whether there is another for as many blocks, with other vectors.</summary>
    public bool HasOther { get; init; }
}

/// <summary>A walk over all blocks of units of one stream, which calls the methods that add up.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stage">What is added up.</param>
/// <param name="Fused">The step whose equations may follow.</param>
/// <param name="Together">Those for some blocks at once: one, or one for the widest vectors and one for others.</param>
/// <param name="Single">The one for the blocks that are left over; where <paramref name="Together"/> is not for narrow vectors, for all of theirs.</param>
internal sealed record BlocksMethod(string Name, StreamStage Stage, FusedStep? Fused, IReadOnlyList<SumsMethod> Together, SumsMethod Single)
    : StageMethod(Name, Stage, Fused)
{
    /// <summary>Blocks that go at once.</summary>
    public int AtOnce => Together[0].Blocks;

    /// <summary>Whether narrow vectors take one block after another.</summary>
    public bool IsSingleUnlessWide => Together.Count == 1 && Together[0].Lanes != LaneRange.Any;

    /// <summary>Whether it is expanded in the step that calls it: it consists of a few calls.</summary>
    public bool IsPartOfCaller => Fused is not null;
}

/// <summary>How a method of several streams adds up the products of a panel.</summary>
/// <param name="Panel">The matrices.</param>
/// <param name="Parts">Parts of the right-hand side with an accumulator each, which are added up in order. What they do not divide belongs to the last.</param>
internal sealed record PartedWalk(Panel Panel, int Parts)
{
    /// <summary>Elements of a part.</summary>
    public int Length => Panel.Inner / Parts;

    /// <summary>Elements of one of them.</summary>
    public int LengthOf(int part) => part < Parts - 1 ? Length : Panel.Inner - ((Parts - 1) * Length);
}

/// <summary>
/// Sums in a state of several streams, of some at once: each vector of weights is read for all of them. The method for the streams that are left over adds
/// up in the same order, so that the bits of a stream do not depend on its place.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Stage">What is added up.</param>
/// <param name="Fused">The step whose equations follow.</param>
/// <param name="Streams">How many streams.</param>
/// <param name="Walks">The matrices in order.</param>
internal sealed record StreamsMethod(string Name, StreamStage Stage, FusedStep? Fused, int Streams, IReadOnlyList<PartedWalk> Walks)
    : StageMethod(Name, Stage, Fused);

/// <summary>Element-wise work of all units of one stream, from sums in memory.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kernel">The work.</param>
/// <param name="Fused">The step whose method for one vector of units it calls; null where it has the equations itself.</param>
internal sealed record KernelMethod(string Name, Kernel Kernel, FusedStep? Fused) : StreamMethod(Name);

/// <summary>The equations of one vector of units, or of two at once, from sums in registers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fused">The step.</param>
/// <param name="Pairs">What two vectors are of; null for one.</param>
internal sealed record UnitsMethod(string Name, FusedStep Fused, Pairing? Pairs) : StreamMethod(Name);
