using System.Text;

namespace Sysprof.Profile.Programs;

/// <summary>The file <c>release</c> that lies in the home of every Java runtime.</summary>
public static class JavaRelease
{
    /// <summary>The value of JAVA_VERSION in its text, "17.0.15" or "1.8.0_392"; "" when there is none.</summary>
    public static string Version(ReadOnlySpan<byte> text)
    {
        foreach (string line in Encoding.ASCII.GetString(text).Split('\n'))
        {
            const string Start = "JAVA_VERSION=\"";
            if (line.StartsWith(Start, StringComparison.Ordinal))
            {
                return VersionText.At(line.AsSpan(Start.Length));
            }
        }

        return "";
    }
}
