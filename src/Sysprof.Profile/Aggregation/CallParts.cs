using System.Numerics;
using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>Tells the calls of one number in a batch apart, by what they were asked to do and what they were made on.</summary>
/// <param name="descriptors">What descriptors refer to; null where nobody asks.</param>
internal sealed class CallParts(DescriptorTables? descriptors)
{
    /// <summary>The first of some calls, and those of them that have one cell with it.</summary>
    /// <param name="columns">What tells the calls apart.</param>
    /// <param name="calls">The calls.</param>
    /// <param name="baseNs">From when on their starts count, CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="among">Which calls.</param>
    /// <param name="traits">How calls of their number are told apart.</param>
    /// <param name="state">Whose they are.</param>
    /// <param name="operation">What they were asked to do.</param>
    /// <param name="resource">What they were made on; null where that is not asked, and without a descriptor.</param>
    public ulong Next(
        CallColumns columns,
        ReadOnlySpan<FinishedCall> calls,
        ulong baseNs,
        ulong among,
        CallTraits traits,
        ThreadState state,
        out Operation operation,
        out Resource? resource)
    {
        ref readonly FinishedCall first = ref calls[BitOperations.TrailingZeroCount(among)];
        operation = traits.OperationOf(first.Argument, first.Result);
        Binding binding = BindingOf(in first, baseNs, traits, state);
        resource = binding.Resource;
        ulong alike = traits.Alike(columns, calls, among, in first);
        // Most descriptors are opened once and used for long.
        bool isLasting = binding.SinceNs <= baseNs && binding.UntilNs == ulong.MaxValue;
        return isLasting ? alike : Within(calls, alike, baseNs, in binding, traits);
    }

    /// <summary>What a call was made on; nothing where that is not asked, and for a call without a descriptor.</summary>
    private Binding BindingOf(in FinishedCall call, ulong baseNs, CallTraits traits, ThreadState state)
    {
        if (traits.Descriptor == DescriptorSource.None)
        {
            return new Binding(null);
        }

        int descriptor = traits.DescriptorOf(call.Argument, call.Result);
        return descriptor >= 0
            ? descriptors!.At(state.Key.Tgid, state.Descriptors!, descriptor, traits.MomentOf(in call, baseNs))
            : new Binding(traits.WithoutDescriptor(call.Result));
    }

    /// <summary>Those of the calls that were made while their descriptor referred to the same thing.</summary>
    private static ulong Within(
        ReadOnlySpan<FinishedCall> calls, ulong among, ulong baseNs, in Binding binding, CallTraits traits)
    {
        ulong within = 0;
        for (ulong left = among; left != 0; left &= left - 1)
        {
            ulong moment = traits.MomentOf(in calls[BitOperations.TrailingZeroCount(left)], baseNs);
            within |= moment >= binding.SinceNs && moment < binding.UntilNs ? left & (0 - left) : 0;
        }

        return within;
    }
}
