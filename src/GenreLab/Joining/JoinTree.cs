namespace GenreLab.Joining;

/// <summary>Which table is joined to which, and what the columns are called: every table hangs below the one that has its key.</summary>
internal sealed class JoinTree
{
    private readonly List<JoinNode> nodes = [];

    /// <summary>Reads the headers of all files.</summary>
    /// <exception cref="DataException">A file cannot be used.</exception>
    /// <exception cref="OptionException">A column does not exist.</exception>
    public JoinTree(JoinOptions options, Action<long> read)
    {
        KeyReader Keys() => new(options.FoldKeys, options.Seed);
        var first = new TableScan(options.Left, null, null, Keys(), read);
        nodes.Add(new JoinNode(options.Left, null, first) { Names = first.Columns });
        var taken = new HashSet<string>(first.Columns, StringComparer.Ordinal);
        foreach (var with in options.With)
        {
            var parent = nodes.Find(node => node.FieldOf(with.On) >= 0)
                ?? throw new OptionException($"{Before(nodes)} no column {Quoted.From(with.On)} to join {with.Table.Title} on; the columns are {string.Join(", ", Spelling.ByCloseness(with.On, taken))}.");
            var scan = new TableScan(with.Table, with.KeyColumn, Delimiter, Keys(), read);
            var node = new JoinNode(with.Table, with, scan) { Names = Named(with.Table, scan.Columns, taken), ParentField = parent.FieldOf(with.On) };
            parent.Children.Add(node);
            nodes.Add(node);
        }
        Columns = [.. Root.AllNames];
    }

    /// <summary>The left table.</summary>
    public JoinNode Root => nodes[0];

    /// <summary>The tables joined to it, in the order of joining.</summary>
    public IEnumerable<JoinNode> Joined => nodes.Skip(1);

    /// <summary>The character between the fields of the result: that of the left table.</summary>
    public byte Delimiter => Root.Scan.Delimiter;

    /// <summary>The names of the result's columns.</summary>
    public string[] Columns { get; }

    /// <summary>Columns that could not keep their names.</summary>
    public List<RenamedColumn> Renamed { get; } = [];

    /// <exception cref="OptionException">There is no such column.</exception>
    public int FieldOf(string column, string option) => Array.IndexOf(Columns, column) is var field and >= 0
        ? field
        : throw new OptionException($"The joined rows have no column {Quoted.From(column)} for {option}; the columns are {string.Join(", ", Spelling.ByCloseness(column, Columns))}.");

    /// <exception cref="DataException">Two tables are in encodings that cannot stand in one file.</exception>
    public void RequireOneEncoding()
    {
        if (nodes.Find(node => node.Scan.HasOtherEncoding) is not { } other || nodes.Find(node => node != other && node.Scan.HasUtf8) is not { } utf8) return;
        throw new DataException($"{other.Table.Title} is not UTF-8 and {utf8.Table.Title} is, so their texts cannot stand in one file; convert the former, for example with iconv -f latin1 -t utf-8.");
    }

    private string[] Named(JoinTable table, string[] columns, HashSet<string> taken)
    {
        var names = new string[columns.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = columns[i];
            for (var number = 1; !taken.Add(names[i]); number++) names[i] = $"{columns[i]}_{table.Name}{(number == 1 ? "" : $"_{number}")}";
            if (names[i] != columns[i]) Renamed.Add(new RenamedColumn(table.Name, columns[i], names[i]));
        }
        return names;
    }

    private static string Before(List<JoinNode> nodes) => nodes.Count == 1 ? $"{nodes[0].Table.Title} has" : $"{string.Join(", ", nodes.Select(node => node.Table.Title))} have";
}
