using System.Text;
using GenreLab.Joining;

namespace GenreLab.Tests.Joining;

/// <summary>The same join with dictionaries, all in memory and as plain as can be.</summary>
internal sealed class NaiveJoin(JoinOptions options, IReadOnlyDictionary<string, RawTable> tables)
{
    private sealed record Row(string? Key, string[] Fields);

    private sealed record Node(RawTable Table, string? KeyColumn, string On, string[] Names, List<Node> Children);

    public bool Refused { get; private set; }

    public long Joined { get; private set; }

    public long Duplicates { get; private set; }

    public string[] Columns { get; private set; } = [];

    /// <summary>The lines of the result without the header, in ordinal order.</summary>
    public List<string> Run()
    {
        var left = tables[options.Left.Name];
        var nodes = new List<Node> { new(left, null, "", left.Columns, []) };
        foreach (var with in options.With)
        {
            var table = tables[with.Table.Name];
            string[] own = [.. table.Columns.Where(column => column != (with.Key ?? with.On))];
            var taken = nodes.SelectMany(node => node.Names).ToHashSet();
            var node = new Node(table, with.Key ?? with.On, with.On, Array.ConvertAll(own, name => taken.Contains(name) ? $"{name}_{table.Name}" : name), []);
            nodes.Find(one => one.Names.Contains(with.On))!.Children.Add(node);
            nodes.Add(node);
        }
        Columns = [.. Names(nodes[0])];
        var rows = Rows(nodes[0], nodes[0]);
        if (Refused) return [];
        Joined = rows.Count;
        var order = Array.IndexOf(Columns, options.Distinct ?? options.With[0].On);
        var groups = rows.Where(row => Key(row.Fields[order]) is not null).GroupBy(row => Key(row.Fields[order])).ToList();
        Duplicates = groups.Sum(group => group.Count() - 1);
        IEnumerable<Row> kept = options.Distinct is null ? rows : groups.Select(Best);
        return [.. kept.Select(row => string.Join(',', row.Fields)).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Names(Node node) => node.Names.Concat(node.Children.SelectMany(Names));

    private List<Row> Rows(Node node, Node root)
    {
        var keyColumn = node.KeyColumn is null ? -1 : Array.IndexOf(node.Table.Columns, node.KeyColumn);
        var rows = node.Table.Rows.ConvertAll(row => new Row(keyColumn < 0 ? "" : Key(row[keyColumn]), [.. row.Where((_, column) => column != keyColumn)]));
        rows.RemoveAll(row => row.Key is null);
        foreach (var child in node.Children)
        {
            var field = Array.IndexOf(node.Names, child.On);
            var partners = Rows(child, root).GroupBy(row => row.Key!).ToDictionary(group => group.Key, group => group.ToList());
            var settled = node == root && options.Distinct == child.On;
            if (!settled && options.Repeated == RepeatedKeys.Refuse && partners.Values.Any(group => group.Count > 1)) Refused = true;
            if (!settled && options.Repeated == RepeatedKeys.One) partners = partners.ToDictionary(pair => pair.Key, pair => new List<Row> { Best(pair.Value) });
            rows = [.. rows.SelectMany(row => Key(row.Fields[field]) is { } key && partners.TryGetValue(key, out var found)
                ? found.Select(partner => new Row(row.Key, [.. row.Fields, .. partner.Fields]))
                : [])];
        }
        return rows;
    }

    private static Row Best(IEnumerable<Row> rows) => rows.OrderByDescending(row => row.Fields.Count(field => !IsMissing(Text(field))))
        .ThenBy(row => row.Fields, Comparer<string[]>.Create((one, other) =>
        {
            for (var i = 0; i < one.Length; i++)
                if (Encoding.UTF8.GetBytes(one[i]).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other[i])) is var order and not 0) return order;
            return 0;
        })).First();

    private string? Key(string field)
    {
        var text = Text(field);
        if (IsMissing(text)) return null;
        return options.FoldKeys ? text.ToUpperInvariant().Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal) : text;
    }

    private static string Text(string field) =>
        (field.Length > 1 && field[0] == '"' ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : field).Trim(' ', '\t', '\r', '\n');

    private static bool IsMissing(string text) => text is "" or "NA" or "NaN" or "N/A";
}
