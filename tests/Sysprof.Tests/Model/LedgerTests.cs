using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Model;

/// <summary>Accounts that are cut and put together again.</summary>
public sealed class LedgerTests
{
    private static readonly Ledger First = new()
    {
        Entered = 1019,
        Returned = 1000,
        InFlight = 5,
        NeverReturn = 3,
        Lost = 11,
        LostNoMemory = 1,
        LostEntries = 2,
        LostExits = 3,
        Denied = 7,
        Skipped = 2,
        OpenAtStart = 4,
    };

    private static readonly Ledger Total = new()
    {
        Entered = 2024,
        Returned = 1990,
        InFlight = 2,
        NeverReturn = 9,
        Lost = 23,
        LostNoMemory = 2,
        LostEntries = 7,
        LostExits = 4,
        Denied = 8,
        Skipped = 2,
        OpenAtStart = 6,
        Closed = true,
    };

    [Fact]
    public void A_part_since_another_put_behind_it_is_the_whole_again()
    {
        Assert.Equal(Total, First.Then(Total.Since(First)));
    }

    [Fact]
    public void A_part_balances_by_what_it_was_handed_in_flight()
    {
        Ledger part = Total.Since(First);

        Assert.Equal(0, First.Unaccounted);
        Assert.Equal(0, part.Unaccounted);
        Assert.Equal(5, part.CarriedIn);
    }

    [Fact]
    public void What_was_lost_for_no_other_reason_did_not_fit_into_the_ring()
    {
        Assert.Equal(5, First.LostRingFull);
        Assert.Equal(10, Total.LostRingFull);
        Assert.Equal(5, Total.Since(First).LostRingFull);
        Assert.Equal(3, new Ledger { Lost = 3 }.LostRingFull);
    }

    [Fact]
    public void A_call_that_is_nowhere_is_unaccounted()
    {
        Assert.Equal(1, (Total with { Returned = 1989 }).Unaccounted);
        Assert.Equal(-1, (Total with { Lost = 24 }).Unaccounted);
    }
}
