using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Aggregation.Descriptors;

/// <summary>What nothing was told of: asked once, counted apart meanwhile, and never guessed.</summary>
public sealed class PendingResourceTests
{
    private static readonly Resource s_file = new(ResourceKind.File, "/file");
    private static readonly Resource s_other = new(ResourceKind.File, "/other");

    private readonly List<PendingResource> _asked = [];
    private readonly DescriptorTables _tables;
    private bool _isFull;

    public PendingResourceTests() => _tables = new DescriptorTables(question =>
    {
        if (!_isFull)
        {
            _asked.Add(question);
        }

        return !_isFull;
    });

    [Fact]
    public void A_descriptor_is_asked_for_once_and_its_answer_holds_from_then_on()
    {
        Assert.Equal(At(1, 3, 10), At(1, 3, 20));
        PendingResource question = Assert.Single(_asked);
        Assert.Equal((1, 3), (question.Tgid, question.Descriptor));
        _tables.Answer(question, s_file, 30);

        Assert.Equal(s_file, At(1, 3, 15));
        Assert.Equal(s_file, At(1, 3, 40));
        Assert.Single(_asked);
    }

    [Fact]
    public void What_was_opened_before_the_look_is_what_was_found_and_says_nothing_of_earlier_calls()
    {
        _ = At(1, 3, 10);
        _tables.Bind(1, 3, 20, s_other);
        _tables.Answer(_asked[0], s_other, 30);

        Assert.Equal(Resource.Unresolved, At(1, 3, 15));
        Assert.Equal(s_other, At(1, 3, 25));
        Assert.Equal((1, 0), (_tables.Unresolved.Overtaken, _tables.Unresolved.Gone));
    }

    [Fact]
    public void What_was_opened_after_the_look_does_not_matter()
    {
        _ = At(1, 3, 10);
        _tables.Bind(1, 3, 40, s_other);
        _tables.Answer(_asked[0], s_file, 30);

        Assert.Equal(s_file, At(1, 3, 15));
        Assert.Equal(s_other, At(1, 3, 45));
    }

    [Fact]
    public void What_is_told_late_but_was_opened_before_the_look_is_what_was_found()
    {
        _ = At(1, 3, 10);
        _tables.Bind(1, 3, 40, s_other);
        _tables.Bind(1, 3, 20, s_file);
        _tables.Answer(_asked[0], s_file, 30);

        Assert.Equal(Resource.Unresolved, At(1, 3, 15));
        Assert.Equal(s_file, At(1, 3, 25));
        Assert.Equal(s_other, At(1, 3, 45));
    }

    [Fact]
    public void A_child_has_the_answer_of_its_parent_whatever_it_opens_itself()
    {
        _ = At(1, 3, 10);
        _tables.Fork(1, 2, 15, shared: false);
        _tables.Bind(2, 3, 20, s_other);
        _tables.Answer(_asked[0], s_file, 30);

        Assert.Equal(s_file, At(2, 3, 17));
        Assert.Equal(s_other, At(2, 3, 25));
        Assert.Equal(s_file, At(1, 3, 35));
        Assert.Single(_asked);
    }

    [Fact]
    public void Who_is_gone_stays_unresolved_and_is_counted()
    {
        _ = At(1, 3, 10);
        _tables.Answer(_asked[0], null, 30);

        Assert.Equal(Resource.Unresolved, At(1, 3, 20));
        Assert.Equal(1, _tables.Unresolved.Gone);
    }

    [Fact]
    public void What_finds_the_queue_full_is_asked_again_by_the_next_call()
    {
        _isFull = true;
        Assert.Equal(Resource.Unresolved, At(1, 3, 10));
        _isFull = false;
        _ = At(1, 3, 20);
        _tables.Answer(Assert.Single(_asked), s_file, 30);

        Assert.Equal(s_file, At(1, 3, 40));
        Assert.Equal(1, _tables.Unresolved.Refused);
    }

    [Fact]
    public void What_was_looked_at_while_nothing_was_attached_is_no_answer()
    {
        _ = At(1, 3, 10);
        _ = At(1, 4, 10);
        _ = At(1, 5, 10);
        _tables.EndTelling(25);
        _tables.Answer(_asked[0], s_file, 20);
        _tables.Answer(_asked[1], s_file, 30);
        _tables.Forget();
        _tables.Answer(_asked[2], s_file, 20);

        Assert.Equal([s_file, Resource.Unresolved, Resource.Unresolved], _asked.Select(question => question.Answer));
        Assert.Equal(2, _tables.Unresolved.Overtaken);
        _ = At(1, 3, 40);
        _tables.Answer(_asked[3], s_other, 50);
        Assert.Equal(s_other, At(1, 3, 60));
    }

    [Fact]
    public void An_interval_has_what_was_found_out_and_cells_that_are_the_same_become_one()
    {
        var key = new CallKey(SyscallAbi.X64, 0);
        var table = new CallTable();
        int row = table.AddThread(new ThreadInfo(new ThreadKey(1, 1, 1), "x", "x", 0, ""));
        var late = (PendingResource)At(1, 100, 10)!;
        for (int descriptor = 0; descriptor < 101; descriptor++)
        {
            var pending = (PendingResource)At(1, 200 + descriptor, 10)!;
            Count(table, row, new CellKey(key, Operation.None, pending), 1 + descriptor);
            Resource found = new(ResourceKind.File, $"/{descriptor % 50}");
            _tables.Answer(pending, found, 20);
        }

        Count(table, row, new CellKey(key, Operation.None, new Resource(ResourceKind.File, "/7")), 1009);
        Count(table, row, new CellKey(key, Operation.None, late), 13);
        Count(table, row, new CellKey(key), 17);
        long calls = table.Total().Calls;
        _tables.Resolve(table);
        _tables.Resolve(table);

        Dictionary<string, long> counts = [];
        foreach (int cell in table.CellsOf(row))
        {
            counts.Add(table.Cell(cell).Resource?.Name ?? "", table.Cell(cell).Calls);
            Assert.Equal(table.Cell(cell).Calls, table.BucketsOf(cell).Sum(bucket => bucket.Count));
            Assert.Equal(table.Cell(cell).Calls, Assert.Single(table.ErrnosOf(cell)).Count);
        }

        Assert.Equal(50 + 2, counts.Count);
        Assert.Equal((1 + 51 + 101, 8 + 58 + 1009, 13, 17), (counts["/0"], counts["/7"], counts[Resource.Unresolved.Name], counts[""]));
        Assert.Equal(calls, table.Total().Calls);
        Assert.Equal(1, _tables.Unresolved.Late);

        var sum = new CallTable();
        sum.MergeCells(sum.AddThread(table.Thread(row).Info), table, row);
        Assert.Equal(calls, sum.Total().Calls);
        Assert.Equal(52, sum.CellCount);
    }

    private static void Count(CallTable table, int row, CellKey key, int calls)
    {
        int cell = table.CellOf(row, key);
        table.Cell(cell).Calls += calls;
        table.AddLatency(cell, 100, calls);
        table.AddErrno(cell, 2, calls);
    }

    private Resource? At(int tgid, int descriptor, ulong ns) => _tables.At(tgid, _tables.Join(tgid), descriptor, ns).Resource;
}
