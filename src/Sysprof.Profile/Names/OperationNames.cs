using System.Collections.Frozen;
using System.Globalization;

namespace Sysprof.Profile.Names;

/// <summary>
/// Names of what is asked for below the call: the operation of a futex, the command of fcntl, the request of ioctl, and
/// whatever else one of the values in <see cref="ArgumentKind"/> selects.
/// </summary>
public static class OperationNames
{
    // include/uapi/linux/futex.h: FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME.
    private const int FutexFlags = 0x180;

    // include/uapi/asm-generic/ioctl.h: type and number; above them are direction and size.
    private const int IoctlTypeAndNumber = 0xffff;

    private static readonly Lazy<FrozenDictionary<(ArgumentKind Kind, int Value), string>> Loaded = new(Load);

    /// <summary>
    /// The name of a value: <c>WAIT</c> of a futex, <c>F_SETFL</c>, <c>TCGETS</c>, <c>inet6</c>, <c>SIGTERM</c>. What would
    /// repeat the call's name is left out of it. Null where the kind has no names, or none for this value.
    /// </summary>
    /// <param name="kind">What the argument is.</param>
    /// <param name="value">
    /// The argument as it was passed. Flags of a futex operation, and direction and size of an ioctl request, do not
    /// count.
    /// </param>
    public static string? Find(ArgumentKind kind, int value) =>
        Loaded.Value.GetValueOrDefault((kind, WithoutFlags(kind, value)));

    private static int WithoutFlags(ArgumentKind kind, int value) => kind switch
    {
        ArgumentKind.FutexOperation => value & ~FutexFlags,
        ArgumentKind.IoctlRequest => value & IoctlTypeAndNumber,
        _ => value,
    };

    private static FrozenDictionary<(ArgumentKind Kind, int Value), string> Load()
    {
        var names = new Dictionary<(ArgumentKind Kind, int Value), string>();
        foreach (string line in NamesResource.Operations().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#'))
                continue;

            string[] fields = line.Split('\t');
            ArgumentKind kind = ArgumentKindWords.Find(fields[0])
                ?? throw new InvalidOperationException($"reading operations.tsv: malformed row: {line}");
            names.Add((kind, int.Parse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture)), fields[2]);
        }

        return names.ToFrozenDictionary();
    }
}
