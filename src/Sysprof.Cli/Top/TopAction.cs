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
    SortNext,
    SortPrevious,
    SortByNumber,
    Invert,
    CountIdle,
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
