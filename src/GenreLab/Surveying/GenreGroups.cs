using GenreLab.Data;

namespace GenreLab.Surveying;

/// <summary>Groups of rows, and how far they disagree about the genre; a value that merges with that of other groups.</summary>
internal sealed class GenreGroups : IMergeable<GenreGroups>
{
    private readonly Dictionary<int, long> rowsOfSize = [];
    private long repeats, several, rowsOfSeveral, most, right, labelled;

    /// <summary>As it is measured in memory.</summary>
    public Ambiguity Ambiguity => new((int)repeats, (int)several, (int)rowsOfSeveral, (int)most, labelled == 0 ? 0 : right / (double)labelled);

    /// <summary>Number of groups.</summary>
    public int Count { get; private set; }

    /// <summary>For each size of a group the rows in groups of that size.</summary>
    public IReadOnlyDictionary<int, long> RowsOfSize => rowsOfSize;

    /// <summary>Measures groups from rows that come group by group.</summary>
    /// <param name="rows">Hash of the group and number of the genre of every row, those of a group one after the other and in it those of a genre.</param>
    /// <param name="genres">Number of genres; a row of that number has none.</param>
    /// <param name="cancellation">Stops it.</param>
    public static GenreGroups Measure(IEnumerable<(ulong Hash, int Number)> rows, int genres, CancellationToken cancellation)
    {
        var groups = new GenreGroups();
        long seen = 0;
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
            groups.labelled++;
            if (number != genre)
            {
                (genre, run) = (number, 0);
                different++;
            }
            best = Math.Max(best, ++run);
        }
        Close();
        return groups;

        void Close()
        {
            groups.Add(members, different, best);
            (members, different, best, run) = (0, 0, 0, 0);
        }
    }

    /// <inheritdoc/>
    public void Merge(GenreGroups later)
    {
        Count += later.Count;
        repeats += later.repeats;
        several += later.several;
        rowsOfSeveral += later.rowsOfSeveral;
        most = Math.Max(most, later.most);
        right += later.right;
        labelled += later.labelled;
        SizeCounts.Merge(rowsOfSize, later.rowsOfSize);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        foreach (var number in (ReadOnlySpan<long>)[repeats, several, rowsOfSeveral, most, right, labelled]) writer.Write(number);
        SizeCounts.Write(rowsOfSize, writer);
    }

    /// <inheritdoc/>
    public static GenreGroups Read(BinaryReader reader)
    {
        var groups = new GenreGroups
        {
            Count = reader.ReadInt32(),
            repeats = reader.ReadInt64(),
            several = reader.ReadInt64(),
            rowsOfSeveral = reader.ReadInt64(),
            most = reader.ReadInt64(),
            right = reader.ReadInt64(),
            labelled = reader.ReadInt64(),
        };
        SizeCounts.Read(groups.rowsOfSize, reader);
        return groups;
    }

    // A group: its rows, their genres, and the rows of its most frequent one.
    private void Add(int members, int different, int best)
    {
        if (members == 0) return;
        Count++;
        rowsOfSize[members] = rowsOfSize.GetValueOrDefault(members) + members;
        if (members > 1) repeats += members;
        right += best;
        most = Math.Max(most, different);
        if (different < 2) return;
        several++;
        rowsOfSeveral += members;
    }
}
