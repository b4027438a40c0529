using System.Buffers.Binary;
using System.Text;

namespace GenreLab.Joining;

/// <summary>Reads keys out of fields, and hashes them. Not thread-safe: what it gives lies in a buffer of its own.</summary>
/// <param name="fold">Whether case, dashes and spaces do not count.</param>
/// <param name="seed">Names the hash function.</param>
internal sealed class KeyReader(bool fold, ulong seed)
{
    private byte[] buffer = new byte[64];

    /// <summary>The first key that was read; null before.</summary>
    public string? First { get; private set; }

    /// <summary>Reads a key.</summary>
    /// <returns>False when it is missing.</returns>
    public bool TryRead(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> key)
    {
        key = default;
        if (FieldText.IsMissing(field)) return false;
        if (buffer.Length < field.Length) buffer = new byte[2 * field.Length];
        key = FieldText.Read(field, buffer);
        if (fold) key = Fold(key, buffer);
        if (key.Length == 0) return false;
        First ??= Encoding.UTF8.GetString(key);
        return true;
    }

    /// <summary>A hash of 64 bits, the same on every machine: two rounds of folded multiplication a word of eight bytes, and SplitMix64's finaliser.</summary>
    public ulong Hash(ReadOnlySpan<byte> key)
    {
        var hash = Mix(seed ^ 0x9E3779B97F4A7C15UL, 0xE7037ED1A0B428DBUL + (ulong)key.Length);
        while (key.Length >= sizeof(ulong))
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(key));
            key = key[sizeof(ulong)..];
        }
        var tail = 0UL;
        foreach (var one in key) tail = (tail << 8) | one;
        hash = Mix(hash, tail);
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }

    private static ulong Mix(ulong hash, ulong word)
    {
        var high = Math.BigMul(hash ^ 0x8EBC6AF09C88C6E3UL, word ^ 0xA0761D6478BD642FUL, out var low);
        return high ^ low ^ word;
    }

    // In place: the folded key is never longer than what is still to be read.
    private static ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> key, Span<byte> destination)
    {
        var length = 0;
        foreach (var one in key)
        {
            if (one is (byte)'-' or (byte)' ') continue;
            destination[length++] = one is >= (byte)'a' and <= (byte)'z' ? (byte)(one - 32) : one;
        }
        return destination[..length];
    }
}
