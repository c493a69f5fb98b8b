using Sysprof.Kernel.Processes;
using Xunit;

namespace Sysprof.Tests.Processes;

public sealed class SocketNamesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sysprof-net-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Sockets_are_named_by_where_they_lead_to_and_listeners_by_where_they_are()
    {
        Write(
            "tcp",
            "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101 1 0",
            "   1: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 102 1 0",
            "   2: 0200000A:C350 0500000A:1538 01 00000000:00000000 00:00000000 00000000     0        0 103 1 0");
        Write(
            "tcp6",
            "   0: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 104 1",
            "   1: 00000000000000000000000001000000:01BB 00000000000000000000000001000000:C350 01 0:0 00:0 0 0 0 105 1",
            "   2: 0000000000000000FFFF00000100007F:01BB 0000000000000000FFFF00000500000A:C350 01 0:0 00:0 0 0 0 106 1");
        Write("udp", "  77: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 107 2 0 0");
        Write(
            "unix",
            "0000000000000000: 00000002 00000000 00010000 0001 01   108 /run/x.sock",
            "0000000000000000: 00000003 00000000 00000000 0001 03   109",
            "0000000000000000: 00000003 00000000 00000000 0001 03   110 @abstract");

        SocketNames names = SocketNames.Read(_folder);

        Assert.Equal(
            [
                "tcp :8080", "tcp 127.0.0.1:8081", "tcp 10.0.0.5:5432", "tcp :443", "tcp [::1]:50000", "tcp 10.0.0.5:50000",
                "udp :53", "unix /run/x.sock", "unix", "unix @abstract", null,
            ],
            Enumerable.Range(101, 11).Select(inode => names.Find((ulong)inode)));
    }

    [Fact]
    public void What_is_no_table_has_no_rows()
    {
        Write("tcp", "", ":", "1 2 3", "0: x:y 00000000:0000 0A 0 0 0 0 0 12", "0: 00000000:1F90 00000000:00000 0A 0 0 0 0 0 99999999999999999999");
        Write("unix", "", "a b c d e f g h", "a b c d e f -1");

        SocketNames names = SocketNames.Read(_folder);

        Assert.Null(names.Find(12));
        Assert.Null(names.Find(0));
    }

    [Fact]
    public void Without_tables_nothing_is_known() => Assert.Null(SocketNames.Read("/nowhere").Find(1));

    [Fact]
    public void Own_descriptors_have_names_and_closed_ones_none()
    {
        using var file = new FileStream(Path.Combine(_folder, "x"), FileMode.CreateNew);
        var names = new DescriptorNames();

        Assert.Equal(
            Path.Combine(_folder, "x"),
            names.Find(Environment.ProcessId, Environment.ProcessId, (int)file.SafeFileHandle.DangerousGetHandle()));
        Assert.Null(names.Find(Environment.ProcessId, Environment.ProcessId, 99999));
        Assert.Null(names.Find(int.MaxValue, int.MaxValue, 0));
    }

    private void Write(string table, params string[] rows) =>
        File.WriteAllLines(Path.Combine(_folder, table), ["  sl  local_address rem_address   st ...", .. rows]);
}
