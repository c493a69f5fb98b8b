using Google.Protobuf;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Recording;

/// <summary>
/// Turns the payloads of one recording, one after the other, back into intervals, and remembers which threads, resources
/// and names the earlier ones defined. Trusts nothing: every value is checked before it is used.
/// </summary>
/// <remarks>After an exception it is of no more use: its tables may be half filled.</remarks>
internal sealed class IntervalDecoder
{
    // Twice PATH_MAX of the kernel.
    private const int MostResourceName = 8192;

    private readonly List<string> _names = [];
    private readonly List<ThreadInfo> _threads = [];
    private readonly List<Resource> _resources = [];

    // Over the whole recording, so that no sum of its numbers can overflow, whoever adds them up later.
    private long _calledTotal;
    private long _timeTotal;
    private long _blockedTotal;
    private long _bytesTotal;
    private long _lostTotal;
    private long _threadTimeTotal;
    private long _ownCpuTotal;
    private Int128 _ledgerTotal;

    // The interval being decoded.
    private Proto.IntervalHead? _head;
    private CallTable _table = new();
    private HashSet<ThreadKey> _keys = [];
    private HashSet<CellKey> _calls = [];
    private readonly List<uint> _callCounts = [];
    private long _threadNumber;
    private int _row;

    /// <summary>The interval of a payload.</summary>
    /// <exception cref="InvalidDataException">It is not one, or one of its values is out of range.</exception>
    public Interval Decode(ArraySegment<byte> payload)
    {
        _head = null;
        _table = new CallTable();
        _callCounts.Clear();
        _keys = [];
        _calls = [];
        _threadNumber = 0;
        _row = 0;
        try
        {
            using var input = new CodedInputStream(payload.Array, payload.Offset, payload.Count);
            ReadFields(input);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("an interval that is not a protobuf message", e);
        }

        SkipFullRows();
        if (_head is null || _row != _callCounts.Count)
        {
            throw new InvalidDataException(_head is null ? "an interval without its head" : "fewer calls than announced");
        }

        return new Interval
        {
            StartNs = _head.StartNs,
            EndNs = _head.EndNs,
            Calls = _table,
            Ledger = LedgerCodec.Decode(_head.Ledger),
            OwnCpuNs = (long)_head.OwnCpuNs,
            UnseenNs = (long)_head.UnseenNs,
        };
    }

    /// <summary>Reads a <see cref="Proto.Interval"/> field by field, so that one call at a time is in memory.</summary>
    private void ReadFields(CodedInputStream input)
    {
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            int field = WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited
                ? WireFormat.GetTagFieldNumber(tag)
                : 0;
            if (_head is null && field is > Proto.Interval.HeadFieldNumber and <= Proto.Interval.NewResourcesFieldNumber)
            {
                throw new InvalidDataException("an interval that does not begin with its head");
            }

            switch (field)
            {
                case Proto.Interval.HeadFieldNumber:
                    AddHead(Read(input, new Proto.IntervalHead()));
                    break;
                case Proto.Interval.NamesFieldNumber:
                    RequireRoom();
                    _names.Add(input.ReadString());
                    break;
                case Proto.Interval.NewThreadsFieldNumber:
                    RequireRoom();
                    AddDefinition(Read(input, new Proto.Thread()));
                    break;
                case Proto.Interval.NewResourcesFieldNumber:
                    RequireRoom();
                    AddResource(Read(input, new Proto.Resource()));
                    break;
                case Proto.Interval.ThreadsFieldNumber:
                    AddRow(Read(input, new Proto.ThreadRow()));
                    break;
                case Proto.Interval.CallsFieldNumber:
                    AddCall(Read(input, new Proto.Call()));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private static T Read<T>(CodedInputStream input, T message)
        where T : IMessage
    {
        input.ReadMessage(message);
        return message;
    }

    private static int Id(uint value) =>
        value <= int.MaxValue ? (int)value : throw new InvalidDataException($"a thread id of {value}");

    private void RequireRoom()
    {
        if (_names.Count + _threads.Count + _resources.Count >= RecordingFormat.MostDefined)
        {
            throw new InvalidDataException($"more than {RecordingFormat.MostDefined} names, threads and resources are defined");
        }
    }

    private void AddHead(Proto.IntervalHead head)
    {
        if (_head is not null)
        {
            throw new InvalidDataException("an interval with two heads");
        }

        if (head.EndNs < head.StartNs)
        {
            throw new InvalidDataException($"an interval from {head.StartNs} ns to {head.EndNs} ns");
        }

        if (head.UnseenNs > (ulong)((Int128)head.EndNs - head.StartNs))
        {
            throw new InvalidDataException($"{head.UnseenNs} ns unseen from {head.StartNs} ns to {head.EndNs} ns");
        }

        _ownCpuTotal = CallCodec.Sum(_ownCpuTotal, CallCodec.Count(head.OwnCpuNs));
        _ledgerTotal += LedgerCodec.Magnitude(LedgerCodec.Decode(head.Ledger));
        if (_ledgerTotal > long.MaxValue)
        {
            throw new InvalidDataException("accounts that add up to 2^63 or more");
        }

        if (head.Restart)
        {
            _names.Clear();
            _threads.Clear();
            _resources.Clear();
        }

        _head = head;
    }

    private void AddDefinition(Proto.Thread thread) => _threads.Add(new ThreadInfo(
        new ThreadKey(Id(thread.Tgid), Id(thread.Tid), thread.StartNs),
        Name(thread.Comm),
        Name(thread.Process),
        thread.CgroupId,
        Name(thread.Cgroup))
    {
        Program = ProgramCodec.Decode(thread, Name),
    });

    private void AddResource(Proto.Resource resource)
    {
        if (resource.Kind is < Proto.ResourceKind.ResourceFile or > Proto.ResourceKind.ResourceOther)
        {
            throw new InvalidDataException($"a resource of kind {(int)resource.Kind}");
        }

        (string name, string peer) = (Name(resource.Name), Name(resource.Peer));
        // Each is hashed: a long name that many refer to would take for ever.
        if (name.Length > MostResourceName || peer.Length > MostResourceName)
        {
            throw new InvalidDataException($"a resource with a name of {Math.Max(name.Length, peer.Length)} characters");
        }

        _resources.Add(new Resource((ResourceKind)resource.Kind, name, peer));
    }

    private string Name(uint number) => number < _names.Count
        ? _names[(int)number]
        : throw new InvalidDataException($"name {number}, and {_names.Count} are defined");

    private void AddRow(Proto.ThreadRow message)
    {
        _threadNumber = unchecked(_threadNumber + message.ThreadDelta);
        if (_threadNumber < 0 || _threadNumber >= _threads.Count)
        {
            throw new InvalidDataException($"thread {_threadNumber}, and {_threads.Count} are defined");
        }

        ThreadInfo info = _threads[(int)_threadNumber];
        if (!_keys.Add(info.Key))
        {
            throw new InvalidDataException($"thread {_threadNumber} twice");
        }

        ref ThreadRow row = ref _table.Thread(_table.AddThread(info));
        row.Lost = CallCodec.Count(message.Lost);
        row.Ended = message.Ended;
        row.InFlight = message.InFlight is { } call
            ? new InFlightCall(CallCodec.Key(call.Abi, call.Number), call.Argument, call.EnterNs, call.BeforeStart)
            {
                Wait = TimeCodec.Decode(call.Wait),
            }
            : null;
        if (message.Time is { } time)
        {
            _threadTimeTotal = CallCodec.Sum(_threadTimeTotal, TimeCodec.Decode(time, _head!.EndNs, ref row));
        }

        _lostTotal = CallCodec.Sum(_lostTotal, row.Lost);
        _callCounts.Add(message.CallCount);
    }

    private void AddCall(Proto.Call message)
    {
        SkipFullRows();
        if (_row == _callCounts.Count)
        {
            throw new InvalidDataException("more calls than announced");
        }

        CellKey key = CallCodec.WholeKey(message, _resources);
        if (!_calls.Add(key))
        {
            throw new InvalidDataException($"call {message.Number} twice in one thread");
        }

        ref readonly CallCell cell = ref _table.Cell(CallCodec.Decode(message, key, _table, _row));
        _calledTotal = CallCodec.Sum(_calledTotal, cell.Calls);
        _timeTotal = CallCodec.Sum(_timeTotal, cell.TimeNs);
        _blockedTotal = CallCodec.Sum(_blockedTotal, cell.BlockedNs);
        _bytesTotal = CallCodec.Sum(_bytesTotal, cell.Bytes);
    }

    /// <summary>Moves on to the first row that still waits for calls.</summary>
    private void SkipFullRows()
    {
        while (_row < _callCounts.Count && _callCounts[_row] == _calls.Count)
        {
            _row++;
            ForgetCalls();
        }
    }

    private void ForgetCalls()
    {
        // Clearing costs what the set has ever held: one thread of a million calls must not slow down all after it.
        if (_calls.Count > 1024)
        {
            _calls = [];
        }

        _calls.Clear();
    }
}
