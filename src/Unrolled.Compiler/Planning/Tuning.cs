namespace Unrolled.Compiler.Planning;

/// <summary>
/// The numbers that plans are tuned with. What each of them gains is measured in docs/benchmarks.md, under 'What single decisions gain'. Limits of formats
/// and of the arithmetic stand where they are checked.
/// </summary>
internal static class Tuning
{
    // Machines

    /// <summary>Lanes of the widest vectors, 512 bits, with which there are 32 registers. With narrower ones there are 16.</summary>
    public const int WideLanes = 16;

    /// <summary>Bytes of weights that leave room for nothing else in a first-level cache of 32 or 48 KB.</summary>
    public const long FirstLevelCache = 32 * 1024;

    /// <summary>Bytes of weights that stay in a second-level cache of 1 MB beside all else.</summary>
    public const long SecondLevelCache = 512 * 1024;

    // A stream's sums

    /// <summary>Units above which a step is bound by reading its weights.</summary>
    public const int UnitsOfShort = 3 * WideLanes;

    /// <summary>Most sums of a stage of which two blocks of units share each element of the right-hand side.</summary>
    public const int SumsOfTwoBlocks = 6;

    /// <summary>Most sums of a long stage of which four blocks do.</summary>
    public const int SumsOfFourBlocks = 2;

    /// <summary>Accumulators that hide the latency of a multiply-add: it takes 4 cycles, and two start in each.</summary>
    public const int Accumulators = 8;

    /// <summary>Accumulators where there are registers for more, or one block is all there is between two steps.</summary>
    public const int MoreAccumulators = 12;

    /// <summary>Sums that go together above which each has <see cref="AccumulatorsOfMany"/>: 3 × 3 fit in 16 registers, 3 × 4 do not.</summary>
    public const int SumsOfFew = 2;

    /// <summary>Accumulators of each sum, where those that the new state waits longest for come first.</summary>
    public const int AccumulatorsOfFew = 4, AccumulatorsOfMany = 3;

    /// <summary>The share of the longest way to the new state, as a fraction, from which on a sum is among those that come first.</summary>
    public const int LongWay = 2, LongWayOf = 3;

    /// <summary>Elements of the right-hand side from which on what is left over by fours, which is code of its own, is worth the JIT's time.</summary>
    public const int ElementsWithRest = 32;

    /// <summary>Vectors of weights that a pass of the loop reads of a block: about 1 KB, the stride at which hardware fetches ahead.</summary>
    public const int VectorsOfPass = 16;

    /// <summary>Most products of a pass.</summary>
    public const int ProductsOfPass = 32;

    /// <summary>Most sums whose passes are longer than four elements.</summary>
    public const int SumsOfLongPass = 3;

    // A step whose equations follow its sums

    /// <summary>Operations that have room in one method with vectors of any width.</summary>
    public const int Operations = 110;

    /// <summary>The same with the widest vectors: an LSTM's two blocks have 158, and are slower on 256 bits.</summary>
    public const int OperationsOfWide = 160;

    /// <summary>The same where some streams share their weights. The JIT expands no more calls in a method with 512 local variables.</summary>
    public const int OperationsOfStreams = 160;

    // Many steps, many streams

    /// <summary>Inputs from which on a run computes their products ahead.</summary>
    public const int InputsAhead = 8;

    /// <summary>Most steps that a run computes at once: what lies between their layers stays in the second-level cache.</summary>
    public const int RunSteps = 64;

    /// <summary>Streams that share each vector of weights, by the sums of a unit: 8 accumulators, and up to 12 for 5 or 6 sums.</summary>
    public static int Streams(int sums) => sums switch { 1 => 8, 2 => 4, <= 6 => 2, _ => 1 };

    /// <summary>Most sums of a stage, and fewest elements of a right-hand side, of which several streams add up parts.</summary>
    public const int SumsInParts = 2, ElementsInParts = 32;

    /// <summary>How many.</summary>
    public const int Parts = 4;

    // Passes over batches

    /// <summary>Floats of weights up to which products with the input can wait for their step: they stay in the second-level cache.</summary>
    public const long FloatsOfStep = 65536;

    // Packed weights

    /// <summary>Bytes of a layer's float32 weights from which on a step is bound by reading them. Fewer are in a first-level cache for the most part, from
    /// where they come faster than they can be converted.</summary>
    public const long BytesOfPacked = 64 * 1024;

    /// <summary>Elements of a right-hand side from which on weights of one byte are worth their offsets and scales.</summary>
    public const int ElementsOfInt8 = 16;

    /// <summary>Bytes of a layer's float32 weights up to which many streams take their steps one after another, where most of the weights are bytes.</summary>
    public const long BytesOfOneByOne = 128 * 1024;
}
