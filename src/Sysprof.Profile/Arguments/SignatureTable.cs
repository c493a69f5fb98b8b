using System.Collections.Frozen;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Arguments;

/// <summary>What is shown of each call's arguments: <c>signatures.tsv</c>.</summary>
internal static class SignatureTable
{
    private static readonly Lazy<FrozenDictionary<string, Parameter[]>> Loaded = new(Load);

    /// <summary>The calls that have a row.</summary>
    public static IEnumerable<string> Calls => Loaded.Value.Keys;

    /// <summary>What is shown of a call's arguments.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="info">What else is known of it, or null.</param>
    public static Parameter[] Of(string name, SyscallInfo? info)
    {
        if (Loaded.Value.TryGetValue(name, out Parameter[]? parameters))
            return parameters;

        return info is { Argument: > 0 }
            ? [new Parameter(info.Argument - 1, ParameterKind.Plain, info.ArgumentKind, Noun: null)]
            : [];
    }

    private static FrozenDictionary<string, Parameter[]> Load()
    {
        var rows = new Dictionary<string, Parameter[]>();
        foreach (string line in NamesResource.Signatures().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#'))
                continue;

            string[] fields = line.Split('\t');
            rows.Add(fields[0], [.. fields[1].Split(',').Select(word => ReadParameter(line, word))]);
        }

        return rows.ToFrozenDictionary();
    }

    // 4:count=descriptor
    private static Parameter ReadParameter(string line, string word)
    {
        int equals = word.IndexOf('=');
        string kind = equals < 0 ? word[2..] : word[2..equals];
        string? noun = equals < 0 ? null : word[(equals + 1)..];
        int index = word[0] - '1';
        if (index is < 0 or > 5 || word[1] != ':')
            throw Malformed(line);

        return ReadKind(kind) is { } own
            ? new Parameter(index, own, ArgumentKind.None, noun)
            : new Parameter(index, ParameterKind.Plain, ArgumentKindWords.Find(kind) ?? throw Malformed(line), noun);
    }

    private static ParameterKind? ReadKind(string word) => word switch
    {
        "address" => ParameterKind.Address,
        "timeout" => ParameterKind.Timeout,
        "absolute" => ParameterKind.Absolute,
        "offset" => ParameterKind.Offset,
        "limit" => ParameterKind.Limit,
        "lock" => ParameterKind.Lock,
        "mapped_fd" => ParameterKind.MappedDescriptor,
        "child" => ParameterKind.Child,
        "children" => ParameterKind.Children,
        "futex" => ParameterKind.Futex,
        _ => null,
    };

    private static InvalidOperationException Malformed(string line) =>
        new($"reading signatures.tsv: malformed row: {line}");
}
