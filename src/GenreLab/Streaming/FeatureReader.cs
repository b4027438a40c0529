using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using GenreLab.Data;
using GenreLab.Data.Reading;
using GenreLab.Preprocessing;

namespace GenreLab.Streaming;

/// <summary>Reads only the features of a piece, as the cleaned table would hold them: numbers, yes and no, keys by name, years of dates.
/// A value too large to be learnt from is missing.</summary>
internal sealed class FeatureReader
{
    private readonly IReadOnlyList<Feature> features;
    private readonly int[][] positions;

    /// <param name="source">The table.</param>
    /// <param name="features">Its features, each with its column's name there.</param>
    public FeatureReader(TableSource source, IReadOnlyList<Feature> features)
    {
        this.features = features;
        positions = [.. source.Shards.Select(shard => features.Select(feature => Array.IndexOf(shard.Header, feature.Column)).ToArray())];
    }

    /// <summary>Whether a record that repeats the header is passed over: where the header is given, a file's own is a record.</summary>
    public bool PassOverHeaders { get; init; }

    /// <summary>Reads the piece's features, and shows every record to <paramref name="visit"/> after its values are set.</summary>
    /// <exception cref="DataException">A record does not fit the header, a value is no number, or quotes are not well-formed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(TablePiece piece, FeatureBlock block, Action<CsvReader>? visit = null)
    {
        block.Clear();
        var shard = piece.Shard;
        var columns = shard.Header.Length;
        var at = positions[piece.ShardNumber];
        var malformed = false;
        var records = 0;
        using var reader = CsvReader.Create(piece.Text, CsvRecords.Options(shard.Delimiter, reason => malformed = true));
        while (reader.Read())
        {
            if (malformed && (reader.RawRecord.Count((byte)'"') & 1) == 1) throw Uneven(piece, records);
            if (reader.FieldCount != columns) throw Ragged(piece, records, reader.FieldCount);
            block.AddRow();
            for (var feature = 0; feature < at.Length; feature++)
            {
                var field = reader.GetSpan(at[feature]);
                if (!NumberParser.TryParse(field, out var value) && !TryParseWord(feature, field, out value))
                {
                    if (PassOverHeaders && RepeatsHeader(reader, shard.Header))
                    {
                        block.RemoveRow();
                        goto next;
                    }
                    throw NoNumber(piece, records, feature, field);
                }
                block.Set(feature, Math.Abs(value) <= Preprocessor.LargestValue ? value : double.NaN);
            }
            visit?.Invoke(reader);
        next:
            records++;
        }
        if (malformed && (piece.Text.Span.Count((byte)'"') & 1) == 1) throw Uneven(piece, records);
        piece.Rows = records;
    }

    private bool TryParseWord(int feature, ReadOnlySpan<byte> field, out double value)
    {
        field = FieldWords.Trim(field);
        value = double.NaN;
        return FieldWords.IsMissingNumber(field) || FieldWords.TryParseBoolean(field, out value)
            || FeatureValues.TryParse(features[feature].Name, Encoding.UTF8.GetString(field), out value);
    }

    private static bool RepeatsHeader(CsvReader reader, string[] header)
    {
        for (var column = 0; column < header.Length; column++)
            if (reader.GetString(column).Trim() != header[column]) return false;
        return true;
    }

    private static string Row(TablePiece piece, int records) => $"{piece.Shard.Name}, data row {piece.FirstRow + records + 1},";

    private static DataException Uneven(TablePiece piece, int records) =>
        new($"{Row(piece, records)} has a quote that is never closed or stands by itself, so that records cannot be told apart piece by piece; put the field in quotes and double the quotes in it.");

    private static DataException Ragged(TablePiece piece, int records, int fields) =>
        new($"{Row(piece, records)} has {(fields == 1 ? "1 field" : $"{fields} fields")} where the header has {piece.Shard.Header.Length}; put fields that contain the delimiter or a line break in quotes.");

    private DataException NoNumber(TablePiece piece, int records, int feature, ReadOnlySpan<byte> field) =>
        new($"{Row(piece, records)} column {Quoted.From(features[feature].Column)}: {Quoted.From(Encoding.UTF8.GetString(field))} is not a number; "
            + $"correct it, or leave the column out with --features -{features[feature].Column}.");
}
