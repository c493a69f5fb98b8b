namespace Sysprof.Cli.Terminal;

/// <summary>How much fits on a screen, in character cells.</summary>
internal readonly record struct ScreenSize(int Columns, int Rows);
