using System.Text;
using System.Text.RegularExpressions;
using Sysprof.Kernel.Libbpf;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Session;

/// <summary>
/// The user-space half of who is in the target. The kernel decides by ids and cgroups alone; names it lets through
/// until it has been told about them, and the regular expression stays here.
/// </summary>
internal sealed class TargetMembership(Regex? comm, int calibratorTgid, CgroupSource cgroups) : ThreadDirectory
{
    // As many as the kernel's map holds: programs may give their threads any number of names.
    private const int MostNames = 16384;

    private readonly Dictionary<string, bool> _verdicts = [];
    private readonly bool _everyName = comm is null;
    private BpfMap? _published;

    /// <summary>Tells the kernel about the names that threads have now, so that it need not ask.</summary>
    public void PublishNames(BpfMap verdicts)
    {
        if (comm is null)
        {
            return;
        }

        _published = verdicts;
        foreach (string task in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(task.AsSpan()), out _))
            {
                PublishThreads(task);
            }
        }
    }

    public override bool IsMember(ThreadKey thread, string comm, string process) =>
        thread.Tgid != calibratorTgid && (_everyName || Matches(comm) || Matches(process));

    public override string CgroupPath(ThreadKey thread, ulong cgroupId) => cgroups.PathOf(thread, cgroupId);

    private void PublishThreads(string process)
    {
        try
        {
            foreach (string thread in Directory.EnumerateDirectories($"{process}/task"))
            {
                Matches(File.ReadAllText($"{thread}/comm").TrimEnd('\n'));
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked.
            return;
        }
    }

    private bool Matches(string name)
    {
        if (_verdicts.TryGetValue(name, out bool isIn))
        {
            return isIn;
        }

        isIn = comm!.IsMatch(name);
        if (_verdicts.Count < MostNames)
        {
            _verdicts.Add(name, isIn);
            Publish(name, isIn);
        }

        return isIn;
    }

    private void Publish(string name, bool isIn)
    {
        var key = default(CommBytes);
        if (_published is { } map && Encoding.UTF8.GetByteCount(name) < CommBytes.Length)
        {
            Encoding.UTF8.GetBytes(name, (Span<byte>)key);
            // A full map costs time, not truth: names it does not hold are decided here.
            _ = map.TrySet(key, (uint)(isIn ? CommVerdict.In : CommVerdict.Out));
        }
    }
}
