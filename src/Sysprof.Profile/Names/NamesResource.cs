namespace Sysprof.Profile.Names;

/// <summary>The data files of this folder, embedded in the assembly: tab-separated rows, comments start with #.</summary>
internal static class NamesResource
{
    /// <summary>The text of <c>syscalls.tsv</c>.</summary>
    public static string Syscalls() => Read("syscalls.tsv");

    /// <summary>The text of <c>errnos.tsv</c>.</summary>
    public static string Errnos() => Read("errnos.tsv");

    /// <summary>The text of <c>operations.tsv</c>.</summary>
    public static string Operations() => Read("operations.tsv");

    private static string Read(string file)
    {
        using Stream? stream = typeof(NamesResource).Assembly.GetManifestResourceStream($"Sysprof.Profile.Names.{file}");
        if (stream is null)
            throw new InvalidOperationException($"{file} is not embedded");

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
