namespace GenreLab.Surveying;

/// <summary>How many tracks artists have.</summary>
/// <param name="RowsOfTracks">For each number of tracks the rows of artists with so many.</param>
/// <param name="RowsOfRows">For each number of rows the rows of artists with so many.</param>
internal sealed record ArtistGroups(IReadOnlyDictionary<int, long> RowsOfTracks, IReadOnlyDictionary<int, long> RowsOfRows)
{
    /// <summary>Counts tracks from rows that come artist by artist.</summary>
    /// <param name="rows">Hash of the artist and of the track of every row, those of an artist one after the other and in it those of a track.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ArtistGroups Measure(IEnumerable<(ulong Artist, int Track)> rows, CancellationToken cancellation)
    {
        Dictionary<int, long> rowsOfTracks = [], rowsOfRows = [];
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
        return new ArtistGroups(rowsOfTracks, rowsOfRows);

        void Close()
        {
            if (members == 0) return;
            rowsOfTracks[tracks] = rowsOfTracks.GetValueOrDefault(tracks) + members;
            rowsOfRows[members] = rowsOfRows.GetValueOrDefault(members) + members;
            (members, tracks) = (0, 0);
        }
    }
}
