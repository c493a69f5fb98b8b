using System.Numerics;
using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>Tells the calls of one number in a batch apart, by what they were asked to do and what they were made on.</summary>
/// <param name="descriptors">What descriptors refer to; null where nobody asks.</param>
internal sealed class CallParts(DescriptorTables? descriptors)
{
    /// <summary>The first of some calls, and those of them that have one cell with it.</summary>
    public ulong Next(
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
        Binding? binding = BindingOf(in first, baseNs, traits, state);
        resource = binding?.Resource;
        ulong same = Same(calls, among, in first, operation, traits);
        return binding is null ? same : Within(calls, same, baseNs, binding, traits);
    }

    /// <summary>What a call was made on; null where that is not asked, and for a call without a descriptor.</summary>
    private Binding? BindingOf(in FinishedCall call, ulong baseNs, CallTraits traits, ThreadState state)
    {
        if (traits.Descriptor == DescriptorSource.None)
        {
            return null;
        }

        int descriptor = traits.DescriptorOf(call.Argument, call.Result);
        return descriptor >= 0
            ? descriptors!.At(state.Key.Tgid, state.Descriptors!, descriptor, traits.MomentOf(in call, baseNs))
            : traits.WithoutDescriptor(call.Result);
    }

    /// <summary>The calls that ask for the same on the same descriptor as one of them.</summary>
    private static ulong Same(
        ReadOnlySpan<FinishedCall> calls, ulong among, in FinishedCall one, Operation operation, CallTraits traits)
    {
        ulong same = 0;
        int descriptor = traits.DescriptorOf(one.Argument, one.Result);
        for (ulong left = among; left != 0; left &= left - 1)
        {
            ref readonly FinishedCall call = ref calls[BitOperations.TrailingZeroCount(left)];
            if ((call.Argument == one.Argument || !traits.AsksArgument)
                && traits.DescriptorOf(call.Argument, call.Result) == descriptor
                && traits.OperationOf(call.Argument, call.Result) == operation)
            {
                same |= left & (0 - left);
            }
        }

        return same;
    }

    /// <summary>Those of the calls that were made while their descriptor referred to the same thing.</summary>
    private static ulong Within(
        ReadOnlySpan<FinishedCall> calls, ulong among, ulong baseNs, Binding binding, CallTraits traits)
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
