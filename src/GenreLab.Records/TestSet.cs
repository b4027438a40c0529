using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GenreLab.Records;

/// <summary>The rows that a model was tested on: kept once, however many models were.</summary>
public sealed record TestSet
{
    /// <summary>The genres, in the order of the labels.</summary>
    public required IReadOnlyList<string> Genres { get; init; }

    /// <summary>For each row its 0-based data-row number in the file.</summary>
    public required IReadOnlyList<int> Rows { get; init; }

    /// <summary>For each row the index of its genre.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>For each row its track, as any number.</summary>
    public required IReadOnlyList<int> Tracks { get; init; }

    /// <summary>A name that other rows, of other data or of other genres, do not have.</summary>
    /// <param name="dataHash">The hash of the file that the rows are of.</param>
    public string Name(string dataHash)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(dataHash + "\n" + string.Join('\n', Genres) + "\n"));
        Span<byte> pair = stackalloc byte[2 * sizeof(int)];
        for (var row = 0; row < Rows.Count; row++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(pair, Rows[row]);
            BinaryPrimitives.WriteInt32LittleEndian(pair[sizeof(int)..], Labels[row]);
            hash.AppendData(pair);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
