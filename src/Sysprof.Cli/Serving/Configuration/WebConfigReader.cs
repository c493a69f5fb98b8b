using System.Text;
using Sysprof.Cli.Serving.Authentication;
using Sysprof.Profile;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>Reads a web configuration, strictly: a field that is not known is an error, not a wish that nobody heard.</summary>
internal static class WebConfigReader
{
    private const string Tls = "tls_server_config";
    private const string Http = "http_server_config";
    private const string Users = "basic_auth_users";
    private const string RateLimit = "rate_limit";

    // The values that a header may have; none: any.
    private static readonly Dictionary<string, string[]> s_headers = new()
    {
        ["Content-Security-Policy"] = [],
        ["Strict-Transport-Security"] = [],
        ["X-Content-Type-Options"] = ["nosniff"],
        ["X-Frame-Options"] = ["deny", "sameorigin"],
        ["X-XSS-Protection"] = [],
    };

    /// <summary>Reads a file and what it names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="files">Reads, and remembers what was read.</param>
    /// <exception cref="SysprofException">Something in it is wrong, with the line; or a file cannot be read.</exception>
    public static WebConfig Read(string path, SourceFiles files)
    {
        var warnings = new List<string>();
        var root = new YamlFields(path, "", YamlFile.Parse(path, files.Read(path)));
        root.RequireKnown(Tls, Http, Users, RateLimit);
        root.Refuse(RateLimit, "is not offered here");
        YamlFields http = root.Fields(Http);
        http.RequireKnown("http2", "headers");
        return new WebConfig
        {
            Http2 = http.Flag("http2", otherwise: true),
            Headers = ReadHeaders(http.Fields("headers")),
            Users = ReadUsers(root.Fields(Users)),
            Tls = TlsReader.Read(root.Fields(Tls), files, warnings),
            Warnings = warnings,
        };
    }

    private static Dictionary<string, string> ReadHeaders(YamlFields fields)
    {
        var headers = new Dictionary<string, string>();
        foreach (string name in fields.Names)
        {
            if (!s_headers.TryGetValue(name, out string[]? allowed))
            {
                throw fields.Wrong(name, $"the header '{name}' cannot be set{Suggestions.DidYouMean(name, s_headers.Keys)}");
            }

            string value = fields.Text(name);
            if (allowed.Length > 0 && !allowed.Contains(value))
            {
                throw fields.Wrong(name, $"{name} '{value}': must be {string.Join(" or ", allowed)}");
            }

            if (!value.All(static c => c is >= ' ' and <= '~'))
            {
                throw fields.Wrong(name, $"{name}: a header is a line of ASCII");
            }

            if (value.Length > 0)
            {
                headers[name] = value;
            }
        }

        return headers;
    }

    private static UserTable ReadUsers(YamlFields fields)
    {
        var hashes = new Dictionary<string, BcryptHash>();
        foreach (string user in fields.Names)
        {
            if (user.Contains(':'))
            {
                throw fields.Wrong(user, $"the user '{user}' could not log in: a name has no colon");
            }

            // What stands there may be the password itself: it is not quoted.
            hashes[user] = BcryptHash.Parse(fields.Text(user)) ?? throw fields.Wrong(
                user, $"the password of '{user}' is no bcrypt hash; htpasswd -nBC 10 '' makes one");
        }

        if (hashes.Count == 0)
        {
            return UserTable.Nobody;
        }

        LibCrypt crypt = SharedCrypt.Value;
        return new UserTable(hashes, (password, hash) => crypt.Verify(password, hash));
    }

    /// <summary>The library, loaded when the first configuration has users.</summary>
    private static class SharedCrypt
    {
        private static readonly Lazy<LibCrypt> s_loaded = new(LibCrypt.Load, LazyThreadSafetyMode.PublicationOnly);

        public static LibCrypt Value => s_loaded.Value;
    }
}
