using GenreLab.Distributed;

namespace GenreLab.Surveying;

/// <summary>What the first pass over a table gathers of its columns and genres; a value that merges with that of the rows that follow.</summary>
/// <param name="Columns">Its columns, in the table's order.</param>
/// <param name="Genres">Its genres; none when it has no genre column.</param>
internal sealed record TableSurvey(ColumnSurvey[] Columns, GenreCounts Genres)
{
    /// <summary>An empty one.</summary>
    /// <param name="measuresLeak">For each column whether it is to be known how well it tells the genre.</param>
    public static TableSurvey Of(bool[] measuresLeak) => new(Array.ConvertAll(measuresLeak, measures => new ColumnSurvey(measures)), new GenreCounts());

    /// <summary>Takes the rows that follow.</summary>
    public void Merge(TableSurvey later)
    {
        for (var column = 0; column < Columns.Length; column++) Columns[column].Merge(later.Columns[column]);
        Genres.Merge(later.Genres);
    }

    /// <summary>Begins again, for rows that will follow others that are known.</summary>
    public void Clear(TableSurvey before)
    {
        for (var column = 0; column < Columns.Length; column++) Columns[column].Clear(before.Columns[column]);
        Genres.Clear();
    }

    /// <summary>What ranks found in their runs, together; a collective.</summary>
    public TableSurvey Shared(ICommunicator ranks) => new(Array.ConvertAll(Columns, column => ranks.MergeInOrder(column)), ranks.MergeInOrder(Genres));
}
