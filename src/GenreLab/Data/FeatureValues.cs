using System.Globalization;
using System.Text;
using GenreLab.Data.Reading;

namespace GenreLab.Data;

/// <summary>Turns a feature's column into numbers: keys by name, Major and Minor, yes and no, years of dates.</summary>
internal static class FeatureValues
{
    private static readonly string[][] Keys =
    [
        ["C", "B#"], ["C#", "DB"], ["D"], ["D#", "EB"], ["E", "FB"], ["F", "E#"],
        ["F#", "GB"], ["G"], ["G#", "AB"], ["A"], ["A#", "BB"], ["B", "CB"],
    ];

    /// <summary>The column as numbers, NaN where missing, under its own name.</summary>
    /// <exception cref="DataException">A value is neither a number nor a word known for this feature.</exception>
    public static NumberColumn Convert(Table table, Feature feature)
    {
        var packs = table.Columns.Any(column => column is NumberColumn { IsPacked: true });
        var converted = feature.Name == FeatureChoice.Decade ? Decades(table, feature) : Numbers(table, feature);
        return packs ? converted.Packed() : converted;
    }

    private static NumberColumn Decades(Table table, Feature feature)
    {
        var years = Numbers(table, feature with { Name = FeatureChoice.Year });
        return new NumberColumn(years.Name, Array.ConvertAll(years.Values.ToArray(), year => 10 * Math.Floor(year / 10)));
    }

    private static NumberColumn Numbers(Table table, Feature feature)
    {
        var column = table[feature.Column];
        if (column is NumberColumn numbers) return numbers;
        if (column is not TextColumn text) throw new DataException($"Column {Quoted.From(feature.Column)} of {table.Name} holds text where a feature must hold numbers; correct it, or leave the column out with --features -{feature.Column}.");
        var values = new double[text.Distinct.Length];
        var understood = new bool[values.Length];
        for (var code = 0; code < values.Length; code++) understood[code] = TryParse(feature.Name, text.Distinct[code], out values[code]);

        var converted = new double[text.Count];
        for (var row = 0; row < converted.Length; row++)
        {
            var code = text.Codes[row];
            if (code >= 0 && !understood[code])
            {
                throw new DataException(
                    $"{table.Name}, data row {table.RowNumbers[row] + 1}, column {Quoted.From(feature.Column)}: {Quoted.From(text.Distinct[code])} is not a number; correct it, or leave the column out with --features -{feature.Column}.");
            }
            converted[row] = code < 0 ? double.NaN : values[code];
        }
        return new NumberColumn(column.Name, converted);
    }

    /// <summary>Reads one value of the feature of that canonical name; NaN when it is missing.</summary>
    public static bool TryParse(string feature, string text, out double value)
    {
        var trimmed = text.Trim();
        value = double.NaN;
        if (FieldWords.IsMissingNumber(Encoding.UTF8.GetBytes(trimmed))) return true;
        if (feature == FeatureChoice.Year) return TryParseYear(trimmed, out value);
        if (double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return double.IsFinite(value);
        switch (feature)
        {
            case "key":
                value = Key(trimmed);
                return value >= 0;
            case "mode" when trimmed.Equals("major", StringComparison.OrdinalIgnoreCase) || trimmed.Equals("minor", StringComparison.OrdinalIgnoreCase):
                value = char.ToUpperInvariant(trimmed[1]) == 'A' ? 1 : 0;
                return true;
            default:
                return TryParseYesNo(trimmed, out value);
        }
    }

    private static bool TryParseYesNo(string text, out double value)
    {
        value = text.ToUpperInvariant() is "TRUE" or "YES" or "Y" ? 1 : 0;
        return value == 1 || text.ToUpperInvariant() is "FALSE" or "NO" or "N";
    }

    /// <summary>Pitch class 0 (C) to 11 (B); −1 when it is none. <c>C#/Db</c> counts as its first name.</summary>
    private static int Key(string text)
    {
        var name = text.Split('/')[0].Trim().ToUpperInvariant().Replace('♯', '#').Replace('♭', 'B');
        return Array.FindIndex(Keys, names => names.Contains(name));
    }

    private static bool TryParseYear(string text, out double value)
    {
        value = double.NaN;
        for (var start = 0; start + 4 <= text.Length; start++)
        {
            if (start > 0 && char.IsAsciiDigit(text[start - 1])) continue;
            var end = start;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end - start != 4) continue;
            value = int.Parse(text.AsSpan(start, 4), CultureInfo.InvariantCulture);
            return true;
        }
        return false;
    }
}
