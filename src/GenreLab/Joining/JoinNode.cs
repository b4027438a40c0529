using System.Text;

namespace GenreLab.Joining;

/// <summary>A table in the tree of a join: its rows are those of its files, joined to those of its children one after the other.</summary>
/// <param name="table">The table.</param>
/// <param name="with">How it is joined to its parent; null of the left table.</param>
/// <param name="scan">Its rows.</param>
internal sealed class JoinNode(JoinTable table, JoinWith? with, TableScan scan)
{
    public JoinTable Table => table;

    public JoinWith? With => with;

    public TableScan Scan => scan;

    public List<JoinNode> Children { get; } = [];

    /// <summary>The names that the columns have in the result.</summary>
    public required string[] Names { get; init; }

    /// <summary>The field of the parent's rows that holds the key.</summary>
    public int ParentField { get; init; }

    /// <summary>The field of this node's rows that holds the column: fields of children come after it, the key of the parent before it.</summary>
    public int FieldOf(string name) => Array.IndexOf(Names, name) is var column and >= 0 ? column + (with is null ? 0 : 1) : -1;

    /// <summary>The names of all columns of the node's rows, without the key of the parent.</summary>
    public IEnumerable<string> AllNames => Names.Concat(Children.SelectMany(child => child.AllNames));

    /// <summary>About how many bytes its rows and those of its children have.</summary>
    public long TextBytes => scan.TextBytes + Children.Sum(child => child.TextBytes);

    /// <summary>Whether its rows are expected to be few enough to be looked up in memory.</summary>
    public bool IsSmall { get; set; }

    /// <summary>Reads the keys of the parent's rows.</summary>
    public KeyReader? ParentKeys { get; set; }

    /// <summary>The rows while their keys are counted.</summary>
    public CountedKeys? Counted { get; set; }

    /// <summary>The rows joined to the parent's.</summary>
    public JoinedRows? Joined { get; set; }

    /// <summary>Rows of the parent whose key is missing.</summary>
    public Func<long> ParentRowsWithoutKey { get; set; } = () => 0;

    /// <exception cref="DataException">Always.</exception>
    public void RefuseRepeated(ReadOnlySpan<byte> key) => throw new DataException(
        $"{table.Title} has more than one row whose {with!.KeyColumn} is {Quoted.From(Encoding.UTF8.GetString(key))}; remove all but one, or say --duplicates one to keep the fullest row of each, or --duplicates keep to join them all.");

    public JoinMatches Matches() => new(
        table.Name, with!.On, scan.RowsRead, scan.RowsWithoutKey, Counted!.Repeated, Joined!.Matched, Joined.Unmatched, ParentRowsWithoutKey());
}
