namespace Sysprof.Bench.Watching;

/// <summary>Something that watches system calls, or is compared with what does.</summary>
/// <param name="name">What it is called in tables.</param>
internal abstract class Watcher(string name)
{
    public string Name => name;

    /// <summary>Whether it is there: other tools may be missing.</summary>
    public virtual bool IsInstalled => true;

    /// <summary>Begins to watch, and returns when that is in effect.</summary>
    /// <param name="tgid">The process that is measured, for those who watch one alone.</param>
    /// <exception cref="Sysprof.Profile.SysprofException">It does not come into effect.</exception>
    public abstract void Attach(int tgid);

    /// <summary>Returns when it watches no more. Nothing happens when it does not watch.</summary>
    public abstract void Detach();
}
