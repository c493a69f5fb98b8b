using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Aggregation;

/// <summary>What of a cell's key is left where calls are shown.</summary>
/// <param name="operations">Which calls are told apart by what they were asked to do.</param>
internal readonly struct DetailFilter(OperationDetail operations)
{
    /// <summary>The key under which a cell is added up.</summary>
    public CellKey Of(in CallCell cell) =>
        new(cell.Key, cell.Operation != Operation.None && Shows(cell.Key) ? cell.Operation : Operation.None, null);

    private bool Shows(CallKey call) => operations switch
    {
        OperationDetail.All => true,
        OperationDetail.None => false,
        _ => SyscallTable.For(call.Abi).Find(call.Number) is { ArgumentKind: ArgumentKind.FutexOperation },
    };
}
