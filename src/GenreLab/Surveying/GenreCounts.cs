namespace GenreLab.Surveying;

/// <summary>The genres of a table and their rows, by the hash of their name in the file; a value that merges.</summary>
internal sealed class GenreCounts : IMergeable<GenreCounts>
{
    /// <summary>More different values in a genre column are taken for a mistake.</summary>
    public const int MostGenres = 4_096;

    private readonly Dictionary<ulong, (string Name, long Rows)> genres = [];

    /// <summary>Hash, name and rows of every genre, in ordinal order of the names.</summary>
    public IEnumerable<(ulong Hash, string Name, long Rows)> All =>
        genres.Select(genre => (genre.Key, genre.Value.Name, genre.Value.Rows)).OrderBy(genre => genre.Name, StringComparer.Ordinal);

    public int Count => genres.Count;

    /// <summary>Whether a genre is known already; if so its rows are counted.</summary>
    public bool TryCount(ulong hash)
    {
        ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(genres, hash);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref known)) return false;
        known.Rows++;
        return true;
    }

    public void Add(ulong hash, string name, long rows) => genres[hash] = (name, genres.GetValueOrDefault(hash).Rows + rows);

    public void Clear() => genres.Clear();

    /// <inheritdoc/>
    public void Merge(GenreCounts later)
    {
        foreach (var (hash, (name, rows)) in later.genres) Add(hash, name, rows);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(genres.Count);
        foreach (var (hash, (name, rows)) in genres)
        {
            writer.Write(hash);
            writer.Write(name);
            writer.Write(rows);
        }
    }

    /// <inheritdoc/>
    public static GenreCounts Read(BinaryReader reader)
    {
        var counts = new GenreCounts();
        for (var left = reader.ReadInt32(); left > 0; left--) counts.Add(reader.ReadUInt64(), reader.ReadString(), reader.ReadInt64());
        return counts;
    }
}
