namespace Sysprof.Cli.Top;

/// <summary>What a key does.</summary>
internal enum TopAction
{
    Quit,
    Help,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Open,
    Back,
    NextTable,
    PreviousTable,
    Findings,
    SortNext,
    SortPrevious,
    SortByNumber,
    Invert,
    Filter,
    Search,
    SearchNext,
    Pause,
    Clear,
    Longer,
    Shorter,
    StepBack,
    StepForward,
    JumpBack,
    JumpForward,
}
