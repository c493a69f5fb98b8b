using Sysprof.Profile.Model;

namespace Sysprof.Profile.Recording;

/// <summary><see cref="Ledger"/> to and from its message.</summary>
internal static class LedgerCodec
{
    /// <summary>The message for a ledger.</summary>
    public static Proto.Ledger Encode(Ledger ledger) => new()
    {
        CarriedIn = ledger.CarriedIn,
        Entered = ledger.Entered,
        Returned = ledger.Returned,
        InFlight = ledger.InFlight,
        NeverReturn = ledger.NeverReturn,
        Cut = ledger.Cut,
        Lost = ledger.Lost,
        LostNoMemory = ledger.LostNoMemory,
        LostEntries = ledger.LostEntries,
        LostExits = ledger.LostExits,
        Denied = ledger.Denied,
        Skipped = ledger.Skipped,
        OpenAtStart = ledger.OpenAtStart,
        DescriptorsLost = ledger.DescriptorsLost,
        Closed = ledger.Closed,
    };

    /// <summary>The ledger of a message; an empty one for null.</summary>
    /// <exception cref="InvalidDataException">More calls were lost for some reason than were lost at all.</exception>
    public static Ledger Decode(Proto.Ledger? message) => message is null ? default : Checked(new Ledger
    {
        CarriedIn = message.CarriedIn,
        Entered = message.Entered,
        Returned = message.Returned,
        InFlight = message.InFlight,
        NeverReturn = message.NeverReturn,
        Cut = message.Cut,
        Lost = message.Lost,
        LostNoMemory = message.LostNoMemory,
        LostEntries = message.LostEntries,
        LostExits = message.LostExits,
        Denied = message.Denied,
        Skipped = message.Skipped,
        OpenAtStart = message.OpenAtStart,
        DescriptorsLost = message.DescriptorsLost,
        Closed = message.Closed,
    });

    /// <summary>Sum of the sizes of all terms: while it stays below 2^63 over a recording, no sum of them overflows.</summary>
    public static Int128 Magnitude(Ledger ledger) =>
        Size(ledger.CarriedIn) + Size(ledger.Entered) + Size(ledger.Returned) + Size(ledger.InFlight)
        + Size(ledger.NeverReturn) + Size(ledger.Lost) + Size(ledger.Denied) + Size(ledger.Skipped)
        + Size(ledger.OpenAtStart) + Size(ledger.DescriptorsLost) + Size(ledger.Cut);

    /// <summary>Parts of what was lost, each within it: the sums of theirs overflow no more than its own do.</summary>
    private static Ledger Checked(Ledger ledger)
    {
        if (ledger.LostNoMemory < 0 || ledger.LostEntries < 0 || ledger.LostExits < 0
            || (Int128)ledger.LostNoMemory + ledger.LostEntries + ledger.LostExits > Math.Max(ledger.Lost, 0))
        {
            throw new InvalidDataException(
                $"{ledger.Lost} calls lost, and {ledger.LostNoMemory}, {ledger.LostEntries} and {ledger.LostExits} of them");
        }

        return ledger;
    }

    private static Int128 Size(long value) => Int128.Abs(value);
}
