using System.Buffers.Binary;

namespace GenreLab.Records;

/// <summary>Numbers of rows as few bytes, little-endian: 22,710 predictions take 68 KB.</summary>
internal static class Packed
{
    /// <summary>Whole numbers from 0 on in one, two or four bytes each, as the largest needs; the first byte says how many.</summary>
    public static byte[] Integers(IReadOnlyList<int> values)
    {
        var most = values.Count == 0 ? 0 : values.Max();
        var width = most <= byte.MaxValue ? 1 : most <= ushort.MaxValue ? 2 : 4;
        var bytes = new byte[1 + values.Count * width];
        bytes[0] = (byte)width;
        for (var i = 0; i < values.Count; i++)
        {
            var place = bytes.AsSpan(1 + i * width);
            if (width == 1) place[0] = (byte)values[i];
            else if (width == 2) BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)values[i]);
            else BinaryPrimitives.WriteInt32LittleEndian(place, values[i]);
        }
        return bytes;
    }

    /// <summary>Reads <see cref="Integers(IReadOnlyList{int})"/>.</summary>
    /// <exception cref="FormatException">The bytes are no such thing.</exception>
    public static int[] Integers(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] is not (1 or 2 or 4) || (bytes.Length - 1) % bytes[0] != 0) throw new FormatException("These are no packed whole numbers.");
        int width = bytes[0];
        var values = new int[(bytes.Length - 1) / width];
        for (var i = 0; i < values.Length; i++)
        {
            var place = bytes[(1 + i * width)..];
            values[i] = width == 1 ? place[0] : width == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(place) : BinaryPrimitives.ReadInt32LittleEndian(place);
        }
        return values;
    }

    /// <summary>Half-precision numbers: three digits, which for a log-loss of 0 to 34.5 is a probability to half a percent at worst where it matters.</summary>
    public static byte[] Halves(IReadOnlyList<float> values)
    {
        var bytes = new byte[values.Count * 2];
        for (var i = 0; i < values.Count; i++) BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), (Half)values[i]);
        return bytes;
    }

    /// <summary>Reads <see cref="Halves(IReadOnlyList{float})"/>.</summary>
    public static float[] Halves(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length / 2];
        for (var i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
        return values;
    }
}
