namespace Sysprof.KernelTests.Harness;

/// <summary>How a workload is traced.</summary>
public enum TraceMode
{
    /// <summary>From its first instruction on (<c>-- COMMAND</c>).</summary>
    Command,

    /// <summary>Attached to while it waits (<c>-p</c>).</summary>
    Process,
}
