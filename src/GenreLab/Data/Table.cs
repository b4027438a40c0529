namespace GenreLab.Data;

/// <summary>Columns of equal length, as read from a file or made in memory; immutable.</summary>
public sealed class Table
{
    private readonly int[] rowNumbers;

    /// <summary>Creates a table.</summary>
    /// <param name="name">What messages call it, usually the file's name.</param>
    /// <param name="columns">The columns, all of the same length.</param>
    /// <param name="rowNumbers">For each row its 0-based data-row number in the file (header not counted); null when they are 0, 1, 2…</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Table(string name, IReadOnlyList<Column> columns, int[]? rowNumbers = null)
    {
        Name = name;
        Columns = columns;
        RowCount = columns.Count == 0 ? 0 : columns[0].Count;
        foreach (var column in columns)
            if (column.Count != RowCount) throw new ArgumentException($"Column '{column.Name}' has {column.Count} rows, the first column {RowCount}.", nameof(columns));
        this.rowNumbers = rowNumbers ?? [.. Enumerable.Range(0, RowCount)];
        if (this.rowNumbers.Length != RowCount) throw new ArgumentException("There must be one row number a row.", nameof(rowNumbers));
    }

    /// <summary>What messages call the table, usually the file's name.</summary>
    public string Name { get; }

    /// <summary>The columns in file order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>For each row its 0-based data-row number in the file it came from; survives cleaning and selection.</summary>
    public ReadOnlySpan<int> RowNumbers => rowNumbers;

    /// <summary>The column of that exact name, or null.</summary>
    public Column? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>The column of that exact name.</summary>
    /// <exception cref="DataException">There is none; the message lists the columns.</exception>
    public Column this[string name] => Find(name)
        ?? throw new DataException($"{Name} has no column '{name}'; its columns are {string.Join(", ", Columns.Select(c => c.Name.Length == 0 ? "(unnamed)" : c.Name))}.");

    /// <summary>A new table of the chosen rows, in the order given.</summary>
    public Table Select(ReadOnlySpan<int> rows)
    {
        var numbers = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++) numbers[i] = rowNumbers[rows[i]];
        var selected = new Column[Columns.Count];
        for (var i = 0; i < selected.Length; i++) selected[i] = Columns[i].Select(rows);
        return new Table(Name, selected, numbers);
    }
}
