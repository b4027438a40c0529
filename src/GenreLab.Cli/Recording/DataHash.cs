using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using GenreLab.Data;

namespace GenreLab.Cli.Recording;

/// <summary>Tells data from other data.</summary>
internal static class DataHash
{
    /// <summary>SHA-256 of a file's bytes; of several files, of their hashes one after the other; of tracks that no file holds, of their values.</summary>
    public static string Of(IReadOnlyList<string> paths, GenreTable table)
    {
        if (paths.Count == 0) return Hex(SHA256.HashData(MemoryMarshal.AsBytes<ulong>(table.Fingerprints([.. Enumerable.Range(0, table.Table.RowCount)]))));
        var hashes = paths.Select(HashOf).ToArray();
        return Hex(hashes is [var only] ? only : SHA256.HashData([.. hashes.SelectMany(hash => hash)]));
    }

    private static byte[] HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return SHA256.HashData(file);
    }

    /// <summary>SHA-256 of a table's values, its genres and its split.</summary>
    public static byte[] Of(GenreTable table, Split split)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<ulong>(table.Fingerprints([.. Enumerable.Range(0, table.Table.RowCount)])));
        foreach (var name in table.LabelNames) hash.AppendData(Encoding.UTF8.GetBytes(name + "\n"));
        hash.AppendData(MemoryMarshal.AsBytes<int>(table.Labels(table.LabelNames)));
        foreach (var rows in (int[][])[split.Train, split.Validation, split.Test]) hash.AppendData(MemoryMarshal.AsBytes<int>([rows.Length, .. rows]));
        return hash.GetHashAndReset();
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
