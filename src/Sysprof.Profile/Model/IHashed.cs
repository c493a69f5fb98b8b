namespace Sysprof.Profile.Model;

/// <summary>An entry of a <see cref="SplitTables{TEntry}"/>; one that nobody has written to is free.</summary>
public interface IHashed
{
    /// <summary>Whether nothing is in its place.</summary>
    public bool IsFree { get; }

    /// <summary>Where it belongs: the lowest bits say where in a table, those above in which.</summary>
    public int Spread { get; }
}
