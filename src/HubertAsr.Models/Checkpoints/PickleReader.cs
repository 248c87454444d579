using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace HubertAsr.Models;

/// <summary>Reads the pickles in which PyTorch stores tensors, and nothing else: a pickle is a program, and this runs none.</summary>
/// <remarks>The opcodes are those that describe numbers, strings, tuples, lists and dictionaries; the only names that may be "called" are
/// those that put a tensor together, and that is done here. Any other opcode or name is refused.</remarks>
internal sealed class PickleReader(Stream stream, string where)
{
    private static readonly object _mark = new();
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];

    /// <summary>The value that one pickle describes: null, bool, long, BigInteger, double, string, object?[] (tuple), List, Dictionary, or one of PickleValues.cs.</summary>
    /// <exception cref="InvalidDataException">The pickle ends early, or asks for anything that a file of tensors does not need.</exception>
    public object? Read()
    {
        _stack.Clear();
        _memo.Clear();
        try
        {
            while (true)
            {
                var opcode = (char)Bytes(1)[0];
                if (opcode == '.') return Pop();
                if (!Literal(opcode) && !Collection(opcode) && !Memo(opcode)) Construct(opcode);
            }
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or InvalidCastException or IndexOutOfRangeException or KeyNotFoundException or OverflowException)
        {
            throw Broken("its values do not fit together", error);
        }
    }

    private bool Literal(char opcode)
    {
        object? value;
        switch (opcode)
        {
            case 'N': value = null; break;
            case '\x88': value = true; break;
            case '\x89': value = false; break;
            case 'K': value = (long)Bytes(1)[0]; break;
            case 'M': value = (long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)); break;
            case 'J': value = (long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)); break;
            case '\x8a': value = Integer(Bytes(Bytes(1)[0])); break;
            case 'G': value = BinaryPrimitives.ReadDoubleBigEndian(Bytes(8)); break;
            case 'X': value = Text(Length(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            case '\x8c': value = Text(Bytes(1)[0]); break;
            case 'U': value = Text(Bytes(1)[0]); break;
            case 'c': value = new PickleGlobal(Line(), Line()); break;
            case '\x93': value = StackGlobal(); break;
            default: return false;
        }
        _stack.Add(value);
        return true;
    }

    private bool Collection(char opcode)
    {
        switch (opcode)
        {
            case '(': _stack.Add(_mark); break;
            case ')': _stack.Add(Array.Empty<object?>()); break;
            case ']': _stack.Add(new List<object?>()); break;
            case '}': _stack.Add(new Dictionary<object, object?>()); break;
            case 't': _stack.Add(PopToMark()); break;
            case '\x85': _stack.Add(Pop(1)); break;
            case '\x86': _stack.Add(Pop(2)); break;
            case '\x87': _stack.Add(Pop(3)); break;
            case 'a': Append(Pop(1)); break;
            case 'e': Append(PopToMark()); break;
            case 's': SetItems(Pop(2)); break;
            case 'u': SetItems(PopToMark()); break;
            case '0': Pop(); break;
            default: return false;
        }
        return true;
    }

    private bool Memo(char opcode)
    {
        switch (opcode)
        {
            case '\x80': Bytes(1); break;
            case '\x95': Bytes(8); break;
            case 'q': _memo[Bytes(1)[0]] = _stack[^1]; break;
            case 'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))] = _stack[^1]; break;
            case '\x94': _memo[_memo.Count] = _stack[^1]; break;
            case 'h': _stack.Add(_memo[Bytes(1)[0]]); break;
            case 'j': _stack.Add(_memo[BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))]); break;
            default: return false;
        }
        return true;
    }

    private void Construct(char opcode)
    {
        switch (opcode)
        {
            case 'R':
                var arguments = (object?[])Pop()!;
                _stack.Add(PickleAllowList.Build((PickleGlobal)Pop()!, arguments, where));
                break;
            case 'Q':
                _stack.Add(PickleAllowList.Storage((object?[])Pop()!, where));
                break;
            case 'b': // The state of an OrderedDict is its _metadata: versions of modules, which no tensor needs.
                Pop();
                if (_stack[^1] is not Dictionary<object, object?>) throw Broken("it sets the state of something that is no dictionary");
                break;
            default:
                throw Broken($"opcode 0x{(int)opcode:x2}, which no file of tensors needs");
        }
    }

    private void Append(object?[] items) => ((List<object?>)_stack[^1]!).AddRange(items);

    private void SetItems(object?[] items)
    {
        var dictionary = (Dictionary<object, object?>)_stack[^1]!;
        for (var i = 0; i < items.Length; i += 2) dictionary[items[i] ?? throw Broken("a dictionary has the key None")] = items[i + 1];
    }

    private object? Pop()
    {
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return ReferenceEquals(value, _mark) ? throw Broken("a mark stands where a value is expected") : value;
    }

    private object?[] Pop(int count)
    {
        var values = _stack[^count..].ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.FindLastIndex(value => ReferenceEquals(value, _mark));
        var values = _stack[(mark + 1)..].ToArray();
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private PickleGlobal StackGlobal()
    {
        var name = (string)Pop()!;
        return new PickleGlobal((string)Pop()!, name);
    }

    private static object Integer(byte[] bytes)
    {
        var value = new BigInteger(bytes);
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : value;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Bytes(length));

    private string Line()
    {
        var line = new StringBuilder();
        for (var next = Bytes(1)[0]; next != '\n'; next = Bytes(1)[0]) line.Append((char)next);
        return line.ToString();
    }

    private int Length(uint length) => length <= 1 << 20 ? (int)length : throw Broken($"a string of {length} bytes");

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw Broken("it ends in the middle of a value: the file was cut off");
    }

    private InvalidDataException Broken(string what, Exception? cause = null) =>
        new($"{where}: not a file of tensors that PyTorch wrote: {what}. Download or save it again.", cause);
}
