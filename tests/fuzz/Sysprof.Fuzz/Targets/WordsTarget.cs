using System.Globalization;
using System.Text;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Serving.Configuration;
using Sysprof.Profile;
using Sysprof.Profile.Names;

namespace Sysprof.Fuzz.Targets;

/// <summary>What users write: values of options, expressions of system calls, the web configuration.</summary>
internal static class WordsTarget
{
    /// <summary>Reads it as all of them. What is wrong is told with the one exception there is for that.</summary>
    public static void Run(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        Action[] readers =
        [
            () => SyscallSet.Parse(text),
            () => DurationText.Parse("--interval", text),
            () => SizeText.ParseRing("--ring-size", text),
            () => Moment.Parse("--from", text),
            () => IdList.Parse("-p", [text]),
            () => ReadConfig(input),
        ];
        foreach (Action read in readers)
        {
            try
            {
                read();
            }
            catch (SysprofException told)
            {
                Require(told.Message);
            }
        }
    }

    private static void ReadConfig(byte[] input)
    {
        string folder = Path.Combine(Path.GetTempPath(), "sysprof-fuzz-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "web.yml");
        File.WriteAllBytes(file, input);
        _ = WebConfigReader.Read(file, new SourceFiles(folder));
    }

    private static void Require(string message)
    {
        if (message.Length == 0)
        {
            throw new InvalidOperationException("nothing is said");
        }
    }
}
