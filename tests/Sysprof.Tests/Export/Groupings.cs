using Sysprof.Profile.Aggregation;

namespace Sysprof.Tests.Export;

/// <summary>The ways to group calls.</summary>
internal static class Groupings
{
    /// <summary>Those in which every call is in a group, with a descriptor or without.</summary>
    public static readonly GroupBy[] Whole = [.. Enum.GetValues<GroupBy>().Except([GroupBy.File, GroupBy.Peer])];
}
