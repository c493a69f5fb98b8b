using Sysprof.Profile.Export;
using Sysprof.Profile.Model;

namespace Sysprof.Tests.Export;

/// <summary>A report as the text that a command would print.</summary>
internal static class ReportText
{
    public static string Of(
        Summary summary, ReportFormat format, ReportOptions? options = null, TableOptions? table = null)
    {
        using var output = new StringWriter();
        ReportWriter.Write(new Report(summary, options ?? new()), format, output, table ?? new());
        return output.ToString();
    }
}
