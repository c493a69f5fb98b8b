using Microsoft.Extensions.Primitives;

namespace Sysprof.Cli.Serving.Authentication;

/// <summary>Lets in who knows a password. With no users it lets everybody in.</summary>
/// <remarks>
/// bcrypt takes a tenth of a second of a processor: it is computed for one request at a time, so that guessing costs the
/// machine no more than that, and as long for users that do not exist, so that nobody learns which do. The line for it is
/// short: who guesses does not keep everybody else waiting for minutes.
/// </remarks>
internal sealed class BasicAuthentication : IDisposable
{
    /// <summary>The value of <c>WWW-Authenticate</c>.</summary>
    public const string Challenge = "Basic realm=\"sysprof\", charset=\"UTF-8\"";

    /// <summary>How many may stand in line for bcrypt, the one whose turn it is included.</summary>
    public const int Most = 16;

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly VerifiedPasswords _verified = new();

    // Counted up and down by the requests' threads.
    private int _inLine;

    /// <summary>Decides whether somebody is let in.</summary>
    /// <param name="users">Who there is.</param>
    /// <param name="authorization">The header of the request.</param>
    /// <param name="cancellation">Ends the wait for one's turn.</param>
    public async Task<LoginOutcome> TryAsync(UserTable users, StringValues authorization, CancellationToken cancellation)
    {
        if (users.IsEmpty)
        {
            return LoginOutcome.LetIn;
        }

        if (BasicCredentials.Read(authorization) is not { } credentials)
        {
            return LoginOutcome.Refused;
        }

        BcryptHash hash = users.HashOf(credentials.User, out bool exists);
        if (_verified.Contains(hash, credentials.Password))
        {
            return exists ? LoginOutcome.LetIn : LoginOutcome.Refused;
        }

        try
        {
            if (Interlocked.Increment(ref _inLine) > Most)
            {
                return LoginOutcome.TooMany;
            }

            bool isRight = await VerifyInTurnAsync(users, credentials.Password, hash, cancellation).ConfigureAwait(false);
            if (isRight && exists)
            {
                _verified.Add(hash, credentials.Password);
            }

            return isRight && exists ? LoginOutcome.LetIn : LoginOutcome.Refused;
        }
        finally
        {
            Interlocked.Decrement(ref _inLine);
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<bool> VerifyInTurnAsync(UserTable users, byte[] password, BcryptHash hash, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Somebody with the same password may have waited in front of us.
            return _verified.Contains(hash, password)
                || await Task.Run(() => users.Verify(password, hash), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
