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

    /// <summary>As bytes, to be sent or kept.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Columns.Length);
        foreach (var column in Columns) column.Write(writer);
        Genres.Write(writer);
    }

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static TableSurvey Read(BinaryReader reader)
    {
        var columns = new ColumnSurvey[reader.ReadInt32()];
        for (var column = 0; column < columns.Length; column++) columns[column] = ColumnSurvey.Read(reader);
        return new TableSurvey(columns, GenreCounts.Read(reader));
    }
}
