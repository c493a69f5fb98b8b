namespace Sysprof.Profile.Names;

/// <summary>What the terms of one sign match in a list: everything, or names and numbers.</summary>
internal sealed class SyscallSelection
{
    /// <summary>Whether every call is matched, known or not.</summary>
    public bool All { get; set; }

    /// <summary>The names matched.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>The numbers matched, whatever the ABI.</summary>
    public HashSet<int> Numbers { get; } = [];

    /// <summary>Whether a call is matched.</summary>
    /// <param name="name">Its name in its table, or null when the table has none.</param>
    /// <param name="number">Its number.</param>
    public bool Contains(string? name, int number) =>
        All || (name is not null && Names.Contains(name)) || Numbers.Contains(number);
}
