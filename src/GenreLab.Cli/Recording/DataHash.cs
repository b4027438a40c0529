using System.Runtime.InteropServices;
using System.Security.Cryptography;
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

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
