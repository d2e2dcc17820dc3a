using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Unrolled.CompilerServices;

/// <summary>The number of rows of a region of a tape, for T steps and B sequences.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum Rows
{
    /// <summary>T·B: one per step and sequence.</summary>
    Steps,

    /// <summary>(T+1)·B: the states before, between and after the steps.</summary>
    StepsAndOne,

    /// <summary>B: one per sequence.</summary>
    Batch,

    /// <summary>1.</summary>
    Once,

    /// <summary>One per group of the T·B rows, for sums over all steps at once.</summary>
    Groups,

    /// <summary>One per group of the batch, for sums over the sequences, step by step.</summary>
    SequenceGroups,
}

/// <summary>
/// What memory one track of a model needs and what names lie where in it. A track is one layer in one direction; generated code declares it once a vector
/// width.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LayerLayout
{
    private readonly List<ParameterLayout> _parameters = [];
    private readonly List<StateLayout> _states = [];
    private readonly List<RegionLayout> _regions = [];
    private readonly List<ValueLayout> _values = [];
    private readonly List<PackedPanel> _packed = [];
    private bool _placed;

    /// <summary>An empty layout.</summary>
    /// <param name="name">The track's name: <c>lstm0</c>, <c>lstm0.backward</c>.</param>
    /// <param name="lanes">Floats in one hardware vector: 1, 4, 8 or 16.</param>
    /// <param name="reversed">Whether the track runs from the last step to the first.</param>
    public LayerLayout(string name, int lanes, bool reversed = false)
    {
        if (lanes is not (1 or 4 or 8 or 16))
            throw new ArgumentOutOfRangeException(nameof(lanes), lanes, $"{name}: lanes are 1, 4, 8 or 16; got {lanes}.");
        Name = name;
        Lanes = lanes;
        Reversed = reversed;
    }

    /// <summary>The track's name: <c>lstm0</c>, <c>lstm0.backward</c>.</summary>
    public string Name { get; }

    /// <summary>Floats in one hardware vector.</summary>
    public int Lanes { get; }

    /// <summary>Whether the track runs from the last step to the first.</summary>
    public bool Reversed { get; }

    /// <summary>Floats of packed parameters that the track needs, padding included.</summary>
    public long ParameterFloats { get; set; }

    /// <summary>Words of four bytes that the copies of its matrices need, padding included; 0 where there are none.</summary>
    public long WeightWords { get; set; }

    /// <summary>Floats that the track needs in a <see cref="State{TModel}"/>: its states and the scratch memory of a step.</summary>
    public long StreamFloats { get; set; }

    /// <summary>Where the track's parameters start in the model's buffers; known once a <see cref="ModelLayout"/> holds the track. A multiple of 16.</summary>
    public long ParameterOffset { get; private set; }

    /// <summary>Where the track's packed weights start in the model's buffer, in words; known once a <see cref="ModelLayout"/> holds the track.</summary>
    public long WeightOffset { get; private set; }

    /// <summary>Where the track's memory starts in a state's buffer; known once a <see cref="ModelLayout"/> holds the track. A multiple of 16.</summary>
    public long StreamOffset { get; private set; }

    internal IReadOnlyList<ParameterLayout> Parameters => _parameters;

    internal IReadOnlyList<StateLayout> States => _states;

    internal ReadOnlySpan<StateLayout> StateSpan => CollectionsMarshal.AsSpan(_states);

    internal IReadOnlyList<RegionLayout> Regions => _regions;

    internal IReadOnlyList<ValueLayout> Values => _values;

    /// <summary>The panels with packed copies, from the start of the track's memory.</summary>
    internal IReadOnlyList<PackedPanel> PackedPanels => _packed;

    internal OutputLayout? OutputRows { get; private set; }

    /// <summary>Declares a matrix [rows, columns] whose rows lie along the lanes.</summary>
    /// <param name="name">Its name without the track's: <c>W_i</c>.</param>
    /// <param name="rows">Logical rows: units.</param>
    /// <param name="columns">Logical columns.</param>
    /// <param name="offset">Where element (0, 0) lies, from the start of the track's parameters.</param>
    /// <param name="blockStride">Floats from one block of rows to the next.</param>
    /// <param name="columnStride">Floats from one column to the next.</param>
    /// <param name="initial">The values it starts with.</param>
    public void Matrix(string name, int rows, int columns, long offset, long blockStride, long columnStride, Initial initial) =>
        Add(name, new Shape(rows, columns), new PackedLayout(offset, rows, columns, Lanes, blockStride, columnStride, UnitMajor: true), initial);

    /// <summary>Declares a table [entries, width] whose width lies along the lanes.</summary>
    /// <param name="name">Its name without the track's: <c>W</c>.</param>
    /// <param name="entries">Logical rows.</param>
    /// <param name="width">Logical columns: units.</param>
    /// <param name="offset">Where element (0, 0) lies, from the start of the track's parameters.</param>
    /// <param name="blockStride">Floats from one block of the width to the next.</param>
    /// <param name="entryStride">Floats from one entry to the next.</param>
    /// <param name="initial">The values it starts with.</param>
    public void Table(string name, int entries, int width, long offset, long blockStride, long entryStride, Initial initial) =>
        Add(name, new Shape(entries, width), new PackedLayout(offset, width, entries, Lanes, blockStride, entryStride, UnitMajor: false), initial);

    /// <summary>Declares a copy of some matrices, side by side in one panel, with weights of two bytes, made whenever parameters change.</summary>
    /// <param name="offset">Where the panel lies, from the start of the track's parameters, in floats.</param>
    /// <param name="words">Where the copy lies, from the start of the track's copies, in words of four bytes.</param>
    /// <param name="blocks">Blocks of units.</param>
    /// <param name="inner">Length of the vector that the panel multiplies.</param>
    /// <param name="columns">Matrices.</param>
    public void BFloat16(long offset, long words, long blocks, int inner, int columns) => Add(new BFloat16Panel(offset, words, blocks, inner, columns * Lanes));

    /// <summary>The same with weights of one byte.</summary>
    /// <inheritdoc cref="BFloat16"/>
    public void Int8(long offset, long words, long blocks, int inner, int columns) => Add(new Int8Panel(offset, words, blocks, inner, columns * Lanes));

    /// <summary>Declares a vector [length].</summary>
    /// <param name="name">Its name without the track's: <c>b_i</c>.</param>
    /// <param name="length">The number of elements: units.</param>
    /// <param name="offset">Where element 0 lies, from the start of the track's parameters.</param>
    /// <param name="blockStride">Floats from one block of elements to the next.</param>
    /// <param name="initial">The values it starts with.</param>
    /// <param name="trainable">Whether Backward computes its gradient.</param>
    /// <param name="positive">Whether all its values have to be greater than 0.</param>
    public void Vector(string name, int length, long offset, long blockStride, Initial initial, bool trainable = true, bool positive = false) =>
        Add(name, new Shape(length), new PackedLayout(offset, length, 1, Lanes, blockStride, Lanes, UnitMajor: true), initial, trainable, positive);

    /// <summary>Declares a state.</summary>
    /// <param name="name">Its name without the track's: <c>h</c>.</param>
    /// <param name="width">Its units.</param>
    /// <param name="region">A region of <see cref="Rows.StepsAndOne"/> rows, row-major [(T+1)·B][padded width]. Rows of time index 0 hold the initial state
    /// (index T on a reversed track).</param>
    /// <param name="gradientRegion">A region of <see cref="Rows.Batch"/> rows [B][padded width]: the final state's gradient when Backward starts, the
    /// initial state's when it ends.</param>
    /// <param name="streamOffset">Where it lies in the track's stream memory, [padded width].</param>
    /// <returns>The state's index: 0, 1, 2 …</returns>
    public int State(string name, int width, int region, int gradientRegion, long streamOffset)
    {
        long padded = Padded(width);
        Require(_regions[region] is { Rows: Rows.StepsAndOne } r && r.FloatsPerRow == padded,
            $"state '{name}' needs a region of {Rows.StepsAndOne} rows of {padded} floats");
        Require(_regions[gradientRegion] is { Rows: Rows.Batch } g && g.FloatsPerRow == padded,
            $"the gradient of state '{name}' needs a region of {Rows.Batch} rows of {padded} floats");
        _states.Add(new StateLayout(FullName(name), width, (int)padded, region, gradientRegion, streamOffset));
        return _states.Count - 1;
    }

    /// <summary>Lets a state start from a learned vector wherever no state was set.</summary>
    /// <param name="state">What <see cref="State"/> returned.</param>
    /// <param name="offset">Where the vector [padded width] lies, from the start of the track's parameters.</param>
    public void LearnState(int state, long offset) => _states[state] = _states[state] with { LearnedFrom = offset };

    /// <summary>Declares a region of the tape's memory.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="floatsPerRow">Floats a row, padding included.</param>
    /// <param name="onlyWhenKeepingGates">Whether it has memory of its own only on a tape that keeps its gates; elsewhere it is the region
    /// <paramref name="alias"/>.</param>
    /// <param name="alias">The region of the same size that it shares memory with on a tape that does not keep its gates.</param>
    /// <returns>The region's index: 0, 1, 2 …</returns>
    public int Region(Rows rows, long floatsPerRow, bool onlyWhenKeepingGates = false, int alias = -1)
    {
        Require(
            onlyWhenKeepingGates ? alias >= 0 && alias < _regions.Count && _regions[alias] is { Alias: -1 } a && a.Rows == rows
                && a.FloatsPerRow == floatsPerRow : alias == -1,
            "a region that is there only when gates are kept, and no other, names an earlier region of the same size to share memory with");
        _regions.Add(new RegionLayout(rows, floatsPerRow, alias));
        return _regions.Count - 1;
    }

    /// <summary>Declares a value that <c>tape["lstm0.f"]</c> can read from a slots region [block][row][columns·lanes].</summary>
    /// <param name="name">Its name without the track's: <c>f</c>.</param>
    /// <param name="width">Its units.</param>
    /// <param name="region">A region of <see cref="Rows.Steps"/> rows.</param>
    /// <param name="offset">Where it lies in a row of a block: column · lanes.</param>
    /// <param name="floatsPerRowAndBlock">Floats of one row in one block: columns · lanes.</param>
    /// <param name="lostInBackward">Whether Backward reuses its memory unless the tape keeps its gates.</param>
    public void Value(string name, int width, int region, long offset, long floatsPerRowAndBlock, bool lostInBackward = false) =>
        _values.Add(new ValueLayout(FullName(name), width, region, offset, floatsPerRowAndBlock, RowMajor: false, lostInBackward));

    /// <summary>Declares a value that <c>tape["dense1.y"]</c> can read from a row-major region [row][padded width].</summary>
    /// <param name="name">Its name without the track's: <c>y</c>.</param>
    /// <param name="width">Its units.</param>
    /// <param name="region">A region of <see cref="Rows.Steps"/> rows.</param>
    /// <param name="lostInBackward">Whether Backward reuses its memory unless the tape keeps its gates.</param>
    public void RowMajorValue(string name, int width, int region, bool lostInBackward = false) =>
        _values.Add(new ValueLayout(FullName(name), width, region, 0, Padded(width), RowMajor: true, lostInBackward));

    /// <summary>Declares where the track's output rows lie; <see cref="LayerTape.Output"/> then refers to them.</summary>
    /// <param name="region">A state's region, or a row-major region of <see cref="Rows.Steps"/> rows.</param>
    /// <param name="width">Units of the output.</param>
    /// <param name="stateRegion">Whether it is a state's region.</param>
    public void Output(int region, int width, bool stateRegion)
    {
        Require(_regions[region].Rows == (stateRegion ? Rows.StepsAndOne : Rows.Steps), $"the output's region has {_regions[region].Rows} rows");
        OutputRows = new OutputLayout(region, width, checked((int)Padded(width)), stateRegion);
    }

    internal long Padded(long width) => (width + Lanes - 1) / Lanes * Lanes;

    internal void Place(long parameterOffset, long streamOffset, long weightOffset)
    {
        Require(!_placed, "the track belongs to a model already");
        foreach (var parameter in _parameters)
        {
            Require(
                parameter.Layout.Offset >= 0 && parameter.Layout.End <= ParameterFloats,
                $"{parameter.Name} ends at float {parameter.Layout.End} of {ParameterFloats}");
            Require(
                parameter.Layout.Offset % Lanes == 0 && parameter.Layout.BlockStride % Lanes == 0 && parameter.Layout.OtherStride % Lanes == 0,
                $"{parameter.Name} does not lie on whole vectors");
        }

        foreach (var state in _states)
            Require(state.StreamOffset >= 0 && state.StreamOffset + state.PaddedWidth <= StreamFloats,
                $"{state.Name} lies outside the {StreamFloats} floats of stream memory");
        _placed = true;
        ParameterOffset = parameterOffset;
        StreamOffset = streamOffset;
        WeightOffset = weightOffset;
    }

    private void Add(string name, Shape shape, PackedLayout layout, Initial initial, bool trainable = true, bool positive = false) =>
        _parameters.Add(new ParameterLayout(FullName(name), shape, layout, initial) { Trainable = trainable, Positive = positive });

    private void Add(PackedPanel panel)
    {
        Require(panel.Words + panel.Length <= WeightWords, $"a copy ends at word {panel.Words + panel.Length} of {WeightWords}");
        _packed.Add(panel);
    }

    private string FullName(string name) => $"{Name}.{name}";

    private void Require(bool condition, string message)
    {
        if (!condition)
            throw new InvalidOperationException($"Layout of {Name}: {message}.");
    }
}
