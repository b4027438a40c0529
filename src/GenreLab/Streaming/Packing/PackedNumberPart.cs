using System.Runtime.CompilerServices;
using GenreLab.Data;
using GenreLab.Data.Reading;

namespace GenreLab.Streaming.Packing;

/// <summary>The numbers of one column of a piece, packed as they are read.</summary>
internal sealed class PackedNumberPart : ColumnPart
{
    /// <summary>The numbers.</summary>
    public DecimalWords Numbers { get; } = new();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override bool Add(ReadOnlySpan<byte> field)
    {
        if (!NumberPart.TryParse(field, out var value)) return false;
        Numbers.Add(value);
        return true;
    }
}
