using System.Globalization;

namespace Sysprof.Profile.Arguments;

/// <summary>Whom a call waits for: wait(2).</summary>
internal static class WaitText
{
    /// <summary>The first argument of wait4.</summary>
    public static string Child(int id) => id switch
    {
        -1 => "any child",
        0 => "own group",
        < -1 => string.Create(CultureInfo.InvariantCulture, $"group {-(long)id}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"pid {id}"),
    };

    /// <summary>The first two arguments of waitid.</summary>
    /// <param name="type">P_ALL, P_PID, P_PGID, P_PIDFD: include/uapi/linux/wait.h.</param>
    /// <param name="id">The number.</param>
    /// <param name="nameOf">What a descriptor is.</param>
    public static string Children(int type, int id, Func<int, string?>? nameOf) => type switch
    {
        0 => "any child",
        1 => Child(id),
        2 => Child(id == 0 ? 0 : -id),
        3 => ParameterText.Descriptor(id, noun: null, nameOf),
        _ => string.Create(CultureInfo.InvariantCulture, $"type {type}, id {id}"),
    };
}
