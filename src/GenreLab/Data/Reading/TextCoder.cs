using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace GenreLab.Data.Reading;

/// <summary>Gives every distinct run of bytes a code 0, 1, 2… in order of first appearance, without making strings.</summary>
internal sealed class TextCoder
{
    private int[] slots = new int[256];
    private ulong[] hashes = new ulong[128];
    private int[] ends = new int[129];
    private byte[] arena = new byte[4096];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int code] => arena.AsSpan(ends[code], ends[code + 1] - ends[code]);

    public int Code(ReadOnlySpan<byte> bytes) => Code(bytes, Hash(bytes));

    /// <summary>The codes that another coder's values have here, by their code there.</summary>
    public int[] Merge(TextCoder other)
    {
        var codes = new int[other.Count];
        for (var code = 0; code < codes.Length; code++) codes[code] = Code(other[code], other.hashes[code]);
        return codes;
    }

    public string[] ToStrings()
    {
        var strings = new string[Count];
        for (var code = 0; code < strings.Length; code++) strings[code] = Encoding.UTF8.GetString(this[code]);
        return strings;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Code(ReadOnlySpan<byte> bytes, ulong hash)
    {
        var mask = slots.Length - 1;
        var slot = (int)hash & mask;
        while (slots[slot] != 0)
        {
            var known = slots[slot] - 1;
            if (hashes[known] == hash && this[known].SequenceEqual(bytes)) return known;
            slot = (slot + 1) & mask;
        }
        slots[slot] = ++Count;
        var code = Count - 1;
        if (Count > hashes.Length)
        {
            Array.Resize(ref hashes, hashes.Length * 2);
            Array.Resize(ref ends, hashes.Length + 1);
        }
        hashes[code] = hash;
        var end = checked(ends[code] + bytes.Length);
        if (end > arena.Length) Array.Resize(ref arena, (int)Math.Min(Array.MaxLength, Math.Max(end, 2L * arena.Length)));
        bytes.CopyTo(arena.AsSpan(ends[code]));
        ends[code + 1] = end;
        if (2 * Count > slots.Length) Grow();
        return code;
    }

    private void Grow()
    {
        slots = new int[slots.Length * 2];
        var mask = slots.Length - 1;
        for (var code = 0; code < Count; code++)
        {
            var slot = (int)hashes[code] & mask;
            while (slots[slot] != 0) slot = (slot + 1) & mask;
            slots[slot] = code + 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 0x9E3779B97F4A7C15UL ^ (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[8..];
        }
        ulong tail = 0;
        foreach (var one in bytes) tail = (tail << 8) | one;
        return Mix(hash ^ tail);
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, 0xA0761D6478BD642FUL, out var low);
        return high ^ low;
    }
}
