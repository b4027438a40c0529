namespace GenreLab.Data;

/// <summary>Numbers of few different values while they come in: two bytes each, the place of its word in the order of first appearance.</summary>
internal sealed class FewNumbers
{
    /// <summary>The most different values.</summary>
    public const int Most = 1 << 16;

    private readonly Dictionary<int, int> places = [];
    private readonly List<int> words = [];
    private readonly List<ushort[]> parts = [];

    /// <summary>How many numbers.</summary>
    public int Count { get; private set; }

    /// <summary>The different words (<see cref="DecimalWord"/>).</summary>
    public IReadOnlyList<int> Words => words;

    /// <summary>Memory it takes.</summary>
    public long Bytes => sizeof(ushort) * (long)Count + 24L * words.Count;

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
        Count += part.Length;
        return true;
    }

    /// <summary>Gives the numbers' places, part after part, and forgets them.</summary>
    public void Empty(Action<ushort[]> take)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            take(parts[i]);
            parts[i] = [];
        }
        parts.Clear();
    }

    /// <summary>The numbers as they came, part after part; they are forgotten here.</summary>
    public List<DecimalWords> ToWords()
    {
        var all = new List<DecimalWords>();
        Empty(part => all.Add(new DecimalWords(Array.ConvertAll(part, place => words[place]), [])));
        return all;
    }
}
