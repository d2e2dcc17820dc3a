namespace Unrolled.Formats.Onnx;

/// <summary>
/// What reading a file's messages takes in memory, counted before it is read: two bytes of a hostile file can ask for an object of hundreds. Fields are
/// those of <c>onnx.proto</c>; no message there contains itself, so the depth is bounded.
/// </summary>
internal static class MessageBounds
{
    private const long MessageBytes = 400;
    private const long Slack = 40_000_000;

    private enum Kind
    {
        Message,
        Text,
        Bytes,
        Integers,
        Fixed4,
        Fixed8,
    }

    private static readonly Message s_entry = new((1, Kind.Text, null), (2, Kind.Text, null));

    private static readonly Message s_tensor = new((1, Kind.Integers, null), (4, Kind.Fixed4, null), (5, Kind.Integers, null), (7, Kind.Integers, null),
        (8, Kind.Text, null), (9, Kind.Bytes, null), (10, Kind.Fixed8, null), (13, Kind.Message, s_entry));

    private static readonly Message s_attribute = new((1, Kind.Text, null), (4, Kind.Bytes, null), (5, Kind.Message, s_tensor), (7, Kind.Fixed4, null),
        (8, Kind.Integers, null), (9, Kind.Text, null));

    private static readonly Message s_node = new((1, Kind.Text, null), (2, Kind.Text, null), (3, Kind.Text, null), (4, Kind.Text, null),
        (5, Kind.Message, s_attribute), (7, Kind.Text, null));

    private static readonly Message s_dimension = new((2, Kind.Text, null));

    private static readonly Message s_value = new((1, Kind.Text, null),
        (2, Kind.Message, new((1, Kind.Message, new((2, Kind.Message, new((1, Kind.Message, s_dimension))))))));

    private static readonly Message s_graph = new((1, Kind.Message, s_node), (2, Kind.Text, null), (5, Kind.Message, s_tensor), (11, Kind.Message, s_value),
        (12, Kind.Message, s_value));

    private static readonly Message s_model = new((2, Kind.Text, null), (3, Kind.Text, null), (6, Kind.Text, null), (7, Kind.Message, s_graph),
        (8, Kind.Message, new((1, Kind.Text, null))), (14, Kind.Message, s_entry));

    private static readonly int[] s_topLevel = [0, 0, 2, 2, 2, 0, 2, 2, 2];

    /// <summary>Bytes that the messages of a file take, about; what is damaged counts nothing, and reading reports it.</summary>
    public static long Estimate(ReadOnlySpan<byte> bytes) => Estimate(bytes, s_model);

    /// <summary>Whether that is more than a file of so many bytes may take.</summary>
    public static bool IsTooMuch(long estimate, long length) => estimate > 2 * length + Slack;

    /// <summary>Whether the bytes begin as an ONNX model does: with fields of a model, among them a graph or the operators' versions.</summary>
    public static bool LooksLikeModel(ReadOnlySpan<byte> bytes)
    {
        bool found = false;
        for (int at = 0, fields = 0; at < bytes.Length && fields < 64; fields++)
        {
            if (!TryVarint(bytes, ref at, out ulong tag))
                return false;
            ulong field = tag >> 3;
            int wire = (int)(tag & 7);
            int expected = field < (ulong)s_topLevel.Length ? s_topLevel[(int)field] : field is 14 or 20 or 25 or 26 ? 2 : -1;
            if (field == 0 || wire != expected || (fields == 0 && field > 8))
                return false;
            if (!TryVarint(bytes, ref at, out ulong value) || (field == 1 && value is 0 or > 1000))
                return false;
            if (wire != 2)
                continue;
            found |= field is 7 or 8;
            if (value > (ulong)(bytes.Length - at))
                return found;
            at += (int)value;
        }

        return found;
    }

    private static long Estimate(ReadOnlySpan<byte> bytes, Message message)
    {
        long total = MessageBytes;
        for (int at = 0; at < bytes.Length;)
        {
            if (!TryVarint(bytes, ref at, out ulong tag))
                return total;
            int wire = (int)(tag & 7);
            var field = message.Find(tag >> 3);
            switch (wire)
            {
                case 0:
                    if (!TryVarint(bytes, ref at, out _))
                        return total;
                    total += field?.Kind == Kind.Integers ? 20 : 0;
                    break;
                case 1 or 5:
                    at += wire == 1 ? 8 : 4;
                    total += field?.Kind is Kind.Fixed4 or Kind.Fixed8 ? 20 : 0;
                    break;
                case 2:
                    if (!TryVarint(bytes, ref at, out ulong length) || length > (ulong)(bytes.Length - at))
                        return total;
                    total += field is { } known ? Cost(bytes.Slice(at, (int)length), known) : 0;
                    at += (int)length;
                    break;
                case 3 or 4:
                    break;
                default:
                    return total;
            }
        }

        return total;
    }

    private static long Cost(ReadOnlySpan<byte> bytes, (Kind Kind, Message? Of) field) => field.Kind switch
    {
        Kind.Message => Estimate(bytes, field.Of!),
        Kind.Text => 48 + 2L * bytes.Length,
        Kind.Integers => 20 * Varints(bytes),
        _ => 48 + bytes.Length,
    };

    private static long Varints(ReadOnlySpan<byte> bytes)
    {
        long count = 0;
        foreach (byte value in bytes)
            count += value < 0x80 ? 1 : 0;
        return count;
    }

    private static bool TryVarint(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (at >= bytes.Length)
                return false;
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return true;
        }

        return false;
    }

    private sealed class Message(params (int Field, Kind Kind, Message? Of)[] fields)
    {
        public (Kind Kind, Message? Of)? Find(ulong field)
        {
            foreach (var (number, kind, of) in fields)
            {
                if ((ulong)number == field)
                    return (kind, of);
            }

            return null;
        }
    }
}
