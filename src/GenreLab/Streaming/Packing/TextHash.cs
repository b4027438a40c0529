using System.Runtime.InteropServices;

namespace GenreLab.Streaming.Packing;

/// <summary>64-bit hashes of texts. Among n different texts some two share one with a probability of about n² / 2⁶⁵: for ten million, one in 370,000.</summary>
internal static class TextHash
{
    private const ulong First = 0xA0761D6478BD642FUL, Second = 0xE7037ED1A0B428DBUL, Third = 0x8EBC6AF09C88C6E3UL;

    /// <summary>The hash of a text, never 0; multiplied and folded 16 bytes at a time (as wyhash does: Wang Yi).</summary>
    public static ulong Of(ReadOnlySpan<byte> text)
    {
        var hash = Fold(First ^ (ulong)text.Length, Second);
        for (; text.Length >= 16; text = text[16..]) hash = Fold(MemoryMarshal.Read<ulong>(text) ^ Second, MemoryMarshal.Read<ulong>(text[8..]) ^ hash);
        Span<byte> rest = stackalloc byte[16];
        rest.Clear();
        text.CopyTo(rest);
        hash = Fold(MemoryMarshal.Read<ulong>(rest) ^ Third, MemoryMarshal.Read<ulong>(rest[8..]) ^ hash);
        hash = Fold(hash ^ First, Third);
        return hash == 0 ? 1 : hash;
    }

    private static ulong Fold(ulong one, ulong other)
    {
        var high = Math.BigMul(one, other, out var low);
        return high ^ low;
    }
}
