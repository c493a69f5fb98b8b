namespace Sysprof.Cli.Terminal;

/// <summary>Which refusals of the kernel to write something are told.</summary>
internal enum Refusals
{
    /// <summary>All of them.</summary>
    Told,

    /// <summary>All but that the reader of a pipe has gone: <c>| head</c> is no error.</summary>
    ReaderMayGo,

    /// <summary>None: for stderr, of which there is nobody to be told.</summary>
    Ignored,
}
