using Sysprof.Cli.Terminal;
using Sysprof.Tests.Cli;
using Sysprof.Tests.Top;
using Xunit;

namespace Sysprof.Tests.Golden;

/// <summary>What is worth a look in a recording: in a table, and one of them with its threads.</summary>
public sealed class TopFindingsGoldenTests : IDisposable
{
    private const string ToTheEnd = "]]]]]]]]]]]";

    private readonly TroubledServer _recorded = new(12);

    public static TheoryData<string, int, int> Screens
    {
        get
        {
            var data = new TheoryData<string, int, int>();
            foreach (string view in (string[])["findings", "finding"])
            {
                data.Add(view, 40, 10);
                data.Add(view, 80, 24);
                data.Add(view, 100, 30);
                data.Add(view, 200, 50);
            }

            return data;
        }
    }

    public void Dispose() => _recorded.Dispose();

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task The_screen_of_a_server_in_trouble(string view, int columns, int rows) => GoldenFile.Matches(
        $"top/{view}-{columns}x{rows}.txt",
        (await TopSession.ReplayAsync(
            _recorded.File,
            new ScreenSize(columns, rows),
            [],
            view == "finding" ? [ToTheEnd, "i", "/lock\r", "Enter"] : [ToTheEnd, "i"])).Last);

    [Fact]
    public async Task A_frame_that_is_printed()
    {
        using var bytes = new MemoryStream();
        var world = new CliWorld { Bytes = bytes };
        Assert.Equal(0, await world.RunAsync("top", _recorded.File, "--batch", "--by", "finding", "-n", "1"));

        GoldenFile.Matches("top/batch-findings.txt", System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
