using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Column = Sysprof.Cli.Top.TopColumn<Sysprof.Profile.Export.ReportError>;

namespace Sysprof.Cli.Top;

/// <summary>A row for each system call and errno.</summary>
internal static class ErrorsTable
{
    public static readonly ITopTable Table = new TopTable<ReportError>
    {
        Name = "errors",
        By = GroupBy.Syscall,
        DefaultSort = SortKey.Parse("errors"),
        Rows = report => report.Errors,
        Identity = error => (error.Key, error.Errno),
        Text = error => $"{AbiNames.Qualified(error.Key)} {error.ErrnoName}",
        Enter = (error, from) => new Place(AbiNames.Qualified(error.Key), from.Who, new CellKey(error.Key)),
        Columns =
        [
            Column.Word("syscall", 16, 0, "name", (error, _) => AbiNames.Qualified(error.Key)) with { MostWidth = 26 },
            Column.Word("errno", 13, 0, "errno", (error, _) => error.ErrnoName),
            Column.Word("class", 11, 3, "failures", (error, _) => ErrorClasses.Text(error.Class)),
            Column.Number("errors/s", 9, 0, "errors", (error, frame) => frame.Rate(error.Count), Palette.Error),
            Column.Number("calls/s", 8, 1, "calls", (error, frame) => frame.Rate(error.Calls)),
            Column.Number("failing", 8, 2, "errors", (error, _) => Cells.Share(error.Share)),
        ],
    };
}
