namespace GenreLab.Data;

/// <summary>One named column of a <see cref="Table"/>; immutable.</summary>
public abstract class Column
{
    private protected Column(string name) => Name = name;

    /// <summary>The column's name as the file's header gives it (trimmed; empty when the header has none).</summary>
    public string Name { get; }

    /// <summary>Number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Whether the value in a row is missing.</summary>
    public abstract bool IsMissing(int row);

    /// <summary>The value as text; the empty string when missing.</summary>
    public abstract string Text(int row);

    /// <summary>A new column of the chosen rows, in the order given.</summary>
    public abstract Column Select(ReadOnlySpan<int> rows);

    /// <summary>The same values under another name.</summary>
    public abstract Column Rename(string name);
}

/// <summary>A column of numbers; a missing value is NaN.</summary>
public sealed class NumberColumn : Column
{
    private readonly double[] values;

    /// <summary>Wraps <paramref name="values"/> (not copied; do not change them afterwards).</summary>
    public NumberColumn(string name, double[] values) : base(name) => this.values = values;

    /// <summary>The values, one a row; NaN where missing.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <inheritdoc/>
    public override int Count => values.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(values[row]);

    /// <inheritdoc/>
    public override string Text(int row) => IsMissing(row) ? "" : values[row].ToString("R");

    /// <inheritdoc/>
    public override Column Select(ReadOnlySpan<int> rows)
    {
        var selected = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++) selected[i] = values[rows[i]];
        return new NumberColumn(Name, selected);
    }

    /// <inheritdoc/>
    public override Column Rename(string name) => new NumberColumn(name, values);
}

/// <summary>A column of text, each distinct value stored once: row r holds <c>Distinct[Codes[r]]</c>; code −1 is a missing value.</summary>
public sealed class TextColumn : Column
{
    private readonly int[] codes;
    private readonly string[] distinct;

    /// <summary>Wraps the arrays (not copied; do not change them afterwards).</summary>
    public TextColumn(string name, int[] codes, string[] distinct) : base(name)
    {
        this.codes = codes;
        this.distinct = distinct;
    }

    /// <summary>The code of each row's value; −1 where missing.</summary>
    public ReadOnlySpan<int> Codes => codes;

    /// <summary>The values the codes stand for. After a selection of rows some may not occur.</summary>
    public ReadOnlySpan<string> Distinct => distinct;

    /// <inheritdoc/>
    public override int Count => codes.Length;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => codes[row] < 0;

    /// <inheritdoc/>
    public override string Text(int row) => codes[row] < 0 ? "" : distinct[codes[row]];

    /// <inheritdoc/>
    public override Column Select(ReadOnlySpan<int> rows)
    {
        var selected = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++) selected[i] = codes[rows[i]];
        return new TextColumn(Name, selected, distinct);
    }

    /// <inheritdoc/>
    public override Column Rename(string name) => new TextColumn(name, codes, distinct);

    /// <summary>Makes a text column from one string a row; null is a missing value.</summary>
    public static TextColumn From(string name, IReadOnlyList<string?> texts)
    {
        var codes = new int[texts.Count];
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var distinct = new List<string>();
        for (var i = 0; i < codes.Length; i++)
        {
            if (texts[i] is not { } text)
            {
                codes[i] = -1;
            }
            else
            {
                if (!known.TryGetValue(text, out var code))
                {
                    known[text] = code = distinct.Count;
                    distinct.Add(text);
                }
                codes[i] = code;
            }
        }
        return new TextColumn(name, codes, [.. distinct]);
    }
}
