namespace Sysprof.Profile.Arguments;

/// <summary>How an argument is put into words, beyond what its <see cref="Names.ArgumentKind"/> says.</summary>
internal enum ParameterKind
{
    /// <summary>By its <see cref="Names.ArgumentKind"/>.</summary>
    Plain,

    /// <summary>A pointer whose value tells which.</summary>
    Address,

    /// <summary>A pointer to a time, or 0 for none.</summary>
    Timeout,

    /// <summary>The flags of clock_nanosleep.</summary>
    Absolute,

    /// <summary>A place in a file, in bytes.</summary>
    Offset,

    /// <summary>One more than the highest descriptor that select looks at.</summary>
    Limit,

    /// <summary>The operation of flock.</summary>
    Lock,

    /// <summary>The descriptor of mmap, -1 for none.</summary>
    MappedDescriptor,

    /// <summary>Whom wait4 waits for.</summary>
    Child,

    /// <summary>Whom waitid waits for: the argument before it says what the number is.</summary>
    Children,

    /// <summary>The operation of futex, which says what the others are.</summary>
    Futex,
}
