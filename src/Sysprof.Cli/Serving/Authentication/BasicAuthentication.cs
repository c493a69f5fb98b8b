using Microsoft.Extensions.Primitives;

namespace Sysprof.Cli.Serving.Authentication;

/// <summary>Lets in who knows a password. With no users it lets everybody in.</summary>
/// <remarks>
/// bcrypt takes a tenth of a second of a processor: it is computed for one request at a time, so that guessing costs the
/// machine no more than that, and as long for users that do not exist, so that nobody learns which do.
/// </remarks>
internal sealed class BasicAuthentication : IDisposable
{
    /// <summary>The value of <c>WWW-Authenticate</c>.</summary>
    public const string Challenge = "Basic realm=\"sysprof\", charset=\"UTF-8\"";

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly VerifiedPasswords _verified = new();

    /// <summary>Whether somebody is let in.</summary>
    /// <param name="users">Who there is.</param>
    /// <param name="authorization">The header of the request.</param>
    /// <param name="cancellation">Ends the wait for one's turn.</param>
    public async Task<bool> IsAllowedAsync(UserTable users, StringValues authorization, CancellationToken cancellation)
    {
        if (users.IsEmpty)
        {
            return true;
        }

        if (BasicCredentials.Read(authorization) is not { } credentials)
        {
            return false;
        }

        BcryptHash hash = users.HashOf(credentials.User, out bool exists);
        if (_verified.Contains(hash, credentials.Password))
        {
            return exists;
        }

        await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Somebody with the same password may have waited in front of us.
            bool isRight = _verified.Contains(hash, credentials.Password)
                || await Task.Run(() => users.Crypt.Verify(credentials.Password, hash), CancellationToken.None).ConfigureAwait(false);
            if (isRight && exists)
            {
                _verified.Add(hash, credentials.Password);
            }

            return isRight && exists;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();
}
