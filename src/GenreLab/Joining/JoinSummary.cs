namespace GenreLab.Joining;

/// <summary>What a join found and did. Apart from <see cref="BytesSpilled"/> it is the same whatever the order of files and rows, the threads and the memory.</summary>
public sealed record JoinSummary
{
    /// <summary>Rows of the left table.</summary>
    public required long RowsRead { get; init; }

    /// <summary>What was found table by table, in the order in which they were joined.</summary>
    public required IReadOnlyList<JoinMatches> Tables { get; init; }

    /// <summary>Rows that found a partner in every table, a row with several partners counted once for each.</summary>
    public required long RowsJoined { get; init; }

    /// <summary>Joined rows without a value in the column that rows were to be distinct by; they are left out.</summary>
    public required long RowsWithoutDistinct { get; init; }

    /// <summary>The column by which the rows are ordered and duplicates are counted: that of distinct values, else the first key.</summary>
    public required string Key { get; init; }

    /// <summary>Joined rows whose key another joined row has: how many rows more there are than keys.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Whether the duplicates were left out.</summary>
    public required bool DuplicatesDropped { get; init; }

    /// <summary>The column that holds the genre; null when rows were not chosen by genre.</summary>
    public string? GenreColumn { get; init; }

    /// <summary>Every genre, the most frequent first; empty when rows were not chosen by genre.</summary>
    public required IReadOnlyList<JoinedGenre> Genres { get; init; }

    /// <summary>Rows without a genre, left out; 0 when rows were not chosen by genre.</summary>
    public required long RowsWithoutGenre { get; init; }

    /// <summary>Rows of the result.</summary>
    public required long RowsWritten { get; init; }

    /// <summary>The names of the result's columns.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Columns that got another name because a table before has one of the same name.</summary>
    public required IReadOnlyList<RenamedColumn> Renamed { get; init; }

    /// <summary>Bytes put aside in files because memory was bounded.</summary>
    public required long BytesSpilled { get; init; }

    /// <summary>What a person should know about the result, a sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>How a table's rows found partners.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="On">The column of the tables before it that holds the key.</param>
/// <param name="Rows">Rows of the table.</param>
/// <param name="RowsWithoutKey">Rows of the table whose key is missing; they match nothing.</param>
/// <param name="RepeatedKeys">Rows of the table, joined to those that have their key here, with a key that another of them has: how many more rows than keys.</param>
/// <param name="Matched">Rows of the table that has the key (joined to those before this one) that found a partner here which found its own.</param>
/// <param name="Unmatched">Those whose key is not here; they are left out.</param>
/// <param name="WithoutKey">Those whose key is missing; they are left out.</param>
public sealed record JoinMatches(string Table, string On, long Rows, long RowsWithoutKey, long RepeatedKeys, long Matched, long Unmatched, long WithoutKey);

/// <summary>A genre of the joined rows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Rows of this genre after the join; distinct ones where rows are made distinct.</param>
/// <param name="Written">How many of them are in the result; 0 of a genre left out.</param>
public sealed record JoinedGenre(string Name, long Rows, long Written);

/// <summary>A column whose name another table had before.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Column">Its name there.</param>
/// <param name="Name">Its name in the result.</param>
public sealed record RenamedColumn(string Table, string Column, string Name);
