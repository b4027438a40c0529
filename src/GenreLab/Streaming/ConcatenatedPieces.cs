using GenreLab.Data;

namespace GenreLab.Streaming;

/// <summary>Puts pieces together again.</summary>
internal static class ConcatenatedPieces
{
    /// <summary>One table of pieces whose columns are of the same kinds.</summary>
    public static Table Join(string name, IReadOnlyList<string> columns, List<Table> pieces)
    {
        var rows = checked((int)pieces.Sum(piece => (long)piece.RowCount));
        return new Table(name, [.. columns.Select(column => Join(column, pieces.ConvertAll(piece => piece[column]), rows))]);
    }

    private static Column Join(string name, List<Column> parts, int rows)
    {
        var first = 0;
        if (parts[0] is NumberColumn)
        {
            var values = new double[rows];
            foreach (var part in parts)
            {
                ((NumberColumn)part).Values.CopyTo(values.AsSpan(first));
                first += part.Count;
            }
            return new NumberColumn(name, values);
        }
        var codes = new int[rows];
        var distinct = new List<string>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in parts.Cast<TextColumn>())
        {
            var codeOf = new int[part.Distinct.Length];
            for (var code = 0; code < codeOf.Length; code++)
            {
                if (!known.TryGetValue(part.Distinct[code], out codeOf[code]))
                {
                    known[part.Distinct[code]] = codeOf[code] = distinct.Count;
                    distinct.Add(part.Distinct[code]);
                }
            }
            foreach (var code in part.Codes) codes[first++] = code < 0 ? -1 : codeOf[code];
        }
        return new TextColumn(name, codes, [.. distinct]);
    }
}
