namespace Sysprof.Profile.Model;

/// <summary>
/// The account of all system calls of the target, which lets a result prove itself:
/// <c>CarriedIn + Entered = Returned + InFlight + NeverReturn + Cut + Lost</c>, see <see cref="Unaccounted"/>.
/// </summary>
/// <remarks>
/// The sides are counted apart: entries by the kernel, returns by the consumer that decoded them, losses by gaps in
/// the threads' sequences, calls in flight by looking at every thread at the end.
/// </remarks>
public readonly record struct Ledger
{
    /// <summary>Calls that were in flight when this account begins; 0 for an account of a whole run.</summary>
    public long CarriedIn { get; init; }

    /// <summary>Calls whose entry was seen.</summary>
    public long Entered { get; init; }

    /// <summary>Of those, the calls that returned and are in the tables.</summary>
    public long Returned { get; init; }

    /// <summary>
    /// Calls that were entered and have neither returned nor ended with their thread. In a <see cref="Closed"/>
    /// account found by looking at every thread, else the difference of the others.
    /// </summary>
    public long InFlight { get; init; }

    /// <summary>Calls that ended with their thread: exit, exit_group.</summary>
    public long NeverReturn { get; init; }

    /// <summary>
    /// Calls that went on when calls were detached for a while, with an overhead bound: what became of them nobody saw.
    /// </summary>
    public long Cut { get; init; }

    /// <summary>
    /// Calls that happened and are not in the tables. Why is in the four below, which add up to it; a recording from
    /// before there were any reads as <see cref="LostRingFull"/>.
    /// </summary>
    public long Lost { get; init; }

    /// <summary>Of <see cref="Lost"/>, the calls that did not fit into the ring: the consumer came too late.</summary>
    public long LostRingFull => Lost - LostNoMemory - LostEntries - LostExits;

    /// <summary>Of <see cref="Lost"/>, the calls of threads that the kernel had no memory for.</summary>
    public long LostNoMemory { get; init; }

    /// <summary>Of <see cref="Lost"/>, the calls whose entry the kernel kept from our program.</summary>
    public long LostEntries { get; init; }

    /// <summary>Of <see cref="Lost"/>, the calls whose exit was not seen: the same thread entered another one.</summary>
    public long LostExits { get; init; }

    /// <summary>Calls that seccomp refused: the kernel reports their exit alone. Not in <see cref="Entered"/>.</summary>
    public long Denied { get; init; }

    /// <summary>Calls that a tracer (ptrace) took away by rewriting the number. Not in <see cref="Entered"/>.</summary>
    public long Skipped { get; init; }

    /// <summary>Exits of calls entered before we attached. Not in <see cref="Entered"/>, no latency.</summary>
    public long OpenAtStart { get; init; }

    /// <summary>
    /// How often it could not be told what a descriptor refers to, because the ring was full: calls on it may stand with what
    /// it referred to before. No calls, and in no other term.
    /// </summary>
    public long DescriptorsLost { get; init; }

    /// <summary>True when the run was ended in order, so that every term was counted on its own.</summary>
    public bool Closed { get; init; }

    /// <summary>What the account cannot explain; 0 in a right one.</summary>
    public long Unaccounted => CarriedIn + Entered - Returned - InFlight - NeverReturn - Cut - Lost;

    /// <summary>This account continued by the one that follows it.</summary>
    public Ledger Then(Ledger next) => new()
    {
        CarriedIn = CarriedIn,
        Entered = Entered + next.Entered,
        Returned = Returned + next.Returned,
        InFlight = next.InFlight,
        NeverReturn = NeverReturn + next.NeverReturn,
        Cut = Cut + next.Cut,
        Lost = Lost + next.Lost,
        LostNoMemory = LostNoMemory + next.LostNoMemory,
        LostEntries = LostEntries + next.LostEntries,
        LostExits = LostExits + next.LostExits,
        Denied = Denied + next.Denied,
        Skipped = Skipped + next.Skipped,
        OpenAtStart = OpenAtStart + next.OpenAtStart,
        DescriptorsLost = DescriptorsLost + next.DescriptorsLost,
        Closed = next.Closed,
    };

    /// <summary>What came to an account after <paramref name="before"/>, both from the same beginning; undoes <see cref="Then"/>.</summary>
    public Ledger Since(Ledger before) => this with
    {
        CarriedIn = before.InFlight,
        Entered = Entered - before.Entered,
        Returned = Returned - before.Returned,
        NeverReturn = NeverReturn - before.NeverReturn,
        Cut = Cut - before.Cut,
        Lost = Lost - before.Lost,
        LostNoMemory = LostNoMemory - before.LostNoMemory,
        LostEntries = LostEntries - before.LostEntries,
        LostExits = LostExits - before.LostExits,
        Denied = Denied - before.Denied,
        Skipped = Skipped - before.Skipped,
        OpenAtStart = OpenAtStart - before.OpenAtStart,
        DescriptorsLost = DescriptorsLost - before.DescriptorsLost,
    };
}
