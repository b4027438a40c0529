using System.Text;

namespace GenreLab.Data;

/// <summary>
/// A 64-bit hash of a row's features, by which a training row is recognised in another file, whatever the order of rows
/// and columns. A feature's share is <c>mix(FNV-1a-64(canonical name in UTF-8) + mix(bits))</c>, where bits is the IEEE 754
/// bit pattern of the value as a 32-bit float (so that files written with fewer digits still match), with −0 taken as 0 and
/// every missing value as 0x7FC00000; mix is SplitMix64's finaliser. A text's bits are its own FNV-1a-64 in UTF-8, a missing one's 0x7FC00000.
/// The fingerprint is the wrapping sum of the shares, mixed.
/// </summary>
public static class RowFingerprint
{
    private const ulong Offset = 0xCBF29CE484222325, Prime = 0x100000001B3;
    private const uint Missing = 0x7FC00000;

    /// <summary>The fingerprints of the chosen rows over the named features.</summary>
    /// <param name="table">A cleaned table: feature columns hold numbers.</param>
    /// <param name="features">The features that count; their order does not matter.</param>
    /// <param name="rows">Positions in the table.</param>
    /// <exception cref="DataException">The table lacks a feature.</exception>
    public static ulong[] Compute(Table table, IReadOnlyList<Feature> features, ReadOnlySpan<int> rows) => Compute(table, features, [], rows);

    /// <summary>The fingerprints of the chosen rows over the named features and texts.</summary>
    /// <param name="table">A cleaned table: feature columns hold numbers.</param>
    /// <param name="features">The features that count; their order does not matter.</param>
    /// <param name="texts">The texts that count, as the table holds them.</param>
    /// <param name="rows">Positions in the table.</param>
    /// <exception cref="DataException">The table lacks a feature or a text.</exception>
    public static ulong[] Compute(Table table, IReadOnlyList<Feature> features, IReadOnlyList<TextSource> texts, ReadOnlySpan<int> rows)
    {
        var sums = new ulong[rows.Length];
        foreach (var feature in features)
        {
            if (table[feature.Column] is not NumberColumn column)
                throw new DataException($"Column {Quoted.From(feature.Column)} of {table.Name} holds text where a feature must hold numbers; clean the table first.");
            var name = Hash(feature.Name);
            for (var i = 0; i < rows.Length; i++) sums[i] += Mix(name + Mix(Bits(column[rows[i]])));
        }
        foreach (var text in texts)
        {
            var name = Hash(text.Name);
            var column = table[text.Column];
            var known = column is TextColumn distinct ? Array.ConvertAll(distinct.Distinct.ToArray(), Hash) : [];
            for (var i = 0; i < rows.Length; i++)
            {
                var row = rows[i];
                sums[i] += Mix(name + Mix(column.IsMissing(row) ? Missing : column is TextColumn coded ? known[coded.Codes[row]] : Hash(column.Text(row))));
            }
        }
        for (var i = 0; i < sums.Length; i++) sums[i] = Mix(sums[i]);
        return sums;
    }

    private static uint Bits(double value)
    {
        var single = (float)value;
        return float.IsNaN(single) ? Missing : single == 0 ? 0 : BitConverter.SingleToUInt32Bits(single);
    }

    private static ulong Hash(string text)
    {
        var hash = Offset;
        foreach (var one in Encoding.UTF8.GetBytes(text)) hash = (hash ^ one) * Prime;
        return hash;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
