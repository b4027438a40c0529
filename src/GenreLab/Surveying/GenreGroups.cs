using GenreLab.Data;

namespace GenreLab.Surveying;

/// <summary>Groups of rows, and how far they disagree about the genre.</summary>
/// <param name="Ambiguity">As it is measured in memory.</param>
/// <param name="Count">Number of groups.</param>
/// <param name="RowsOfSize">For each size of a group the rows in groups of that size.</param>
internal sealed record GenreGroups(Ambiguity Ambiguity, int Count, IReadOnlyDictionary<int, long> RowsOfSize)
{
    /// <summary>Measures groups from rows that come group by group.</summary>
    /// <param name="rows">Hash of the group and number of the genre of every row, those of a group one after the other and in it those of a genre.</param>
    /// <param name="genres">Number of genres; a row of that number has none.</param>
    /// <param name="cancellation">Stops it.</param>
    public static GenreGroups Measure(IEnumerable<(ulong Hash, int Number)> rows, int genres, CancellationToken cancellation)
    {
        var rowsOfSize = new Dictionary<int, long>();
        int groups = 0, repeats = 0, several = 0, rowsOfSeveral = 0, most = 0;
        long right = 0, labelled = 0, seen = 0;
        int members = 0, different = 0, best = 0, run = 0, genre = -1;
        ulong group = 0;
        foreach (var (hash, number) in rows)
        {
            if (seen++ % SurveyContext.CancellationInterval == 0) cancellation.ThrowIfCancellationRequested();
            if (seen == 1 || hash != group)
            {
                Close();
                (group, genre) = (hash, -1);
            }
            members++;
            if (number == genres) continue;
            labelled++;
            if (number != genre)
            {
                (genre, run) = (number, 0);
                different++;
            }
            best = Math.Max(best, ++run);
        }
        Close();
        return new GenreGroups(new Ambiguity(repeats, several, rowsOfSeveral, most, labelled == 0 ? 0 : right / (double)labelled), groups, rowsOfSize);

        void Close()
        {
            if (members == 0) return;
            groups++;
            rowsOfSize[members] = rowsOfSize.GetValueOrDefault(members) + members;
            if (members > 1) repeats += members;
            right += best;
            most = Math.Max(most, different);
            if (different > 1)
            {
                several++;
                rowsOfSeveral += members;
            }
            (members, different, best, run) = (0, 0, 0, 0);
        }
    }
}
