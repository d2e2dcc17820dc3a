using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Unrolled.CompilerServices;

/// <summary>
/// Products with a single row, for a batch of one sequence. Nothing is shared between rows there, so the sums are dealt to several accumulators, which do
/// not wait for each other, and stay in registers for the equations. Places and layouts as <see cref="Products"/> has them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class SingleRow
{
    /// <summary>The most columns that are added up at once.</summary>
    internal const int MostColumns = 4;

    /// <summary>a += Σ_k x[k]·panel[k, 0], k &lt; <paramref name="inner"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts<V>(ref float x, nint inner, ref float panel, ref V a) where V : struct, ISimd<V>
    {
        V none = V.Zero;
        Add<V, One>(ref x, inner, ref panel, ref a, ref none, ref none, ref none);
    }

    /// <summary>The same of two columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts<V>(ref float x, nint inner, ref float panel, ref V a, ref V b) where V : struct, ISimd<V>
    {
        V none = V.Zero;
        Add<V, Two>(ref x, inner, ref panel, ref a, ref b, ref none, ref none);
    }

    /// <summary>The same of three columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts<V>(ref float x, nint inner, ref float panel, ref V a, ref V b, ref V c) where V : struct, ISimd<V>
    {
        V none = V.Zero;
        Add<V, Three>(ref x, inner, ref panel, ref a, ref b, ref c, ref none);
    }

    /// <summary>The same of four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts<V>(ref float x, nint inner, ref float panel, ref V a, ref V b, ref V c, ref V d) where V : struct, ISimd<V> =>
        Add<V, Four>(ref x, inner, ref panel, ref a, ref b, ref c, ref d);

    /// <summary>
    /// dx[unit] = or += Σ over (block, column, lane) of dz[block, column, lane]·panel[block, unit, column, lane]: the product with the transposed panel,
    /// read as it is. Each unit's sum is one vector until its end, when the lanes of several are added up together. Lanes of dx past <paramref name="k"/>
    /// come out 0, or unchanged when <paramref name="accumulate"/>.
    /// </summary>
    /// <param name="dz">The row: its blocks lie <paramref name="dzBlockStride"/> apart.</param>
    /// <param name="dzBlockStride">In floats.</param>
    /// <param name="blocks">Blocks of the row and of the panel.</param>
    /// <param name="columns">Columns of a block.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="scratch">Memory for a vector for every four lanes of a vector.</param>
    /// <param name="dx">The result.</param>
    /// <param name="k">Units of the result.</param>
    /// <param name="accumulate">Whether it is added to what is there.</param>
    internal static void MultiplyTransposed<V>(ref float dz, nint dzBlockStride, nint blocks, nint columns, ref float panel, ref float scratch, ref float dx,
        nint k, bool accumulate)
        where V : struct, ISimd<V>
    {
        switch (columns)
        {
            case 1: NearUnits<V, One>(ref dz, dzBlockStride, blocks, ref panel, ref scratch, ref dx, k, accumulate); break;
            case 2: NearUnits<V, Two>(ref dz, dzBlockStride, blocks, ref panel, ref scratch, ref dx, k, accumulate); break;
            case 3: NearUnits<V, Three>(ref dz, dzBlockStride, blocks, ref panel, ref scratch, ref dx, k, accumulate); break;
            case 4: NearUnits<V, Four>(ref dz, dzBlockStride, blocks, ref panel, ref scratch, ref dx, k, accumulate); break;
            default: FarUnits<V>(ref dz, dzBlockStride, blocks, columns, ref panel, ref scratch, ref dx, k, accumulate); break;
        }
    }

    /// <summary>C columns: units lie a constant apart. A method of its own, since the JIT inlines only so much into one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void NearUnits<V, C>(ref float dz, nint dzBlockStride, nint blocks, ref float panel, ref float scratch, ref float dx, nint k,
        bool accumulate)
        where V : struct, ISimd<V>
        where C : struct, ICount
        => Units<V, C>(ref dz, dzBlockStride, blocks, C.N * V.Lanes, ref panel, ref scratch, ref dx, k, accumulate);

    /// <summary>More columns: one at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FarUnits<V>(ref float dz, nint dzBlockStride, nint blocks, nint columns, ref float panel, ref float scratch, ref float dx, nint k,
        bool accumulate)
        where V : struct, ISimd<V>
        => Units<V, One>(ref dz, dzBlockStride, blocks, columns * V.Lanes, ref panel, ref scratch, ref dx, k, accumulate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Units<V, C>(ref float dz, nint dzBlockStride, nint blocks, nint slots, ref float panel, ref float scratch, ref float dx, nint k,
        bool accumulate)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        nint blockStride = k * slots, unit = 0;
        for (; unit <= k - V.Lanes; unit += V.Lanes)
        {
            ref float row = ref Unsafe.Add(ref panel, unit * slots);
            if (V.Lanes < 8)
                Packed.At<V>(ref scratch, 0) = SumsOfFour<V, C>(ref dz, dzBlockStride, blocks, slots, ref row, slots, 2 * slots, 3 * slots, blockStride);
            for (nint first = 0; first <= V.Lanes - 8; first += 8)
            {
                SumsOfEight<V, C>(ref dz, dzBlockStride, blocks, slots, ref Unsafe.Add(ref row, first * slots), blockStride,
                    ref Unsafe.Add(ref scratch, first / 4 * V.Lanes));
            }

            V result = V.SumGroups(ref scratch);
            Packed.At<V>(ref dx, unit) = accumulate ? Packed.At<V>(ref dx, unit) + result : result;
        }

        if (unit < k)
        {
            ref float row = ref Unsafe.Add(ref panel, unit * slots);
            LastUnits<V>(ref dz, dzBlockStride, blocks, slots, ref row, k - unit, blockStride, ref scratch, ref Unsafe.Add(ref dx, unit), accumulate);
        }
    }

    /// <summary>Fewer units than a vector has lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void LastUnits<V>(ref float dz, nint dzBlockStride, nint blocks, nint slots, ref float row, nint units, nint blockStride,
        ref float scratch, ref float dx, bool accumulate)
        where V : struct, ISimd<V>
    {
        ref float sums = ref scratch;
        for (nint i = 0; i < units; i += 4)
        {
            // Where fewer than four are left, the last one stands in for those that are not there.
            nint last = Math.Min(3, units - i - 1) * slots;
            Packed.At<V>(ref sums, 0) = SumsOfFour<V, One>(
                ref dz, dzBlockStride, blocks, slots, ref row, Math.Min(slots, last), Math.Min(2 * slots, last), last, blockStride);
            row = ref Unsafe.Add(ref row, 4 * slots);
            sums = ref Unsafe.Add(ref sums, V.Lanes);
        }

        V result = V.And(V.FirstLanes((int)units), V.SumGroups(ref scratch));
        Packed.At<V>(ref dx, 0) = accumulate ? Packed.At<V>(ref dx, 0) + result : result;
    }

    /// <summary>The sums of four units, each in as many lanes as there are groups of four. They share each vector of dz.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SumsOfFour<V, C>(ref float dz, nint dzBlockStride, nint blocks, nint slots, ref float row, nint second, nint third, nint fourth,
        nint blockStride)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
        for (; blocks > 0; blocks--)
        {
            nint slot = 0;
            do
            {
                AddToFour<V>(ref dz, slot, ref row, second, third, fourth, ref a, ref b, ref c, ref d);
                if (C.N > 1) AddToFour<V>(ref dz, V.Lanes, ref row, second, third, fourth, ref a, ref b, ref c, ref d);
                if (C.N > 2) AddToFour<V>(ref dz, 2 * V.Lanes, ref row, second, third, fourth, ref a, ref b, ref c, ref d);
                if (C.N > 3) AddToFour<V>(ref dz, 3 * V.Lanes, ref row, second, third, fourth, ref a, ref b, ref c, ref d);
                slot += V.Lanes;
            }
            while (C.N == 1 && slot < slots);

            row = ref Unsafe.Add(ref row, blockStride);
            dz = ref Unsafe.Add(ref dz, dzBlockStride);
        }

        return V.SumFours(a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddToFour<V>(ref float dz, nint slot, ref float row, nint second, nint third, nint fourth, ref V a, ref V b, ref V c, ref V d)
        where V : struct, ISimd<V>
    {
        V v = Packed.At<V>(ref dz, slot);
        V.Accumulate(ref a, ref row, slot, v);
        if (V.Lanes == 1) return;
        V.Accumulate(ref b, ref row, second + slot, v);
        V.Accumulate(ref c, ref row, third + slot, v);
        V.Accumulate(ref d, ref row, fourth + slot, v);
    }

    /// <summary>The same of eight neighbouring units, in two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumsOfEight<V, C>(ref float dz, nint dzBlockStride, nint blocks, nint slots, ref float row, nint blockStride, ref float sums)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero, e = V.Zero, f = V.Zero, g = V.Zero, h = V.Zero;
        for (; blocks > 0; blocks--)
        {
            nint slot = 0;
            do
            {
                AddToEight<V>(ref Unsafe.Add(ref dz, slot), 0, slots, ref Unsafe.Add(ref row, slot), ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
                if (C.N > 1) AddToEight<V>(ref dz, V.Lanes, slots, ref row, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
                if (C.N > 2) AddToEight<V>(ref dz, 2 * V.Lanes, slots, ref row, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
                if (C.N > 3) AddToEight<V>(ref dz, 3 * V.Lanes, slots, ref row, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
                slot += V.Lanes;
            }
            while (C.N == 1 && slot < slots);

            row = ref Unsafe.Add(ref row, blockStride);
            dz = ref Unsafe.Add(ref dz, dzBlockStride);
        }

        Packed.At<V>(ref sums, 0) = V.SumFours(a, b, c, d);
        Packed.At<V>(ref sums, V.Lanes) = V.SumFours(e, f, g, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddToEight<V>(ref float dz, nint slot, nint slots, ref float row, ref V a, ref V b, ref V c, ref V d, ref V e, ref V f,
        ref V g, ref V h)
        where V : struct, ISimd<V>
    {
        V v = Packed.At<V>(ref dz, slot);
        V.Accumulate(ref a, ref row, slot, v);
        V.Accumulate(ref b, ref row, slots + slot, v);
        V.Accumulate(ref c, ref row, (2 * slots) + slot, v);
        V.Accumulate(ref d, ref row, (3 * slots) + slot, v);
        V.Accumulate(ref e, ref row, (4 * slots) + slot, v);
        V.Accumulate(ref f, ref row, (5 * slots) + slot, v);
        V.Accumulate(ref g, ref row, (6 * slots) + slot, v);
        V.Accumulate(ref h, ref row, (7 * slots) + slot, v);
    }

    /// <summary>
    /// z[block, column] = start[block, column] + Σ x[i]·panel[block, i, column] over i &lt; <paramref name="k"/>; columns of a block side by side, at most
    /// <see cref="MostColumns"/> of them.
    /// </summary>
    internal static void Multiply<V>(ref float x, nint k, ref float panel,
        ref float start, nint startBlockStride, nint startColumnStride, ref float z, nint zBlockStride, nint blocks, nint columns) where V : struct, ISimd<V>
    {
        switch (columns)
        {
            case 1: Blocks<V, One>(ref x, k, ref panel, ref start, startBlockStride, startColumnStride, ref z, zBlockStride, blocks); break;
            case 2: Blocks<V, Two>(ref x, k, ref panel, ref start, startBlockStride, startColumnStride, ref z, zBlockStride, blocks); break;
            case 3: Blocks<V, Three>(ref x, k, ref panel, ref start, startBlockStride, startColumnStride, ref z, zBlockStride, blocks); break;
            default: Blocks<V, Four>(ref x, k, ref panel, ref start, startBlockStride, startColumnStride, ref z, zBlockStride, blocks); break;
        }
    }

    /// <summary>Whether a product is one for <c>Multiply</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Takes(nint rows, nint columns) => rows == 1 && columns <= MostColumns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks<V, C>(ref float x, nint k, ref float panel,
        ref float start, nint startBlockStride, nint startColumnStride, ref float z, nint zBlockStride, nint blocks)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        for (nint block = 0; block < blocks; block++)
        {
            V a = Packed.At<V>(ref start, 0);
            V b = C.N > 1 ? Packed.At<V>(ref start, startColumnStride) : V.Zero;
            V c = C.N > 2 ? Packed.At<V>(ref start, 2 * startColumnStride) : V.Zero;
            V d = C.N > 3 ? Packed.At<V>(ref start, 3 * startColumnStride) : V.Zero;
            Add<V, C>(ref x, k, ref panel, ref a, ref b, ref c, ref d);
            panel = ref Unsafe.Add(ref panel, k * C.N * V.Lanes);
            Packed.At<V>(ref z, 0) = a;
            if (C.N > 1) Packed.At<V>(ref z, V.Lanes) = b;
            if (C.N > 2) Packed.At<V>(ref z, 2 * V.Lanes) = c;
            if (C.N > 3) Packed.At<V>(ref z, 3 * V.Lanes) = d;
            z = ref Unsafe.Add(ref z, zBlockStride);
            start = ref Unsafe.Add(ref start, startBlockStride);
        }
    }

    /// <summary>Eight accumulators: of one or two columns four k's have their own, of three or four two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<V, C>(ref float x, nint inner, ref float panel, ref V a, ref V b, ref V c, ref V d)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        V a2 = V.Zero, b2 = V.Zero, c2 = V.Zero, d2 = V.Zero;
        nint k = 0;
        if (C.N <= 2)
        {
            V a3 = V.Zero, b3 = V.Zero, a4 = V.Zero, b4 = V.Zero;
            for (; k <= inner - 4; k += 4)
            {
                AddRow<V, C>(Unsafe.Add(ref x, k), ref panel, ref a, ref b, ref c, ref d);
                AddRow<V, C>(Unsafe.Add(ref x, k + 1), ref Unsafe.Add(ref panel, C.N * V.Lanes), ref a2, ref b2, ref c2, ref d2);
                AddRow<V, C>(Unsafe.Add(ref x, k + 2), ref Unsafe.Add(ref panel, 2 * C.N * V.Lanes), ref a3, ref b3, ref c2, ref d2);
                AddRow<V, C>(Unsafe.Add(ref x, k + 3), ref Unsafe.Add(ref panel, 3 * C.N * V.Lanes), ref a4, ref b4, ref c2, ref d2);
                panel = ref Unsafe.Add(ref panel, 4 * C.N * V.Lanes);
            }

            a2 += a3 + a4;
            if (C.N > 1) b2 += b3 + b4;
        }
        else
        {
            for (; k <= inner - 2; k += 2)
            {
                AddRow<V, C>(Unsafe.Add(ref x, k), ref panel, ref a, ref b, ref c, ref d);
                AddRow<V, C>(Unsafe.Add(ref x, k + 1), ref Unsafe.Add(ref panel, C.N * V.Lanes), ref a2, ref b2, ref c2, ref d2);
                panel = ref Unsafe.Add(ref panel, 2 * C.N * V.Lanes);
            }
        }

        for (; k < inner; k++)
        {
            AddRow<V, C>(Unsafe.Add(ref x, k), ref panel, ref a, ref b, ref c, ref d);
            panel = ref Unsafe.Add(ref panel, C.N * V.Lanes);
        }

        a += a2;
        if (C.N > 1) b += b2;
        if (C.N > 2) c += c2;
        if (C.N > 3) d += d2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<V, C>(float x, ref float panel, ref V a, ref V b, ref V c, ref V d)
        where V : struct, ISimd<V>
        where C : struct, ICount
    {
        V v = V.Broadcast(x);
        V.Accumulate(ref a, ref panel, 0, v);
        if (C.N > 1) V.Accumulate(ref b, ref panel, V.Lanes, v);
        if (C.N > 2) V.Accumulate(ref c, ref panel, 2 * V.Lanes, v);
        if (C.N > 3) V.Accumulate(ref d, ref panel, 3 * V.Lanes, v);
    }
}
