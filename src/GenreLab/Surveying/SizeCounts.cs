namespace GenreLab.Surveying;

/// <summary>For each size of a group the rows in groups of that size, as it merges and is sent.</summary>
internal static class SizeCounts
{
    public static void Merge(Dictionary<int, long> into, Dictionary<int, long> other)
    {
        foreach (var (size, rows) in other) into[size] = into.GetValueOrDefault(size) + rows;
    }

    public static void Write(Dictionary<int, long> counts, BinaryWriter writer)
    {
        writer.Write(counts.Count);
        foreach (var (size, rows) in counts)
        {
            writer.Write(size);
            writer.Write(rows);
        }
    }

    public static void Read(Dictionary<int, long> counts, BinaryReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--) counts[reader.ReadInt32()] = reader.ReadInt64();
    }
}
