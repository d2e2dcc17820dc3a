namespace Unrolled;

/// <summary>A way that a line goes.</summary>
internal enum Heading
{
    Right,
    Down,
    Left,
    Up,
}

/// <summary>A point of the grid, how a line goes there, and what it costs to begin or end there.</summary>
internal readonly record struct WirePort(int X, int Y, Heading Heading, int Cost = 0);

/// <summary>
/// Finds ways for lines on a grid: few bends and crossings, short. Lines of different values never share a piece of the grid and never bend where they meet:
/// they can only cross straight.
/// </summary>
internal sealed class WireGrid(int width, int height)
{
    private const int Bend = 5;
    private const int Crossing = 7;
    private const int Crowded = 2;
    private const int None = -1;

    private readonly bool[] _blocked = new bool[width * height];
    private readonly bool[] _crowded = new bool[width * height];
    private readonly int[] _right = Filled(width * height);
    private readonly int[] _down = Filled(width * height);

    /// <summary>No line goes through the point.</summary>
    public void Block(int x, int y) => _blocked[Index(x, y)] = true;

    /// <summary>Lines go through the point where there is no better way.</summary>
    public void Crowd(int x, int y) => _crowded[Index(x, y)] = true;

    /// <summary>The cheapest way of a line, or null where there is none.</summary>
    /// <param name="net">The number of the value whose line it is.</param>
    /// <param name="starts">Where it can begin.</param>
    /// <param name="ends">Where it can end, with the headings of arrival.</param>
    public List<(int X, int Y)>? Route(int net, IEnumerable<WirePort> starts, IReadOnlyList<WirePort> ends)
    {
        int states = width * height * 4;
        int[] cost = new int[states + ends.Count], before = new int[states + ends.Count];
        Array.Fill(cost, int.MaxValue);
        var queue = new PriorityQueue<int, (int Cost, int Turn)>();
        int turn = 0;
        foreach (var start in starts.Where(start => !IsUsedByOthers(net, start.X, start.Y)))
            Reach(State(start.X, start.Y, (int)start.Heading), start.Cost, None);
        while (queue.TryDequeue(out int state, out var priority))
        {
            if (priority.Cost > cost[state])
                continue;
            if (state >= states)
                return Path(before, before[state]);
            var (x, y, heading) = (state / 4 % width, state / 4 / width, state % 4);
            bool isFree = !IsUsedByOthers(net, x, y);
            for (int end = 0; end < ends.Count && isFree; end++)
            {
                if (ends[end].X == x && ends[end].Y == y && (int)ends[end].Heading == heading)
                    Reach(states + end, cost[state] + ends[end].Cost, state);
            }

            for (int next = 0; next < 4; next++)
            {
                if (next == (heading ^ 2) || (next != heading && !isFree))
                    continue;
                var (toX, toY) = Step(x, y, next);
                if (CostOf(net, x, y, toX, toY, next) is { } step)
                    Reach(State(toX, toY, next), cost[state] + step + (next == heading ? 0 : Bend), state);
            }
        }

        return null;

        void Reach(int state, int total, int from)
        {
            if (total >= cost[state])
                return;
            (cost[state], before[state]) = (total, from);
            queue.Enqueue(state, (total, turn++));
        }
    }

    /// <summary>Takes the way for a line.</summary>
    public void Lay(int net, IReadOnlyList<(int X, int Y)> path)
    {
        if (path.Count == 1)
            Block(path[0].X, path[0].Y);
        for (int i = 1; i < path.Count; i++)
        {
            var (a, b) = (path[i - 1], path[i]);
            if (a.Y == b.Y)
                _right[Index(Math.Min(a.X, b.X), a.Y)] = net;
            else
                _down[Index(a.X, Math.Min(a.Y, b.Y))] = net;
        }
    }

    private static int[] Filled(int length)
    {
        int[] values = new int[length];
        Array.Fill(values, None);
        return values;
    }

    private static (int X, int Y) Step(int x, int y, int heading) => (Heading)heading switch
    {
        Heading.Right => (x + 1, y),
        Heading.Down => (x, y + 1),
        Heading.Left => (x - 1, y),
        _ => (x, y - 1),
    };

    private List<(int X, int Y)> Path(int[] before, int state)
    {
        var path = new List<(int X, int Y)>();
        for (; state != None; state = before[state])
            path.Insert(0, (state / 4 % width, state / 4 / width));
        return path;
    }

    private int Index(int x, int y) => y * width + x;

    private int State(int x, int y, int heading) => Index(x, y) * 4 + heading;

    /// <summary>The cost of one step, or null where it cannot be taken.</summary>
    private int? CostOf(int net, int x, int y, int toX, int toY, int heading)
    {
        if (toX < 0 || toY < 0 || toX >= width || toY >= height || _blocked[Index(toX, toY)])
            return null;
        bool isHorizontal = heading % 2 == 0;
        int owner = isHorizontal ? _right[Index(Math.Min(x, toX), y)] : _down[Index(x, Math.Min(y, toY))];
        if (owner != None || Uses(toX, toY).Any(use => use.Net == net || use.IsHorizontal == isHorizontal))
            return null;
        return 1 + (Uses(toX, toY).Any() ? Crossing : 0) + (_crowded[Index(toX, toY)] ? Crowded : 0);
    }

    private bool IsUsedByOthers(int net, int x, int y) => Uses(x, y).Any(use => use.Net != net);

    /// <summary>The pieces of line at a point.</summary>
    private IEnumerable<(int Net, bool IsHorizontal)> Uses(int x, int y)
    {
        if (_right[Index(x, y)] is >= 0 and var right)
            yield return (right, true);
        if (x > 0 && _right[Index(x - 1, y)] is >= 0 and var left)
            yield return (left, true);
        if (_down[Index(x, y)] is >= 0 and var down)
            yield return (down, false);
        if (y > 0 && _down[Index(x, y - 1)] is >= 0 and var up)
            yield return (up, false);
    }
}
