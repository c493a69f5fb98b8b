namespace Sysprof.Cli.Serving.Authentication;

/// <summary>What comes of somebody who wants in.</summary>
internal enum LoginOutcome
{
    /// <summary>The password is right, or none is needed.</summary>
    LetIn,

    /// <summary>It is not.</summary>
    Refused,

    /// <summary>Nobody looked: too many are waiting for that.</summary>
    TooMany,
}
