using System.Globalization;
using System.Text;
using Sysprof.Profile;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>A YAML file as a tree.</summary>
internal static class YamlFile
{
    // The tree is made by recursion, which deeper files than anybody writes would end the process with.
    private const int MostNested = 32;

    /// <summary>The root of the one document, or null in an empty file.</summary>
    /// <exception cref="SysprofException">It is no YAML, or several documents.</exception>
    public static YamlNode? Parse(string file, byte[] content)
    {
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
            RequireShallow(file, text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count <= 1
                ? stream.Documents.FirstOrDefault()?.RootNode
                : throw new SysprofException($"reading {file}: there are several documents in it");
        }
        catch (YamlException error)
        {
            throw new SysprofException(
                string.Create(CultureInfo.InvariantCulture, $"reading {file}: line {error.Start.Line}: {Reason(error)}"), inner: error);
        }
        catch (DecoderFallbackException error)
        {
            throw new SysprofException($"reading {file}: is not UTF-8", inner: error);
        }
        catch (ArgumentException error)
        {
            // What YamlDotNet says of some files that are none, "\t : Jac &&", instead of its own exception.
            throw new SysprofException($"reading {file}: is not YAML", inner: error);
        }
    }

    private static void RequireShallow(string file, string text)
    {
        var parser = new Parser(new StringReader(text));
        int depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current?.NestingIncrease ?? 0;
            if (depth > MostNested)
            {
                throw new SysprofException(string.Create(
                    CultureInfo.InvariantCulture, $"reading {file}: line {parser.Current?.Start.Line}: is nested too deeply"));
            }
        }
    }

    private static string Reason(YamlException error)
    {
        string reason = error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return reason.Length == 0 ? "is not YAML" : char.ToLowerInvariant(reason[0]) + reason[1..];
    }
}
