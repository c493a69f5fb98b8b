using System.Buffers;
using System.ComponentModel;
using System.Reflection;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Native;
using Sysprof.Kernel.Resources;
using Sysprof.Kernel.Wire;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using static Sysprof.Kernel.Wire.ObjectNames;

namespace Sysprof.Kernel.Session;

/// <summary>Our BPF object: loaded with its knobs, and attached in the order that keeps the account right.</summary>
internal sealed class KernelPrograms : IDisposable
{
    private const string ObjectName = "sysprof.bpf.o";
    private const uint AllDescriptors = uint.MaxValue; // ALL_DESCRIPTORS of maps.bpf.h
    private const uint ProcessDescriptors = uint.MaxValue - 1; // PROCESS_DESCRIPTORS of maps.bpf.h
    private const string BtfVariable = "SYSPROF_BTF";
    private const string VerifierLog = "PROG LOAD LOG"; // libbpf writes BEGIN and END of what the verifier says

    private readonly BpfObject _object;
    private readonly Dictionary<string, BpfLink> _links = [];
    private readonly Lock _asking = new(); // The kernel finds the question in a map.
    private uint _cgroupRound;
    private readonly LedgerValue[] _perCpu = new LedgerValue[LibBpf.libbpf_num_possible_cpus()];

    private KernelPrograms(BpfObject loaded) => _object = loaded;

    /// <summary>The ring buffer.</summary>
    public BpfMap Events => _object.Map(Maps.Events);

    /// <summary>Ids of the target, for <see cref="TargetKind.Tasks"/>.</summary>
    public BpfMap Targets => _object.Map(Maps.Targets);

    /// <summary>Names that are in the target or not, for <see cref="TargetKind.Comm"/>.</summary>
    public BpfMap Verdicts => _object.Map(Maps.Verdicts);

    /// <summary>Where the kernel's types are: the file that SYSPROF_BTF names, or the kernel's own.</summary>
    public static string BtfPath => Environment.GetEnvironmentVariable(BtfVariable) ?? "/sys/kernel/btf/vmlinux";

    /// <summary>The compiled object, as it is embedded in this assembly.</summary>
    public static byte[] ObjectBytes()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ObjectName)
            ?? throw new InvalidOperationException($"{ObjectName} is not embedded");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Opens the object, sets the knobs and loads it.</summary>
    /// <exception cref="SysprofException">The kernel refused, with the reason.</exception>
    public static KernelPrograms Load(KnobValues knobs)
    {
        string? btf = Environment.GetEnvironmentVariable(BtfVariable);
        RequireBtf(BtfPath);
        BpfObject? opened = null;
        try
        {
            opened = BpfObject.Open(ObjectBytes(), "sysprof", btf);
            knobs.ApplyTo(opened);
            opened.Load();
            return new KernelPrograms(opened);
        }
        catch (Win32Exception failure)
        {
            opened?.Dispose();
            throw Explain(failure);
        }
        catch (DllNotFoundException failure)
        {
            throw new SysprofException(
                $"loading libbpf: {failure.Message.Split('\n')[0]}",
                "install libbpf 1.1 or later (Debian: apt-get install libbpf1)",
                ExitCode.Failure,
                failure);
        }
    }

    /// <summary>Attaches what keeps track of threads: from now on no new member goes unseen.</summary>
    /// <param name="kind">How membership is decided.</param>
    public void AttachThreadTracking(TargetKind kind)
    {
        Attach(Programs.Fork);
        Attach(Programs.Exec);
        Attach(Programs.ThreadExit);
        if (kind == TargetKind.Comm)
        {
            Attach(Programs.Rename);
        }

        _links.Add(Programs.Visit, Explained(() => _object.AttachIterator(Programs.Visit)));
    }

    /// <summary>Makes members of the tasks that exist and belong to the target. Several turns, until nobody is new:
    /// a child may come before its parent.</summary>
    /// <returns>How many there are.</returns>
    public long SeedMembers()
    {
        using BpfLink seed = Explained(() => _object.AttachIterator(Programs.Seed));
        long before;
        long joined = 0;
        do
        {
            before = joined;
            seed.RunIterator();
            joined = (long)ReadLedger().Joined;
        }
        while (joined != before);
        return joined;
    }

    /// <summary>Attaches to exits.</summary>
    public void AttachExits() => Attach(Programs.Exit);

    /// <summary>Attaches to entries.</summary>
    public void AttachEntries()
    {
        Attach(Programs.Enter);
        SetEntriesSeen(true);
    }

    /// <summary>Has the kernel tell what the descriptors of all members refer to. Any thread.</summary>
    /// <param name="handler">Takes each.</param>
    /// <param name="goesOn">Asked after some hundred of them; false leaves out the others.</param>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    /// <exception cref="InvalidDataException">The two sides do not fit together.</exception>
    public void ReadDescriptors(DescriptorHandler handler, Func<bool> goesOn)
    {
        lock (_asking)
        {
            _ = _object.Map(Maps.Asked).TrySet(0u, AllDescriptors);
            using BpfLink all = _object.AttachIterator(Programs.Describe);
            all.ReadIterator(bytes => HandOut(bytes, handler), goesOn);
        }
    }

    /// <summary>
    /// Has the kernel tell what all descriptors of a process refer to, in one pass; nothing when it is no more. Any thread.
    /// </summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    /// <exception cref="InvalidDataException">The two sides do not fit together.</exception>
    public void ReadDescriptors(int tgid, DescriptorHandler handler)
    {
        lock (_asking)
        {
            _ = _object.Map(Maps.Asked).TrySet(0u, ProcessDescriptors);
            using BpfLink? all = _object.TryAttachIterator(Programs.Describe, tgid);
            all?.ReadIterator(bytes => HandOut(bytes, handler));
        }
    }

    /// <summary>
    /// What a descriptor of a process refers to right now; null when either is no more, and when there is no memory or descriptor
    /// left for the look. Any thread.
    /// </summary>
    /// <exception cref="InvalidDataException">The two sides do not fit together.</exception>
    public Resource? FindDescriptor(int tgid, int descriptor, ResourceCache resources)
    {
        Resource? found = null;
        lock (_asking)
        {
            try
            {
                _ = _object.Map(Maps.Asked).TrySet(0u, (uint)descriptor);
                using BpfLink? one = _object.TryAttachIterator(Programs.Describe, tgid);
                one?.ReadIterator(bytes => HandOut(bytes, (in DescriptorRecord record) => found = resources.Of(in record)));
            }
            catch (Win32Exception)
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>Detaches from entries; programs of theirs may still run.</summary>
    public void DetachEntries()
    {
        SetEntriesSeen(false);
        Remove(Programs.Enter);
    }

    /// <summary>Detaches from exits and returns when no program runs any more that was detached.</summary>
    public void DetachExits() => Detach(Programs.Exit);

    /// <summary>Calls that were entered until a moment, CLOCK_MONOTONIC nanoseconds, are accounted for.</summary>
    public void CutCalls(long untilNs) => _ = _object.Map(Maps.CutUntil).TrySet(0u, untilNs);

    /// <summary>Detaches what keeps track of threads, likewise.</summary>
    public void DetachThreadTracking() =>
        Detach(Programs.Fork, Programs.Exec, Programs.ThreadExit, Programs.Rename);

    /// <summary>Lets the iterator send what idle members hold and what all are in.</summary>
    public void VisitMembers() => _links[Programs.Visit].RunIterator();

    /// <summary>The same before calls are attached again, when nobody knows what members did meanwhile.</summary>
    public void ReopenMembers() => Iterator(Programs.Reopen).RunIterator();

    /// <summary>Lets the iterator write down what every member is in; the records are as <see cref="SightDecoder"/> reads them.</summary>
    public byte[] LookAtMembers()
    {
        var sights = new ArrayBufferWriter<byte>();
        Iterator(Programs.Look).ReadIterator(bytes =>
        {
            sights.Write(bytes);
            return bytes.Length;
        });
        return sights.WrittenSpan.ToArray();
    }

    /// <summary>The threads of the target that have not ended, by the identity that their batches have.</summary>
    public HashSet<ThreadKey> ListMembers()
    {
        var members = new HashSet<ThreadKey>();
        Iterator(Programs.List).ReadIterator(bytes =>
        {
            ReadOnlySpan<MemberEvent> whole = MemoryMarshal.Cast<byte, MemberEvent>(bytes);
            foreach (ref readonly MemberEvent member in whole)
            {
                members.Add(member.Key);
            }

            return whole.Length * MemberEvent.Bytes;
        });
        return members;
    }

    /// <summary>Has the path of each cgroup sent again, with the next batch of a thread in it. Any thread.</summary>
    public void StartCgroupRound() =>
        _ = _object.Map(Maps.CgroupRound).TrySet(0u, Interlocked.Increment(ref _cgroupRound));

    /// <summary>By CPU: how far its clock is, as the last look found it; in nanoseconds since some moment of its own.</summary>
    public ulong[] ReadCpuClocks()
    {
        BpfMap map = _object.Map(Maps.CpuClocks);
        var clocks = new ulong[_perCpu.Length];
        for (int cpu = 0; cpu < clocks.Length; cpu++)
        {
            clocks[cpu] = map.Get<ulong>((uint)cpu);
        }

        return clocks;
    }

    /// <summary>The kernel's counters, summed over the CPUs.</summary>
    public LedgerValue ReadLedger()
    {
        _object.Map(Maps.Ledger).GetPerCpu<LedgerValue>(0, _perCpu);
        LedgerValue sum = default;
        foreach (ref readonly LedgerValue cpu in _perCpu.AsSpan())
        {
            sum += cpu;
        }

        return sum;
    }

    /// <summary>Entries that the kernel kept from our program; normally none.</summary>
    public long EntriesMissed() => _object.RecursionMisses(Programs.Enter);

    public void Dispose()
    {
        foreach (BpfLink link in _links.Values)
        {
            link.Dispose();
        }

        _links.Clear();
        _object.Dispose();
    }

    /// <summary>Hands out the whole messages at the beginning of what was read; returns their length.</summary>
    private static int HandOut(ReadOnlySpan<byte> bytes, DescriptorHandler handler)
    {
        int taken = 0;
        while (RecordDecoder.TryDescriptor(bytes[taken..], out DescriptorRecord record))
        {
            handler(in record);
            taken += record.Length;
        }

        return taken;
    }

    private static void RequireBtf(string path)
    {
        if (!File.Exists(path))
        {
            throw new SysprofException(
                $"reading the kernel's types: {path}: no such file",
                $"a kernel built with CONFIG_DEBUG_INFO_BTF has them; {BtfVariable} may name another file",
                ExitCode.KernelLacks);
        }
    }

    private void SetEntriesSeen(bool seen) => _ = _object.Map(Maps.EntriesSeen).TrySet(0u, seen ? 1u : 0u);

    /// <summary>An iterator that is made ready when it is first run.</summary>
    private BpfLink Iterator(string program)
    {
        if (!_links.TryGetValue(program, out BpfLink? link))
        {
            link = Explained(() => _object.AttachIterator(program));
            _links.Add(program, link);
        }

        return link;
    }

    private void Attach(string program) => _links.Add(program, Explained(() => _object.Attach(program)));

    private void Detach(params ReadOnlySpan<string> programs)
    {
        foreach (string program in programs)
        {
            Remove(program);
        }

        int result = SysprofNative.WaitForPrograms();
        if (result < 0)
        {
            throw new Win32Exception(-result, "waiting for running programs");
        }
    }

    private void Remove(string program)
    {
        if (_links.Remove(program, out BpfLink? link))
        {
            link.Dispose();
        }
    }

    private static BpfLink Explained(Func<BpfLink> attach)
    {
        try
        {
            return attach();
        }
        catch (Win32Exception failure)
        {
            throw Explain(failure);
        }
    }

    /// <summary>Whether a refusal is about who asks. The verifier says EACCES, too, of programs that it does not take.</summary>
    /// <param name="error">An errno.</param>
    /// <param name="words">What libbpf said.</param>
    internal static bool IsWantOfPermission(int error, string words) =>
        error == Errno.NotPermitted || error == Errno.AccessDenied && !words.Contains(VerifierLog, StringComparison.Ordinal);

    /// <summary>What the kernel's refusal means to a user.</summary>
    private static SysprofException Explain(Win32Exception failure)
    {
        string words = LibbpfLog.Take();
        string cause = ErrorText.Of(failure.NativeErrorCode);
        if (IsWantOfPermission(failure.NativeErrorCode, words))
        {
            return new SysprofException(
                $"{failure.Message}: {cause}",
                "run as root, or grant CAP_BPF and CAP_PERFMON",
                ExitCode.NotPermitted,
                failure);
        }

        if (ErrorText.HintOf(failure.NativeErrorCode) is { } hint)
        {
            return new SysprofException($"{failure.Message}: {cause}", hint, ExitCode.Failure, failure);
        }

        return new SysprofException(
            $"{failure.Message}: {cause}",
            "`sysprof check` tells what this kernel lacks",
            failure.NativeErrorCode == Errno.NoMemory ? ExitCode.Failure : ExitCode.KernelLacks,
            failure,
            words.TrimEnd());
    }
}
