using System.Net;
using System.Text;
using Sysprof.Cli.Serving.Authentication;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class BasicAuthenticationTests : IDisposable
{
    private const string Secret = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

    private readonly BasicAuthentication _authentication = new();
    private readonly LibCrypt _crypt = LibCrypt.Load();

    // Published with the first free implementation of bcrypt (crypt_blowfish).
    [Theory]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")]
    [InlineData("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    [InlineData("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy")]
    public void Known_passwords_are_verified(string password, string hash)
    {
        Assert.True(_crypt.Verify(Encoding.UTF8.GetBytes(password), BcryptHash.Parse(hash)!));
        Assert.True(_crypt.Verify(Encoding.UTF8.GetBytes(password), BcryptHash.Parse(hash.Replace("$2a$", "$2y$", StringComparison.Ordinal))!));
        Assert.False(_crypt.Verify(Encoding.UTF8.GetBytes(password + "x"), BcryptHash.Parse(hash)!));
    }

    [Fact]
    public void Neither_zeros_nor_length_make_a_password_right()
    {
        BcryptHash hash = BcryptHash.Parse(Secret)!;

        Assert.True(_crypt.Verify("secret"u8, hash));
        Assert.False(_crypt.Verify("secret\0x"u8, hash));
        Assert.False(_crypt.Verify("secret\0"u8, hash));
        Assert.False(_crypt.Verify(new byte[10_000], hash));
    }

    [Theory]
    [InlineData("$2b$03$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW")]
    [InlineData("$2x$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW")]
    [InlineData("$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIr")]
    [InlineData("$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW\n")]
    [InlineData("secret")]
    public void A_hash_has_one_form(string text) => Assert.Null(BcryptHash.Parse(text));

    [Theory]
    [InlineData("alice:secret", true)]
    [InlineData("alice:wrong", false)]
    [InlineData("alice:", false)]
    [InlineData("ALICE:secret", false)]
    [InlineData("mallory:secret", false)]
    [InlineData(":secret", false)]
    [InlineData("alice", false)]
    public async Task Who_knows_the_password_is_let_in(string pair, bool expected)
    {
        Assert.Equal(expected, await IsAllowedAsync(Basic(pair)));
        Assert.Equal(expected, await IsAllowedAsync(Basic(pair)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic ***")]
    [InlineData("Bearer YWxpY2U6c2VjcmV0")]
    public async Task Who_says_nothing_is_not(string? header) => Assert.False(await IsAllowedAsync(header));

    [Fact]
    public async Task A_new_hash_makes_the_old_password_wrong()
    {
        Assert.True(await IsAllowedAsync(Basic("alice:secret")));

        string other = Secret[..^1] + "n";
        Assert.False(await IsAllowedAsync(Basic("alice:secret"), other));
    }

    [Fact]
    public async Task Every_page_asks_for_the_password()
    {
        using var folder = new CertificateFolder();
        await using RunningServer server = await RunningServer.StartReadyAsync(
            folder.Write("web.yml", $"basic_auth_users:\n  alice: {Secret}\n"));
        using HttpClient alice = server.NewClient(userInfo: "alice:secret");
        using HttpClient mallory = server.NewClient(userInfo: "mallory:secret");

        foreach (string path in (string[])["/", "/metrics", "/-/healthy", "/-/ready", "/nowhere"])
        {
            using HttpResponseMessage nobody = await server.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
            Assert.Equal("Basic realm=\"sysprof\", charset=\"UTF-8\"", nobody.Headers.WwwAuthenticate.Single().ToString());
            using HttpResponseMessage wrong = await mallory.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
            using HttpResponseMessage right = await alice.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(path == "/nowhere" ? HttpStatusCode.NotFound : HttpStatusCode.OK, right.StatusCode);
        }
    }

    [Fact]
    public async Task Whoever_is_not_let_in_holds_no_connection()
    {
        using var folder = new CertificateFolder();
        await using RunningServer server = await RunningServer.StartReadyAsync(
            folder.Write("web.yml", $"basic_auth_users:\n  alice: {Secret}\n"));
        using HttpClient alice = server.NewClient(userInfo: "alice:secret");

        using HttpResponseMessage refused = await server.GetAsync("/metrics");
        using HttpResponseMessage answered = await alice.GetAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.True(refused.Headers.ConnectionClose);
        Assert.Null(answered.Headers.ConnectionClose);
    }

    [Fact]
    public async Task Many_wrong_passwords_at_once_are_refused_and_the_right_one_is_not()
    {
        Task<bool>[] guesses =
            [.. Enumerable.Range(1, BasicAuthentication.Most - 1).Select(guess => IsAllowedAsync(Basic($"alice:{guess}")))];
        Task<bool> right = IsAllowedAsync(Basic("alice:secret"));

        Assert.DoesNotContain(true, await Task.WhenAll(guesses));
        Assert.True(await right);
    }

    [Fact]
    public async Task The_line_for_bcrypt_is_short_and_known_passwords_do_not_stand_in_it()
    {
        using var gate = new ManualResetEvent(initialState: true);
        var users = new UserTable(
            new Dictionary<string, BcryptHash> { ["alice"] = BcryptHash.Parse(Secret)! },
            (password, _) => gate.WaitOne() && password.AsSpan().SequenceEqual("secret"u8));
        Task<LoginOutcome> TryAsync(string password) =>
            _authentication.TryAsync(users, Basic($"alice:{password}"), TestContext.Current.CancellationToken);
        Assert.Equal(LoginOutcome.LetIn, await TryAsync("secret"));

        gate.Reset();
        Task<LoginOutcome>[] line = [.. Enumerable.Range(0, BasicAuthentication.Most).Select(guess => TryAsync($"{guess}"))];
        for (int late = 0; late < 3; late++)
        {
            Assert.Equal(LoginOutcome.TooMany, await TryAsync("late"));
        }

        Assert.Equal(LoginOutcome.LetIn, await TryAsync("secret"));
        Assert.DoesNotContain(line, waiting => waiting.IsCompleted);
        gate.Set();
        Assert.All(await Task.WhenAll(line), outcome => Assert.Equal(LoginOutcome.Refused, outcome));
        Assert.Equal(LoginOutcome.Refused, await TryAsync("late"));
    }

    [Fact]
    public async Task Too_many_guesses_at_once_are_turned_away()
    {
        // A tenth of a second each: they would have to come for many seconds to be dealt with as they come.
        using var folder = new CertificateFolder();
        await using RunningServer server = await RunningServer.StartReadyAsync(
            folder.Write("web.yml", $"basic_auth_users:\n  alice: {Secret.Replace("$04$", "$10$", StringComparison.Ordinal)}\n"));

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            guess => server.GetAsync("/metrics", ("Authorization", Basic($"alice:{guess}")))));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Unauthorized);
        HttpResponseMessage[] away = [.. answers.Where(answer => answer.StatusCode != HttpStatusCode.Unauthorized)];
        Assert.NotEmpty(away);
        foreach (HttpResponseMessage answer in away)
        {
            Assert.Equal("503 too many log in at once", await MetricsServerTests.SummaryAsync(Task.FromResult(answer)));
            Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single());
        }
    }

    [Fact]
    public async Task Whoever_hangs_up_waits_no_more()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        for (int request = 0; request <= BasicAuthentication.Most; request++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => _authentication.TryAsync(Users(Secret), Basic("alice:other"), gone.Token));
        }

        Assert.True(await IsAllowedAsync(Basic("alice:secret")));
    }

    public void Dispose() => _authentication.Dispose();

    private static string Basic(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));

    private UserTable Users(string hash) => new(
        new Dictionary<string, BcryptHash> { ["alice"] = BcryptHash.Parse(hash)! },
        (password, right) => _crypt.Verify(password, right));

    private async Task<bool> IsAllowedAsync(string? header, string hash = Secret) =>
        await _authentication.TryAsync(Users(hash), header, TestContext.Current.CancellationToken) == LoginOutcome.LetIn;
}
