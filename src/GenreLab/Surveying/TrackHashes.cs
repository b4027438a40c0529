using CsvHelper;
using GenreLab.Data;
using GenreLab.Data.Reading;
using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>Hashes by which the rows of one track are recognised, as <see cref="TrackGroups"/> groups the rows of a table in memory.</summary>
internal sealed class TrackHashes
{
    private const ulong FeatureSeed = 0x66656174, NameSeed = 0x6E616D65, AloneSeed = 0x616C6F6E65;

    private readonly bool[] isText;
    private readonly int id, title, artist;
    private readonly int[] texts;

    public TrackHashes(TableSource source, SurveyedTable surveyed)
    {
        var columns = source.Columns.ToList();
        var schema = surveyed.Schema;
        int ColumnOf(ColumnRole role) => schema.ColumnOf(role) is { } name ? columns.IndexOf(name) : -1;
        isText = surveyed.IsText;
        (id, title, artist) = (ColumnOf(ColumnRole.TrackId), ColumnOf(ColumnRole.TrackName), ColumnOf(ColumnRole.Artist));
        // A table without audio features is known by its texts too.
        texts = schema.Features.All(feature => feature.IsRelease) ? [.. schema.Texts.Select(text => columns.IndexOf(text.Column))] : [];
    }

    /// <summary>Whether the table names artists.</summary>
    public bool HasArtists => artist >= 0;

    /// <summary>The hash of the first-named artist; that of a missing value when there is none.</summary>
    public ulong OfArtist(CsvReader record, int[] at)
    {
        var field = FieldWords.Trim(record.GetSpan(at[artist]));
        if (!isText[artist] || FieldWords.IsMissingText(field)) return Cells.Of(field, isText[artist]);
        var end = field.IndexOf((byte)';');
        return CellHash.Text(FieldWords.Trim(end < 0 ? field : field[..end]));
    }

    /// <summary>Rows with the same values of all features have the same; so have those with the same texts where there are no features.</summary>
    /// <param name="record">The row.</param>
    /// <param name="at">Where the table's columns stand in it.</param>
    /// <param name="features">The hashes of its features.</param>
    public ulong OfFeatures(CsvReader record, int[] at, ReadOnlySpan<ulong> features)
    {
        var hash = FeatureSeed;
        foreach (var feature in features) hash = CellHash.Chain(hash, feature);
        foreach (var column in texts) hash = CellHash.Chain(hash, Cells.Of(record.GetSpan(at[column]), isText[column]));
        return hash;
    }

    /// <summary>Rows of one track have the same: the same id; without one the same title and artist; without those it is alone, or,
    /// in a table that names no tracks, known by its features.</summary>
    public ulong OfTrack(CsvReader record, int[] at, int number, ulong features)
    {
        if (id >= 0 && Cells.Of(record.GetSpan(at[id]), isText[id]) is var known && known != CellHash.Missing) return known;
        if (title >= 0 && artist >= 0)
        {
            ulong name = Cells.Of(record.GetSpan(at[title]), isText[title]), by = Cells.Of(record.GetSpan(at[artist]), isText[artist]);
            if (name != CellHash.Missing && by != CellHash.Missing) return CellHash.Chain(CellHash.Chain(NameSeed, name), by);
        }
        else if (id < 0)
        {
            return features;
        }
        return CellHash.Chain(AloneSeed, (ulong)number);
    }
}
