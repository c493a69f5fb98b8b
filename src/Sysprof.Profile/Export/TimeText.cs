using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>How a split of time reads.</summary>
public static class TimeText
{
    /// <summary>The parts as shares of the whole, those that round to nothing left out: user 2.5%, waiting 1%, idle 96.5%; "" for no time.</summary>
    public static string Of(in ThreadTime time)
    {
        double wallNs = time.WallNs;
        return string.Join(
            ", ",
            Parts(time).Select(part => (part.Word, Share: Math.Round(part.Ns / wallNs, 3)))
                .Where(part => part.Share > 0)
                .Select(part => $"{part.Word} {Quantity.Percent(part.Share)}"));
    }

    private static (string Word, long Ns)[] Parts(in ThreadTime time) =>
    [
        ("user", time.UserNs),
        ("working", time.WorkingNs),
        ("waiting", time.WaitingNs),
        ("idle", time.IdleNs),
        ("ready", time.ReadyNs),
        ("unknown", time.UnknownNs),
    ];
}
