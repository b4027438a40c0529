using System.Runtime.CompilerServices;

namespace GenreLab.Data.Reading;

/// <summary>One column of one range of records while it is being read.</summary>
internal abstract class ColumnPart
{
    /// <summary>Takes the next record's field.</summary>
    /// <returns>False when the column turns out not to be of this kind.</returns>
    public abstract bool Add(ReadOnlySpan<byte> field);

    /// <summary>Puts the parts of one column together in order.</summary>
    public static Column Join(string name, ColumnPart[] parts, int rows)
    {
        if (parts.Length == 0) return new NumberColumn(name, []);
        return parts[0] is NumberPart
            ? NumberPart.Join(name, Array.ConvertAll(parts, part => (NumberPart)part), rows)
            : TextPart.Join(name, Array.ConvertAll(parts, part => (TextPart)part), rows);
    }
}

/// <summary>Numbers; yes and no count as 1 and 0.</summary>
internal sealed class NumberPart : ColumnPart
{
    private double[] values = new double[4096];
    private int count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool Add(ReadOnlySpan<byte> field)
    {
        if (!TryParse(field, out var value)) return false;
        if (count == values.Length) Array.Resize(ref values, count * 2);
        values[count++] = value;
        return true;
    }

    /// <summary>Reads a number, yes or no; NaN when it is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ReadOnlySpan<byte> field, out double value) => NumberParser.TryParse(field, out value) || TryParseWord(field, out value);

    public static NumberColumn Join(string name, NumberPart[] parts, int rows)
    {
        var joined = GC.AllocateUninitializedArray<double>(rows);
        var row = 0;
        foreach (var part in parts)
        {
            part.values.AsSpan(0, part.count).CopyTo(joined.AsSpan(row));
            row += part.count;
        }
        return new NumberColumn(name, joined);
    }

    private static bool TryParseWord(ReadOnlySpan<byte> field, out double value)
    {
        field = FieldWords.Trim(field);
        value = double.NaN;
        return FieldWords.IsMissingNumber(field) || FieldWords.TryParseBoolean(field, out value) || NumberParser.TryParse(field, out value);
    }
}

/// <summary>Text, each distinct value kept once.</summary>
internal sealed class TextPart : ColumnPart
{
    private readonly TextCoder coder = new();
    private int[] codes = new int[4096];
    private int count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool Add(ReadOnlySpan<byte> field)
    {
        field = FieldWords.Trim(field);
        if (count == codes.Length) Array.Resize(ref codes, count * 2);
        codes[count++] = FieldWords.IsMissingText(field) ? -1 : coder.Code(field);
        return true;
    }

    /// <summary>The different texts, by their codes.</summary>
    public TextCoder Coder => coder;

    /// <summary>The records' codes; −1 where the text is missing.</summary>
    public ReadOnlySpan<int> Codes => codes.AsSpan(0, count);

    public static TextColumn Join(string name, TextPart[] parts, int rows)
    {
        var joined = GC.AllocateUninitializedArray<int>(rows);
        var all = parts[0].coder;
        var row = 0;
        for (var p = 0; p < parts.Length; p++)
        {
            var codes = parts[p].codes.AsSpan(0, parts[p].count);
            var target = joined.AsSpan(row, codes.Length);
            if (p == 0)
            {
                codes.CopyTo(target);
            }
            else
            {
                var merged = all.Merge(parts[p].coder);
                for (var i = 0; i < codes.Length; i++) target[i] = codes[i] < 0 ? -1 : merged[codes[i]];
            }
            row += codes.Length;
        }
        return new TextColumn(name, joined, all.ToStrings());
    }
}
