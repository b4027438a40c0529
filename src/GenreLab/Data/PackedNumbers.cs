namespace GenreLab.Data;

/// <summary>
/// Numbers in the least room that keeps every bit of them: one or two bytes each when there are few different ones, four when they are short
/// decimals (<see cref="DecimalWord"/>), as numbers in tables are, and eight otherwise. Immutable.
/// </summary>
internal sealed class PackedNumbers
{
    private const int MostCoded = 1 << 16;

    private readonly byte[]? bytes;
    private readonly ushort[]? pairs;
    private readonly int[]? words;
    private readonly double[]? plain;
    // What bytes and pairs stand for; of words the exceptions.
    private readonly double[] values = [];

    private PackedNumbers(byte[] bytes, double[] values) => (this.bytes, this.values) = (bytes, values);

    private PackedNumbers(ushort[] pairs, double[] values) => (this.pairs, this.values) = (pairs, values);

    private PackedNumbers(int[] words, double[] exceptions) => (this.words, values) = (words, exceptions);

    private PackedNumbers(double[] plain) => this.plain = plain;

    public int Count => bytes?.Length ?? pairs?.Length ?? words?.Length ?? plain!.Length;

    /// <summary>Memory they take.</summary>
    public long Bytes => 8L * values.Length + (bytes is not null ? 1L : pairs is not null ? 2L : words is not null ? 4L : 8L) * Count;

    public double this[int row] =>
        pairs is not null ? values[pairs[row]]
        : bytes is not null ? values[bytes[row]]
        : words is not null ? DecimalWord.Decode(words[row], values)
        : plain![row];

    public static PackedNumbers Of(ReadOnlySpan<double> numbers)
    {
        var words = new DecimalWords();
        foreach (var number in numbers) words.Add(number);
        return Join([words]);
    }

    /// <summary>Puts parts together in order; they are emptied on the way, so that no number is held twice for long.</summary>
    public static PackedNumbers Join(List<DecimalWords> parts)
    {
        var count = checked((int)parts.Sum(part => (long)part.Count));
        var exceptions = parts.Sum(part => (long)part.Exceptions.Length);
        if (Distinct(parts) is { } codes) return codes.Count <= 1 << 8 ? OfBytes(parts, count, codes) : OfPairs(parts, count, codes);
        if (2 * exceptions > count)
        {
            var all = new double[count];
            var next = 0;
            Empty(parts, part =>
            {
                foreach (var word in part.Words) all[next++] = DecimalWord.Decode(word, part.Exceptions);
            });
            return new PackedNumbers(all);
        }
        var words = new int[count];
        var odd = new double[exceptions];
        int place = 0, firstException = 0;
        Empty(parts, part =>
        {
            foreach (var word in part.Words) words[place++] = DecimalWord.Shift(word, firstException);
            part.Exceptions.CopyTo(odd.AsSpan(firstException));
            firstException += part.Exceptions.Length;
        });
        return new PackedNumbers(words, odd);
    }

    public double[] ToArray()
    {
        var numbers = GC.AllocateUninitializedArray<double>(Count);
        CopyTo(0, numbers);
        return numbers;
    }

    public void CopyTo(int first, Span<double> destination)
    {
        if (pairs is not null)
            for (var i = 0; i < destination.Length; i++) destination[i] = values[pairs[first + i]];
        else if (bytes is not null)
            for (var i = 0; i < destination.Length; i++) destination[i] = values[bytes[first + i]];
        else if (words is not null)
            for (var i = 0; i < destination.Length; i++) destination[i] = DecimalWord.Decode(words[first + i], values);
        else
            plain.AsSpan(first, destination.Length).CopyTo(destination);
    }

    public void CopyTo(ReadOnlySpan<int> rows, Span<double> destination)
    {
        if (pairs is not null)
            for (var i = 0; i < rows.Length; i++) destination[i] = values[pairs[rows[i]]];
        else if (bytes is not null)
            for (var i = 0; i < rows.Length; i++) destination[i] = values[bytes[rows[i]]];
        else if (words is not null)
            for (var i = 0; i < rows.Length; i++) destination[i] = DecimalWord.Decode(words[rows[i]], values);
        else
            for (var i = 0; i < rows.Length; i++) destination[i] = plain![rows[i]];
    }

    public PackedNumbers Select(ReadOnlySpan<int> rows) =>
        pairs is not null ? new PackedNumbers(Chosen(pairs, rows), values)
        : bytes is not null ? new PackedNumbers(Chosen(bytes, rows), values)
        : words is not null ? new PackedNumbers(Chosen(words, rows), values)
        : new PackedNumbers(Chosen(plain!, rows));

    private static T[] Chosen<T>(T[] all, ReadOnlySpan<int> rows)
    {
        var chosen = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++) chosen[i] = all[rows[i]];
        return chosen;
    }

    // The codes of the different words in order of first appearance; null when there are too many. Exceptions stand for themselves in their part
    // alone, so only missing values may be among them.
    private static Dictionary<int, int>? Distinct(List<DecimalWords> parts)
    {
        var codes = new Dictionary<int, int>();
        foreach (var part in parts)
        {
            if (part.Exceptions.Length > 0) return null;
            foreach (var word in part.Words)
            {
                if (codes.ContainsKey(word)) continue;
                if (codes.Count == MostCoded) return null;
                codes.Add(word, codes.Count);
            }
        }
        return codes;
    }

    private static PackedNumbers OfBytes(List<DecimalWords> parts, int count, Dictionary<int, int> codes)
    {
        var bytes = new byte[count];
        var next = 0;
        Empty(parts, part =>
        {
            foreach (var word in part.Words) bytes[next++] = (byte)codes[word];
        });
        return new PackedNumbers(bytes, Values(codes));
    }

    private static PackedNumbers OfPairs(List<DecimalWords> parts, int count, Dictionary<int, int> codes)
    {
        var pairs = new ushort[count];
        var next = 0;
        Empty(parts, part =>
        {
            foreach (var word in part.Words) pairs[next++] = (ushort)codes[word];
        });
        return new PackedNumbers(pairs, Values(codes));
    }

    private static double[] Values(Dictionary<int, int> codes)
    {
        var values = new double[codes.Count];
        foreach (var (word, code) in codes) values[code] = DecimalWord.Decode(word, []);
        return values;
    }

    private static void Empty(List<DecimalWords> parts, Action<DecimalWords> take)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            take(parts[i]);
            parts[i] = DecimalWords.None;
        }
    }
}
