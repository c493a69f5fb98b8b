using System.Runtime.InteropServices;
using Google.Protobuf;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Recording;

/// <summary>
/// Turns the intervals of one recording, one after the other, into payloads, and remembers which threads and names the
/// earlier ones defined.
/// </summary>
internal sealed class IntervalEncoder
{
    /// <summary>
    /// From how many definitions on the tables are begun anew. Threads come and go: without this, both sides would
    /// remember every one of them for as long as the recording lasts. 100,000 threads are some 10 MB.
    /// </summary>
    private const int RestartAt = 1 << 17;

    private static readonly uint s_threadsTag =
        WireFormat.MakeTag(Proto.Interval.ThreadsFieldNumber, WireFormat.WireType.LengthDelimited);

    private static readonly uint s_callsTag =
        WireFormat.MakeTag(Proto.Interval.CallsFieldNumber, WireFormat.WireType.LengthDelimited);

    private readonly Dictionary<string, uint> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<ThreadKey, KnownThread> _threads = [];
    private readonly Dictionary<Resource, uint> _resources = [];
    private readonly List<int> _cells = [];
    private readonly Proto.Call _call = new();
    private int _threadNumbers;
    private long _intervals;

    /// <summary>Writes the payload of the interval that follows those written before.</summary>
    /// <exception cref="InvalidOperationException">The interval breaks a rule of the format: a bug of its maker.</exception>
    public void Encode(Interval interval, CodedOutputStream output)
    {
        _intervals++;
        CallTable calls = interval.Calls;
        var message = new Proto.Interval { Head = Head(interval) };
        var rows = new Proto.ThreadRow[calls.ThreadCount];
        int number = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            int before = number;
            number = NumberOf(calls.Thread(row).Info, message);
            rows[row] = Row(calls, row, number - before, interval.EndNs);
            DefineResources(calls, row, message);
        }

        // The rest goes out piece by piece, as if it were part of the message: a repeated field may be written so.
        message.WriteTo(output);
        foreach (Proto.ThreadRow row in rows)
        {
            output.WriteTag(s_threadsTag);
            output.WriteMessage(row);
        }

        for (int row = 0; row < rows.Length; row++)
        {
            WriteCalls(calls, row, output);
        }
    }

    private static uint Count(long value) => checked((uint)value);

    private Proto.IntervalHead Head(Interval interval)
    {
        if (interval.EndNs < interval.StartNs || interval.OwnCpuNs < 0 || interval.UnseenNs < 0
            || interval.UnseenNs > interval.EndNs - interval.StartNs)
        {
            throw Broken($"from {interval.StartNs} ns to {interval.EndNs} ns with {interval.OwnCpuNs} ns of our own, {interval.UnseenNs} ns unseen");
        }

        long needed = interval.Calls.ThreadCount + (interval.Calls.HasParts ? interval.Calls.CellCount : 0);
        // Each may define itself and six names.
        long most = Math.Min(Math.Max(RestartAt, 8 * needed), RecordingFormat.MostDefined - 7 * needed);
        bool restart = _threadNumbers + _names.Count + _resources.Count > most;
        if (restart)
        {
            _names.Clear();
            _threads.Clear();
            _resources.Clear();
            _threadNumbers = 0;
        }

        return new Proto.IntervalHead
        {
            StartNs = interval.StartNs,
            EndNs = interval.EndNs,
            OwnCpuNs = (ulong)interval.OwnCpuNs,
            UnseenNs = (ulong)interval.UnseenNs,
            Ledger = LedgerCodec.Encode(interval.Ledger),
            Restart = restart,
        };
    }

    /// <summary>A thread's number, defined in <paramref name="message"/> when it is new or another one by name or program now.</summary>
    private int NumberOf(ThreadInfo info, Proto.Interval message)
    {
        ref KnownThread known = ref CollectionsMarshal.GetValueRefOrAddDefault(_threads, info.Key, out bool exists);
        if (exists && known.Interval == _intervals)
        {
            throw Broken($"thread {info.Key} twice");
        }

        if (!exists || !known.Info.Equals(info))
        {
            var thread = new Proto.Thread
            {
                Tgid = Count(info.Key.Tgid),
                Tid = Count(info.Key.Tid),
                StartNs = info.Key.StartNs,
                Comm = NumberOf(info.Comm, message),
                Process = NumberOf(info.Process, message),
                CgroupId = info.CgroupId,
                Cgroup = NumberOf(info.Cgroup, message),
            };
            ProgramCodec.Encode(info.Program, thread, name => NumberOf(name, message));
            message.NewThreads.Add(thread);
            known = new KnownThread(_threadNumbers++, info, 0);
        }

        known = known with { Interval = _intervals };
        return known.Number;
    }

    /// <summary>Defines what a thread's calls were made on, where that is new.</summary>
    private void DefineResources(CallTable calls, int row, Proto.Interval message)
    {
        foreach (int cell in calls.CellsOf(row))
        {
            if (calls.Cell(cell).Resource is { } resource && _resources.TryAdd(resource, (uint)_resources.Count + 1))
            {
                message.NewResources.Add(new Proto.Resource
                {
                    Kind = (Proto.ResourceKind)resource.Kind,
                    Name = NumberOf(resource.Name, message),
                    Peer = NumberOf(resource.Peer, message),
                });
            }
        }
    }

    private uint NumberOf(string name, Proto.Interval message)
    {
        ref uint number = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, name, out bool exists);
        if (!exists)
        {
            number = (uint)_names.Count - 1;
            message.Names.Add(name);
        }

        return number;
    }

    private Proto.ThreadRow Row(CallTable calls, int row, int delta, long endNs)
    {
        ref readonly ThreadRow thread = ref calls.Thread(row);
        if (thread.Lost < 0)
        {
            throw Broken($"{thread.Lost} lost calls of thread {thread.Info.Key}");
        }

        if (!TimeCodec.CanEncode(thread))
        {
            throw Broken($"{thread.Time} of thread {thread.Info.Key}, until {thread.UntilNs} ns");
        }

        var message = new Proto.ThreadRow
        {
            ThreadDelta = delta,
            Lost = (ulong)thread.Lost,
            Ended = thread.Ended,
            Time = TimeCodec.Encode(thread, endNs),
        };
        foreach (int _ in calls.CellsOf(row))
        {
            message.CallCount++;
        }

        if (thread.InFlight is { } inFlight)
        {
            message.InFlight = new Proto.InFlight
            {
                Abi = (Proto.Abi)inFlight.Key.Abi,
                Number = (uint)inFlight.Key.Number,
                Argument = inFlight.Argument,
                EnterNs = inFlight.EnterNs,
                BeforeStart = inFlight.BeforeStart,
                Wait = (Proto.Wait)inFlight.Wait,
            };
        }

        return message;
    }

    private void WriteCalls(CallTable calls, int row, CodedOutputStream output)
    {
        _cells.Clear();
        foreach (int cell in calls.CellsOf(row))
        {
            _cells.Add(cell);
        }

        // A table gives the newest first and appends: written oldest first, they come back in the same order.
        for (int i = _cells.Count - 1; i >= 0; i--)
        {
            Resource? resource = calls.Cell(_cells[i]).Resource;
            CallCodec.Encode(calls, _cells[i], resource is null ? 0 : _resources[resource], _call);
            output.WriteTag(s_callsTag);
            output.WriteMessage(_call);
        }
    }

    private InvalidOperationException Broken(string what) => new($"interval {_intervals} of the recording: {what}");

    private readonly record struct KnownThread(int Number, ThreadInfo Info, long Interval);
}
