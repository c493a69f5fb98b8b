using Sysprof.Profile.Model;

namespace Sysprof.Profile.Findings;

/// <summary>A thread that a finding is about.</summary>
/// <param name="Who">The thread.</param>
/// <param name="Calls">Its calls that the finding counts.</param>
public sealed record FindingThread(ThreadInfo Who, long Calls);
