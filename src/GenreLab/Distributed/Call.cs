using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GenreLab.Distributed;

/// <summary>What a rank says when it meets the others: the beginning of its packet.</summary>
/// <param name="Operation">What it is about to do.</param>
/// <param name="Type">Kind of its values.</param>
/// <param name="ValueBytes">Bytes of one.</param>
/// <param name="Detail">Root, or kind of reduction.</param>
/// <param name="Length">Number of its values.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Call(Operation Operation, TypeCode Type = 0, int ValueBytes = 0, int Detail = 0, long Length = 0)
{
    public const int PacketBytes = 256;

    /// <summary>Where values begin in a packet: behind the call and what the rank wants cancelled.</summary>
    public const int HeaderBytes = 32;

    public static readonly int Bytes = Unsafe.SizeOf<Call>();

    public static Call Of<T>(Operation operation, int detail, long length) where T : unmanaged =>
        new(operation, System.Type.GetTypeCode(typeof(T)), Unsafe.SizeOf<T>(), detail, length);

    /// <summary>Whether the values travel in the packet.</summary>
    public bool FitsInPacket => Length * ValueBytes <= PacketBytes - HeaderBytes;

    /// <summary>Whether two ranks mean the same collective.</summary>
    public bool Matches(Call other) => this == (LengthsMayDiffer ? other with { Length = Length } : other);

    public string InWords => Operation switch
    {
        Operation.Barrier => "a barrier",
        Operation.Broadcast => $"a broadcast from rank {Detail} of {Values}",
        Operation.Gather => $"a gathering at rank {Detail} of {Values}",
        Operation.AllGather => $"a gathering everywhere of {Values}",
        Operation.AllReduce => $"a reduction ({((Reduction)Detail).ToString().ToLowerInvariant()}) of {Values}",
        Operation.AllMerge => $"a merge of chunks of {Values}",
        Operation.AllAdd => $"a sum of {Detail} parts of {Values}",
        Operation.AllToAll => $"an exchange of {Values}",
        Operation.End => "its end",
        _ => "a failure",
    };

    private bool LengthsMayDiffer => Operation is Operation.Gather or Operation.AllGather or Operation.AllToAll;

    private string Values => $"{Length:N0} values ({(Type == TypeCode.Object ? $"{ValueBytes} bytes each" : Type.ToString().ToLowerInvariant())})";
}
