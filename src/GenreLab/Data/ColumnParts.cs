namespace GenreLab.Data;

/// <summary>Parts of a column as they come in, held in memory or put aside; each is read once.</summary>
internal sealed class ColumnParts<T> where T : unmanaged
{
    private readonly List<T[]> held = [];
    private readonly List<(long Position, int Length)> aside = [];
    private IAside? place;

    /// <summary>How many values.</summary>
    public long Count { get; private set; }

    /// <summary>Memory they take.</summary>
    public unsafe long Bytes => place is null ? sizeof(T) * Count : 0;

    /// <summary>Puts all parts aside, and those that follow.</summary>
    public void PutAside(IAside to)
    {
        place = to;
        foreach (var part in held) aside.Add((to.Put<T>(part), part.Length));
        held.Clear();
    }

    /// <summary>Takes in the next part, which is not copied.</summary>
    public void Add(T[] part)
    {
        Count += part.Length;
        if (place is null) held.Add(part);
        else aside.Add((place.Put<T>(part), part.Length));
    }

    /// <summary>Gives the parts in order, and forgets each.</summary>
    public void Empty(Action<T[]> take)
    {
        for (var i = 0; i < held.Count; i++)
        {
            take(held[i]);
            held[i] = [];
        }
        foreach (var (position, length) in aside)
        {
            var part = GC.AllocateUninitializedArray<T>(length);
            place!.Read<T>(position, part);
            take(part);
        }
        held.Clear();
        aside.Clear();
        Count = 0;
    }
}
