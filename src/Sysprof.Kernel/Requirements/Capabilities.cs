using System.Globalization;

namespace Sysprof.Kernel.Requirements;

/// <summary>The effective capabilities of a process (capabilities(7)): a bit each.</summary>
/// <param name="Mask">The bits.</param>
internal readonly record struct Capabilities(ulong Mask)
{
    private const int DacReadSearch = 2;
    private const int Kill = 5;
    private const int SysPtrace = 19;
    private const int SysAdmin = 21;
    private const int PerfMon = 38;
    private const int BpfNumber = 39;
    private const int CheckpointRestore = 40;

    /// <summary>
    /// What a run goes on to use where it has it: to look at processes of others, also at libraries that were deleted since
    /// (map_files), and to pass signals on to a command that has become another user's.
    /// </summary>
    public static Capabilities OfRun { get; } = new(
        1UL << DacReadSearch | 1UL << Kill | 1UL << SysPtrace | 1UL << CheckpointRestore);

    /// <summary>What of them looking at processes of others takes.</summary>
    public static Capabilities OfLooks { get; } = new(OfRun.Mask & ~(1UL << Kill));

    /// <summary>May look at what others' processes run, and read the files where the others keep them.</summary>
    public bool LooksAtOthers => Has(SysPtrace) && Has(DacReadSearch);

    /// <summary>May load programs and make maps. CAP_SYS_ADMIN covers what CAP_BPF was split off from.</summary>
    public bool Bpf => Has(BpfNumber) || Has(SysAdmin);

    /// <summary>May attach to tracepoints and read kernel memory, likewise.</summary>
    public bool Tracing => Has(PerfMon) || Has(SysAdmin);

    /// <summary>In words: what there is of the two that are needed.</summary>
    public string Words => (Bpf, Tracing, Has(SysAdmin)) switch
    {
        (_, _, true) => "CAP_SYS_ADMIN",
        (true, true, _) => "CAP_BPF and CAP_PERFMON",
        (true, false, _) => "CAP_BPF without CAP_PERFMON",
        (false, true, _) => "CAP_PERFMON without CAP_BPF",
        _ => "neither CAP_BPF nor CAP_PERFMON",
    };

    /// <summary>Finds them in the text of /proc/PID/status; null when it does not tell.</summary>
    public static Capabilities? Parse(string status)
    {
        const string label = "CapEff:";
        foreach (ReadOnlySpan<char> line in status.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(label) &&
                ulong.TryParse(line[label.Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong mask))
            {
                return new Capabilities(mask);
            }
        }

        return null;
    }

    private bool Has(int number) => (Mask >> number & 1) != 0;
}
