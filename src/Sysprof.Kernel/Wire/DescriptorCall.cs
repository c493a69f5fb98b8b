namespace Sysprof.Kernel.Wire;

/// <summary>Which descriptors refer to something new when a call has succeeded (<c>enum descriptor_call</c>).</summary>
internal enum DescriptorCall : byte
{
    Result = 1,
    Accepted = 2,
    Duplicated = 3,
    Pair = 4,
    SocketPair = 5,
    Named = 6,
    Connected = 7,
    Received = 8,
    Multiplexed = 9,
}
