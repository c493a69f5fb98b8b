using Sysprof.Profile.Model;

namespace Sysprof.Profile.Recording;

/// <summary>
/// What must hold for every call of a recording. The writer keeps to it and the reader insists on it, so that no view
/// meets numbers that cannot be.
/// </summary>
internal static class CallRules
{
    /// <summary>What is wrong with a call, or null.</summary>
    /// <param name="call">The call; none of its numbers is negative.</param>
    /// <param name="latencies">Sum of its histogram.</param>
    /// <param name="failures">Sum of its errnos.</param>
    /// <param name="sizes">Sum of its sizes.</param>
    public static string? Fault(in CallCell call, long latencies, long failures, long sizes)
    {
        if (call.NeverReturned > call.Calls)
        {
            return $"{call.Calls} calls, of which {call.NeverReturned} never returned";
        }

        if (latencies != call.Returned)
        {
            return $"{call.Returned} calls returned, and the histogram holds {latencies}";
        }

        long most = Math.Max(Math.Max(call.Errors, call.Restarted), Math.Max(call.BlockedCalls, failures));
        if (most > call.Returned)
        {
            return $"{call.Returned} calls returned, and {most} of them failed, restarted or blocked";
        }

        if (sizes > call.Returned)
        {
            return $"{call.Returned} calls returned, and the sizes of {sizes} were counted";
        }

        if (call.MaxNs > call.TimeNs)
        {
            return $"a longest call of {call.MaxNs} ns, and {call.TimeNs} ns of all together";
        }

        return call.MinNs > call.MaxNs ? $"a shortest call of {call.MinNs} ns and a longest of {call.MaxNs} ns" : null;
    }
}
