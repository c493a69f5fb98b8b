namespace Sysprof.Profile.Names;

/// <summary>The tables that are embedded in the assembly: tab-separated rows, comments start with #.</summary>
internal static class NamesResource
{
    /// <summary>The text of <c>syscalls.tsv</c>.</summary>
    public static string Syscalls() => Read("Names.syscalls.tsv");

    /// <summary>The text of <c>errnos.tsv</c>.</summary>
    public static string Errnos() => Read("Names.errnos.tsv");

    /// <summary>The text of <c>operations.tsv</c>.</summary>
    public static string Operations() => Read("Names.operations.tsv");

    /// <summary>The text of <c>signatures.tsv</c>, in the folder Arguments.</summary>
    public static string Signatures() => Read("Arguments.signatures.tsv");

    private static string Read(string file)
    {
        using Stream? stream = typeof(NamesResource).Assembly.GetManifestResourceStream($"Sysprof.Profile.{file}");
        if (stream is null)
            throw new InvalidOperationException($"{file} is not embedded");

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
