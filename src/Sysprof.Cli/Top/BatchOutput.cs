using System.Text;
using Sysprof.Cli.Terminal;
using Sysprof.Profile;

namespace Sysprof.Cli.Top;

/// <summary>stdout for frames that go on until nobody reads them any more.</summary>
internal static class BatchOutput
{
    /// <summary>Lets frames be written and returns the exit code: 0 when the reader of a pipe has gone.</summary>
    public static async Task<int> WriteAsync(CliHost host, Func<TextWriter, Task<int>> write)
    {
        // Not the host's writer: it says nothing when the reader has gone, and frames would go on for ever.
        var output = new StreamWriter(host.OpenOutput(), new UTF8Encoding(false)) { NewLine = "\n" };
        try
        {
            return await write(output).ConfigureAwait(false);
        }
        catch (IOException error) when (error.HResult == FileErrors.BrokenPipe)
        {
            return (int)ExitCode.Done;
        }
        catch (Exception error) when (FileErrors.IsForeseen(error))
        {
            throw FileErrors.Describe("writing", "standard output", error);
        }
    }
}
