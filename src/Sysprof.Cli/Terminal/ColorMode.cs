namespace Sysprof.Cli.Terminal;

/// <summary>When to colour (<c>--color</c>).</summary>
internal enum ColorMode
{
    /// <summary>On a terminal that can, unless NO_COLOR is set.</summary>
    Auto,

    /// <summary>Into pipes and files too.</summary>
    Always,

    /// <summary>Not at all.</summary>
    Never,
}
