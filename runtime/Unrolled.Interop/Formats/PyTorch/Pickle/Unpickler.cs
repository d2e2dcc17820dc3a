using System.Globalization;
using System.Numerics;

namespace Unrolled.Formats.PyTorch.Pickle;

/// <summary>
/// Reads a pickle of protocols 0 to 5 into inert values. It is a loop over a stack of its own: nothing is called, no name is looked up, and how deep values
/// lie within values does not matter. Lists, tuples, dictionaries and sets are built; everything else that a class or a call would have
/// made is a <see cref="PickleObject"/> that says which.
/// </summary>
internal sealed class Unpickler
{
    /// <summary>The modules of Python's own functions.</summary>
    private const string Python2 = "__builtin__";
    private const string Python3 = "builtins";

    private readonly PickleInput _input;
    private readonly PickleBudget _budget;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private readonly ICollection<string> _calls;

    private Unpickler(ReadOnlyMemory<byte> pickle, long fileLength, ICollection<string> calls)
    {
        _calls = calls;
        _input = new PickleInput(pickle);
        _budget = new PickleBudget(fileLength);
    }

    /// <summary>The value of a pickle.</summary>
    /// <param name="pickle">The pickle; what follows its end is not read.</param>
    /// <param name="fileLength">Bytes of the file that it lies in, for the bound on what it makes.</param>
    /// <param name="calls">Takes the names of functions that no saved model needs and that the pickle asks to be called, such as os.system.</param>
    /// <exception cref="InvalidDataException">It is damaged, or makes more than its size allows.</exception>
    public static object? Read(ReadOnlyMemory<byte> pickle, long fileLength, ICollection<string> calls) => new Unpickler(pickle, fileLength, calls).Run();

    private object? Run()
    {
        while (true)
        {
            byte code = _input.Byte();
            if (code == '.')
                return Pop();
            if (!Number(code) && !Text(code) && !Container(code) && !Instance(code) && !Bookkeeping(code))
                throw new InvalidDataException($"its pickle has the operation 0x{code:X2} at byte {_input.Position - 1}, which no protocol from 0 to 5 has");
            if (_stack.Count > PickleBudget.Stack)
                throw new InvalidDataException($"its pickle piles up more than {PickleBudget.Stack} values");
        }
    }

    private bool Number(byte code)
    {
        switch ((char)code)
        {
            case 'N': Push(null, 0); break;
            case '\x88': Push(true); break;
            case '\x89': Push(false); break;
            case 'J': Push((long)_input.Int32()); break;
            case 'K': Push((long)_input.Byte()); break;
            case 'M': Push((long)_input.UInt16()); break;
            case 'G': Push(_input.Double()); break;
            case '\x8A': Push(Whole(_input.Take(_input.Byte()))); break;
            case '\x8B': Push(Whole(_input.Take(_input.Length32()))); break;
            case 'I': Push(_input.Line() is var line && line is "00" or "01" ? line == "01" : Decimal(line)); break;
            case 'L': Push(Decimal(_input.Line().TrimEnd('L'))); break;
            case 'F': Push(double.Parse(_input.Line(), NumberStyles.Float, CultureInfo.InvariantCulture)); break;
            default: return false;
        }

        return true;
    }

    private bool Text(byte code)
    {
        switch ((char)code)
        {
            case 'X': PushText(_input.Length32()); break;
            case '\x8C': PushText(_input.Byte()); break;
            case '\x8D': PushText(_input.Length64()); break;
            case 'T': PushText(_input.Length32()); break;
            case 'U': PushText(_input.Byte()); break;
            case 'S': PushText(_input.Line().Trim('\'', '"')); break;
            case 'V': PushText(_input.Line()); break;
            case 'B': PushBytes(_input.Length32()); break;
            case 'C': PushBytes(_input.Byte()); break;
            case '\x8E' or '\x96': PushBytes(_input.Length64()); break;
            default: return false;
        }

        return true;
    }

    private bool Container(byte code)
    {
        switch ((char)code)
        {
            case ']' or '\x8F': Push(new PickleList(), PickleBudget.Object * 2); break;
            case '}': Push(new PickleDictionary(), PickleBudget.Dictionary); break;
            case ')': PushTuple([]); break;
            case '\x85': PushTuple(PopMany(1)); break;
            case '\x86': PushTuple(PopMany(2)); break;
            case '\x87': PushTuple(PopMany(3)); break;
            case 't': PushTuple(PopMark()); break;
            case 'l' or '\x91':
                var values = PopMark();
                Push(new PickleList(), PickleBudget.Object * 2);
                Append(values);
                break;
            case 'd':
                var entries = PopMark();
                Push(new PickleDictionary(), PickleBudget.Dictionary);
                Set(entries);
                break;
            case 'a': Append(PopMany(1)); break;
            case 'e' or '\x90': Append(PopMark()); break;
            case 's': Set(PopMany(2)); break;
            case 'u': Set(PopMark()); break;
            default: return false;
        }

        return true;
    }

    private bool Instance(byte code)
    {
        switch ((char)code)
        {
            case 'c': PushGlobal(_input.Line(), _input.Line()); break;
            case '\x93':
                object?[] name = PopMany(2);
                PushGlobal(name[0] as string ?? "?", name[1] as string ?? "?");
                break;
            case 'R' or '\x81':
                object?[] call = PopMany(2);
                PushCall(call[0], call[1]);
                break;
            case '\x92':
                object?[] keywords = PopMany(3);
                PushCall(keywords[0], keywords[1]);
                break;
            case 'i':
                var global = new PickleGlobal(_input.Line(), _input.Line());
                PushCall(global, new PickleTuple(PopMark()));
                break;
            case 'o':
                object?[] made = PopMark();
                PushCall(made.Length > 0 ? made[0] : null, new PickleTuple(made.Length > 0 ? made[1..] : []));
                break;
            case 'b': Build(Pop()); break;
            case 'P': Push(new PicklePersistent(_input.Line()), PickleBudget.Object * 2); break;
            case 'Q': Push(new PicklePersistent(Pop()), PickleBudget.Object); break;
            default: return false;
        }

        return true;
    }

    private bool Bookkeeping(byte code)
    {
        switch ((char)code)
        {
            case '\x80':
                if (_input.Byte() is var protocol && protocol > 5)
                    throw new InvalidDataException($"its pickle is of protocol {protocol}; expected at most 5");
                break;
            case '\x95': _input.Length64(); break;
            case '(':
                _budget.Spend(sizeof(int) * 2);
                _marks.Add(_stack.Count);
                break;
            case '0': Pop(); break;
            case '1': PopMark(); break;
            case '2': Push(Peek(), 0); break;
            case 'p': Memorise(Index(_input.Line())); break;
            case 'q': Memorise(_input.Byte()); break;
            case 'r': Memorise(_input.Length32()); break;
            case '\x94': Memorise(_memo.Count); break;
            case 'g': Push(Recall(Index(_input.Line())), 0); break;
            case 'h': Push(Recall(_input.Byte()), 0); break;
            case 'j': Push(Recall(_input.Length32()), 0); break;
            default: return false;
        }

        return true;
    }

    private void Push(object? value, int bytes = PickleBudget.Object)
    {
        _budget.Spend(bytes);
        _stack.Add(value);
    }

    private void PushText(long count) => PushText(_input.Text(count));

    private void PushText(string text) => Push(text, PickleBudget.Object + 2 * text.Length);

    private void PushBytes(long count) => Push(_input.Take(count).ToArray(), (int)Math.Min(count, int.MaxValue - PickleBudget.Object) + PickleBudget.Object);

    private void PushTuple(object?[] items) => Push(new PickleTuple(items), PickleBudget.Object * 2 + 8 * items.Length);

    private void PushGlobal(string module, string name) => Push(new PickleGlobal(module, name), PickleBudget.Object * 2 + 2 * (module.Length + name.Length));

    /// <summary>Dictionaries of Python's library become one; every other call is only noted.</summary>
    private void PushCall(object? callable, object? arguments)
    {
        if (callable is PickleGlobal { Module: "collections", Name: "OrderedDict" or "defaultdict" }
            or PickleGlobal { Module: Python2 or Python3, Name: "dict" })
        {
            Push(new PickleDictionary(), PickleBudget.Dictionary);
            if (arguments is PickleTuple { Items: [PickleList pairs] })
            {
                foreach (object? pair in pairs.Items)
                    Set(pair is PickleTuple { Items: [_, _] } tuple ? tuple.Items : pair is PickleList { Items: [_, _] } list ? [.. list.Items] : []);
            }

            return;
        }

        if (callable is PickleGlobal asked && IsSuspect(asked) && !_calls.Contains(asked.ToString()))
            _calls.Add(asked.ToString());
        Push(new PickleObject(callable, arguments), PickleBudget.Object * 2);
    }

    private static bool IsSuspect(PickleGlobal global) =>
        global is { Module: "os" or "posix" or "nt" or "subprocess" or "sys" or "shutil" or "socket" or "runpy" or "importlib" or "webbrowser" or "pty" }
        or { Module: Python2 or Python3, Name: "eval" or "exec" or "compile" or "open" or "getattr" or "__import__" };

    private void Build(object? state)
    {
        if (Peek() is PickleDictionary dictionary)
            dictionary.State = state;
        else if (Peek() is PickleObject made)
            made.State = state;
    }

    private void Append(object?[] values)
    {
        _budget.Spend((long)PickleBudget.Slot * values.Length);
        if (Peek() is PickleList list)
            list.Items.AddRange(values);
    }

    private void Set(object?[] entries)
    {
        if (entries.Length % 2 != 0)
            throw new InvalidDataException("its pickle sets an entry without a value");
        _budget.Spend((long)PickleBudget.Entry * (entries.Length / 2));
        if (Peek() is not PickleDictionary dictionary)
            return;
        for (int index = 0; index < entries.Length; index += 2)
            dictionary.Set(entries[index], entries[index + 1]);
    }

    private void Memorise(long index)
    {
        _budget.Spend(PickleBudget.Entry);
        _memo[index] = Peek();
    }

    private object? Recall(long index) =>
        _memo.TryGetValue(index, out object? value) ? value : throw new InvalidDataException($"its pickle refers to the value {index} before it is there");

    private object? Peek() => _stack.Count > Floor ? _stack[^1] : throw Underflow();

    private object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count - count < Floor)
            throw Underflow();
        return Cut(_stack.Count - count);
    }

    private object?[] PopMark()
    {
        if (_marks.Count == 0)
            throw new InvalidDataException("its pickle ends a group that it did not begin");
        int start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return Cut(start);
    }

    private object?[] Cut(int start)
    {
        object?[] values = [.. _stack[start..]];
        _stack.RemoveRange(start, values.Length);
        return values;
    }

    /// <summary>Values below the last mark belong to what was begun before it.</summary>
    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private static InvalidDataException Underflow() => new("its pickle takes a value that is not there");

    private static long Index(string line) =>
        long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out long index)
            ? index
            : throw new InvalidDataException("its pickle refers to a value without a number");

    /// <summary>A whole number in decimal; one beyond 63 bits, which nothing here needs, as a double.</summary>
    private static object Decimal(string line) =>
        long.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? (object)value
            : double.Parse(line, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static object Whole(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        0 => (object)0L,
        <= 8 => (object)(long)new BigInteger(bytes),
        <= 128 => (object)(double)new BigInteger(bytes),
        _ => throw new InvalidDataException($"its pickle has a whole number of {bytes.Length} bytes"),
    };
}
