using System.Globalization;

namespace Sysprof.Kernel.Requirements;

/// <summary>The effective capabilities of a process (capabilities(7)): a bit each.</summary>
/// <param name="Mask">The bits.</param>
internal readonly record struct Capabilities(ulong Mask)
{
    private const int SysAdmin = 21;
    private const int PerfMon = 38;
    private const int BpfNumber = 39;

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
