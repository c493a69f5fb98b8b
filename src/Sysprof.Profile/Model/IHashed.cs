namespace Sysprof.Profile.Model;

/// <summary>An entry of a <see cref="SplitTables{TEntry}"/>; one in zeroed memory is free.</summary>
public interface IHashed
{
    /// <summary>Whether the place holds no entry.</summary>
    public bool IsFree { get; }

    /// <summary>Where it belongs: the lowest bits say where in a table, those above in which.</summary>
    public int Spread { get; }
}
