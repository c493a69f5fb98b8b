using Sysprof.Profile.Names;

namespace Sysprof.Profile.Arguments;

/// <summary>One argument that is shown.</summary>
/// <param name="Index">Which: 0 for the first.</param>
/// <param name="Kind">How.</param>
/// <param name="Argument">What a <see cref="ParameterKind.Plain"/> one is.</param>
/// <param name="Noun">What it is of, or null.</param>
internal readonly record struct Parameter(int Index, ParameterKind Kind, ArgumentKind Argument, string? Noun);
