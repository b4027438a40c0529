namespace GenreLab.Surveying;

/// <summary>How many tracks artists have; a value that merges with that of other artists.</summary>
internal sealed class ArtistGroups : IMergeable<ArtistGroups>
{
    private readonly Dictionary<int, long> rowsOfTracks = [], rowsOfRows = [];

    /// <summary>For each number of tracks the rows of artists with so many.</summary>
    public IReadOnlyDictionary<int, long> RowsOfTracks => rowsOfTracks;

    /// <summary>For each number of rows the rows of artists with so many.</summary>
    public IReadOnlyDictionary<int, long> RowsOfRows => rowsOfRows;

    /// <summary>Counts tracks from rows that come artist by artist.</summary>
    /// <param name="rows">Hash of the artist and of the track of every row, those of an artist one after the other and in it those of a track.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ArtistGroups Measure(IEnumerable<(ulong Artist, int Track)> rows, CancellationToken cancellation)
    {
        var groups = new ArtistGroups();
        ulong artist = 0;
        int members = 0, tracks = 0, track = 0;
        long seen = 0;
        foreach (var (by, next) in rows)
        {
            if (seen++ % SurveyContext.CancellationInterval == 0) cancellation.ThrowIfCancellationRequested();
            if (members > 0 && by != artist) Close();
            if (members == 0 || next != track) tracks++;
            (artist, track) = (by, next);
            members++;
        }
        Close();
        return groups;

        void Close()
        {
            if (members == 0) return;
            groups.rowsOfTracks[tracks] = groups.rowsOfTracks.GetValueOrDefault(tracks) + members;
            groups.rowsOfRows[members] = groups.rowsOfRows.GetValueOrDefault(members) + members;
            (members, tracks) = (0, 0);
        }
    }

    /// <inheritdoc/>
    public void Merge(ArtistGroups later)
    {
        SizeCounts.Merge(rowsOfTracks, later.rowsOfTracks);
        SizeCounts.Merge(rowsOfRows, later.rowsOfRows);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        SizeCounts.Write(rowsOfTracks, writer);
        SizeCounts.Write(rowsOfRows, writer);
    }

    /// <inheritdoc/>
    public static ArtistGroups Read(BinaryReader reader)
    {
        var groups = new ArtistGroups();
        SizeCounts.Read(groups.rowsOfTracks, reader);
        SizeCounts.Read(groups.rowsOfRows, reader);
        return groups;
    }
}
