namespace GenreLab.Data;

/// <summary>Numbers of few different values while they come in: two bytes each, the place of its word in the order of first appearance.</summary>
internal sealed class FewNumbers
{
    /// <summary>The most different values.</summary>
    public const int Most = 1 << 16;

    private readonly Dictionary<int, int> places = [];
    private readonly List<int> words = [];
    private readonly ColumnParts<ushort> parts = new();

    /// <summary>How many numbers.</summary>
    public int Count => checked((int)parts.Count);

    /// <summary>The different words (<see cref="DecimalWord"/>).</summary>
    public IReadOnlyList<int> Words => words;

    /// <summary>Memory the numbers take, without that of the different values, some megabytes at most.</summary>
    public long Bytes => parts.Bytes;

    /// <summary>Adds numbers; false when they, with those before, are not few, and then adds none of them. Exceptions stand for themselves in their part alone, so missing values only may be
    /// among them.</summary>
    public bool TryAdd(DecimalWords numbers)
    {
        if (numbers.Exceptions.Length > 0) return false;
        var part = new ushort[numbers.Count];
        var known = words.Count;
        for (var i = 0; i < part.Length; i++)
        {
            if (!places.TryGetValue(numbers.Words[i], out var place))
            {
                if (words.Count == Most)
                {
                    words.RemoveRange(known, words.Count - known);
                    return false;
                }
                places.Add(numbers.Words[i], place = words.Count);
                words.Add(numbers.Words[i]);
            }
            part[i] = (ushort)place;
        }
        parts.Add(part);
        return true;
    }

    /// <summary>Puts numbers aside, and those that follow.</summary>
    public void PutAside(IAside to) => parts.PutAside(to);

    /// <summary>Gives the numbers' places, part after part, and forgets them.</summary>
    public void Empty(Action<ushort[]> take) => parts.Empty(take);

    /// <summary>Gives the numbers' words, part after part, and forgets them.</summary>
    public void EmptyWords(Action<int[]> take) => parts.Empty(part => take(Array.ConvertAll(part, place => words[place])));
}
