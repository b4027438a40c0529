using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using GenreLab.Data;

namespace GenreLab.Cli.Recording;

/// <summary>Tells data from other data.</summary>
internal static class DataHash
{
    /// <summary>SHA-256 of a file's bytes; of tracks that no file holds, of their values.</summary>
    public static string Of(string? path, GenreTable table)
    {
        if (path is null) return Hex(SHA256.HashData(MemoryMarshal.AsBytes<ulong>(table.Fingerprints([.. Enumerable.Range(0, table.Table.RowCount)]))));
        using var file = File.OpenRead(path);
        return Hex(SHA256.HashData(file));
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
