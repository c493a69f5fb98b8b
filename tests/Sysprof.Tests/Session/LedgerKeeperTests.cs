using Sysprof.Kernel.Session;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Session;

/// <summary>Accounts made of what the kernel counted since the start and what the consumer counted since the last one.</summary>
public sealed class LedgerKeeperTests
{
    [Fact]
    public void Calls_are_lost_for_the_reason_that_they_were_lost_for()
    {
        var keeper = new LedgerKeeper();
        var kernel = new LedgerValue { Entered = 1009, LostThreads = 23, LostExits = 7, Refused = 5 };

        Ledger first = keeper.Next(Counted(900, 41), kernel, missed: 3, outsideInFlight: 0, inFlight: null);

        Assert.Equal((41 + 23, 5, 3, 7), (first.LostRingFull, first.LostNoMemory, first.LostEntries, first.LostExits));
        Assert.Equal(41 + 23 + 5 + 3 + 7, first.Lost);
        Assert.Equal((1009 + 5 + 3, 0), (first.Entered, first.Unaccounted));
    }

    [Fact]
    public void An_account_has_its_own_losses_alone()
    {
        var keeper = new LedgerKeeper();
        var kernel = new LedgerValue { Entered = 1009, LostThreads = 23, LostExits = 7, Refused = 5 };
        keeper.Next(Counted(900, 41), kernel, missed: 3, outsideInFlight: 0, inFlight: null);
        kernel.LostExits++;

        Ledger second = keeper.Next(Counted(0, 2), kernel, missed: 4, outsideInFlight: 0, inFlight: null);

        Assert.Equal((2, 0, 1, 1), (second.LostRingFull, second.LostNoMemory, second.LostEntries, second.LostExits));
        Assert.Equal(4, second.Lost);
    }

    private static IntervalBuilder Counted(long returned, long lost) =>
        new(new CallTable()) { Returned = returned, Lost = lost };
}
