namespace GenreLab.Data;

/// <summary>One named column of a <see cref="Table"/>; immutable.</summary>
public abstract class Column
{
    private protected Column(string name) => Name = name;

    /// <summary>The column's name as the file's header gives it (trimmed; empty when the header has none).</summary>
    public string Name { get; }

    /// <summary>Number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>About how much memory the values take.</summary>
    internal abstract long Bytes { get; }

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
    private readonly double[]? values;
    private readonly PackedNumbers? packed;

    /// <summary>Wraps <paramref name="values"/> (not copied; do not change them afterwards).</summary>
    public NumberColumn(string name, double[] values) : base(name) => this.values = values;

    internal NumberColumn(string name, PackedNumbers packed) : base(name) => this.packed = packed;

    /// <summary>The values, one a row; NaN where missing. Of a column that is kept packed (<see cref="Streaming.PackedTable"/>) they are unpacked every time: ask once,
    /// or take single values by <see cref="this[int]"/>.</summary>
    public ReadOnlySpan<double> Values => values ?? packed!.ToArray();

    /// <summary>The value in a row; NaN when missing.</summary>
    public double this[int row] => values is not null ? values[row] : packed![row];

    /// <inheritdoc/>
    public override int Count => values?.Length ?? packed!.Count;

    internal bool IsPacked => packed is not null;

    internal override long Bytes => packed?.Bytes ?? 8L * Count;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(this[row]);

    /// <inheritdoc/>
    public override string Text(int row) => IsMissing(row) ? "" : this[row].ToString("R");

    /// <inheritdoc/>
    public override Column Select(ReadOnlySpan<int> rows)
    {
        if (packed is not null) return new NumberColumn(Name, packed.Select(rows));
        var selected = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++) selected[i] = values![rows[i]];
        return new NumberColumn(Name, selected);
    }

    /// <inheritdoc/>
    public override Column Rename(string name) => packed is not null ? new NumberColumn(name, packed) : new NumberColumn(name, values!);

    /// <summary>The same values in less room, each to the bit.</summary>
    internal NumberColumn Packed() => IsPacked ? this : new NumberColumn(Name, PackedNumbers.Of(values));

    /// <summary>The different values where rows have numbers that stand for them, as packed columns of few different values do; else none.</summary>
    internal ReadOnlySpan<double> DistinctValues => packed is null ? default : packed.DistinctValues;

    /// <summary>For the chosen rows the places of their values in <see cref="DistinctValues"/>.</summary>
    internal void CodesTo(ReadOnlySpan<int> rows, Span<int> codes) => packed!.CodesTo(rows, codes);

    /// <summary>Copies the values of successive rows.</summary>
    internal void CopyTo(int firstRow, Span<double> destination)
    {
        if (packed is not null) packed.CopyTo(firstRow, destination);
        else values.AsSpan(firstRow, destination.Length).CopyTo(destination);
    }

    /// <summary>Copies the values of the chosen rows.</summary>
    internal void CopyTo(ReadOnlySpan<int> rows, Span<double> destination)
    {
        if (packed is not null) packed.CopyTo(rows, destination);
        else for (var i = 0; i < rows.Length; i++) destination[i] = values![rows[i]];
    }
}

/// <summary>A column whose values are numbered: rows of the same number (code) hold the same value; code −1 is a missing value.</summary>
public abstract class CodedColumn : Column
{
    private protected CodedColumn(string name) : base(name)
    {
    }

    /// <summary>The code of each row's value; −1 where missing.</summary>
    public abstract ReadOnlySpan<int> Codes { get; }

    /// <summary>Number of values that codes stand for. After a selection of rows some may not occur.</summary>
    public abstract int DistinctCount { get; }

    /// <inheritdoc/>
    public override int Count => Codes.Length;

    internal override long Bytes => 4L * Count;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => Codes[row] < 0;

    private protected static int[] Select(int[] codes, ReadOnlySpan<int> rows)
    {
        var selected = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++) selected[i] = codes[rows[i]];
        return selected;
    }
}

/// <summary>A column of a table larger than memory of which is kept only which rows hold the same text: ids, names, lyrics. Texts were told apart by
/// 64-bit hashes.</summary>
public sealed class KeyColumn : CodedColumn
{
    private readonly int[] codes;

    internal KeyColumn(string name, int[] codes, int distinctCount, KeyColumn? lead = null) : base(name)
    {
        this.codes = codes;
        DistinctCount = distinctCount;
        Lead = lead;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Codes => codes;

    /// <inheritdoc/>
    public override int DistinctCount { get; }

    /// <summary>Of artists the first-named ones; null of other columns.</summary>
    internal KeyColumn? Lead { get; }

    internal override long Bytes => base.Bytes + (Lead?.Bytes ?? 0);

    /// <summary>What stands for the text, which is not known any more; the empty string when missing.</summary>
    public override string Text(int row) => codes[row] < 0 ? "" : $"#{codes[row]}";

    /// <inheritdoc/>
    public override Column Select(ReadOnlySpan<int> rows) => new KeyColumn(Name, Select(codes, rows), DistinctCount, (KeyColumn?)Lead?.Select(rows));

    /// <inheritdoc/>
    public override Column Rename(string name) => new KeyColumn(name, codes, DistinctCount, Lead);
}

/// <summary>A column of text, each distinct value stored once: row r holds <c>Distinct[Codes[r]]</c>; code −1 is a missing value.</summary>
public sealed class TextColumn : CodedColumn
{
    private readonly int[] codes;
    private readonly string[] distinct;

    /// <summary>Wraps the arrays (not copied; do not change them afterwards).</summary>
    public TextColumn(string name, int[] codes, string[] distinct) : base(name)
    {
        this.codes = codes;
        this.distinct = distinct;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Codes => codes;

    /// <inheritdoc/>
    public override int DistinctCount => distinct.Length;

    /// <summary>The values the codes stand for. After a selection of rows some may not occur.</summary>
    public ReadOnlySpan<string> Distinct => distinct;

    /// <inheritdoc/>
    public override string Text(int row) => codes[row] < 0 ? "" : distinct[codes[row]];

    /// <inheritdoc/>
    public override Column Select(ReadOnlySpan<int> rows) => new TextColumn(Name, Select(codes, rows), distinct);

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
