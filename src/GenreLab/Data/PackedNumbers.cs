namespace GenreLab.Data;

/// <summary>
/// Numbers in the least room that keeps every bit of them: one or two bytes each when there are few different ones, four when they are short
/// decimals (<see cref="DecimalWord"/>), as numbers in tables are, and eight otherwise. Immutable.
/// </summary>
internal sealed class PackedNumbers
{
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

    /// <summary>The different numbers where rows hold their places; else none.</summary>
    public ReadOnlySpan<double> DistinctValues => bytes is not null || pairs is not null ? values : default;

    public double this[int row] =>
        pairs is not null ? values[pairs[row]]
        : bytes is not null ? values[bytes[row]]
        : words is not null ? DecimalWord.Decode(words[row], values)
        : plain![row];

    public static PackedNumbers Of(ReadOnlySpan<double> numbers)
    {
        var words = new DecimalWords();
        foreach (var number in numbers) words.Add(number);
        var few = new FewNumbers();
        return few.TryAdd(words) ? Of(few) : Join([words]);
    }

    /// <summary>Packs numbers of few different values, which are forgotten there.</summary>
    public static PackedNumbers Of(FewNumbers few)
    {
        var values = few.Words.Select(word => DecimalWord.Decode(word, [])).ToArray();
        var next = 0;
        if (values.Length <= 1 << 8)
        {
            var bytes = new byte[few.Count];
            few.Empty(part =>
            {
                foreach (var place in part) bytes[next++] = (byte)place;
            });
            return new PackedNumbers(bytes, values);
        }
        var pairs = new ushort[few.Count];
        few.Empty(part =>
        {
            part.CopyTo(pairs.AsSpan(next));
            next += part.Length;
        });
        return new PackedNumbers(pairs, values);
    }

    /// <summary>Puts parts of numbers that are not <see cref="FewNumbers"/> together in order; they are emptied on the way, so that no number is held twice for long.</summary>
    public static PackedNumbers Join(List<DecimalWords> parts)
    {
        var count = checked((int)parts.Sum(part => (long)part.Count));
        var exceptions = parts.Sum(part => (long)part.Exceptions.Length);
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

    /// <summary>For the chosen rows the places of their numbers in <see cref="DistinctValues"/>.</summary>
    public void CodesTo(ReadOnlySpan<int> rows, Span<int> codes)
    {
        if (pairs is not null)
            for (var i = 0; i < rows.Length; i++) codes[i] = pairs[rows[i]];
        else
            for (var i = 0; i < rows.Length; i++) codes[i] = bytes![rows[i]];
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

    private static void Empty(List<DecimalWords> parts, Action<DecimalWords> take)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            take(parts[i]);
            parts[i] = DecimalWords.None;
        }
    }
}
