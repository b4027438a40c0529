namespace GenreLab.Data;

/// <summary>
/// Numbers in the least room that keeps every bit of them: one or two bytes each when there are few different ones, four when they are short
/// decimals (<see cref="DecimalWord"/>), as numbers in tables are, and eight otherwise. Immutable.
/// </summary>
internal sealed class PackedNumbers
{
    private enum Form
    {
        Bytes,
        Pairs,
        Words,
        Plain,
    }

    private readonly Form form;
    // One of them holds the rows.
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly ReadOnlyMemory<ushort> pairs;
    private readonly ReadOnlyMemory<int> words;
    private readonly ReadOnlyMemory<double> plain;
    // What bytes and pairs stand for; of words the exceptions.
    private readonly double[] values = [];
    // Where the rows are put aside, or null.
    private readonly IAside? aside;

    private PackedNumbers(Form form, int count, double[] values, IAside? aside) => (this.form, Count, this.values, this.aside) = (form, count, values, aside);

    private PackedNumbers(byte[] bytes, double[] values, IAside? aside) : this(Form.Bytes, bytes.Length, values, aside) => this.bytes = Placed(bytes, aside);

    private PackedNumbers(ushort[] pairs, double[] values, IAside? aside) : this(Form.Pairs, pairs.Length, values, aside) => this.pairs = Placed(pairs, aside);

    private PackedNumbers(int[] words, double[] exceptions, IAside? aside) : this(Form.Words, words.Length, exceptions, aside) => this.words = Placed(words, aside);

    private PackedNumbers(double[] plain, IAside? aside) : this(Form.Plain, plain.Length, [], aside) => this.plain = Placed(plain, aside);

    public int Count { get; }

    /// <summary>Memory they take.</summary>
    public long Bytes => 8L * values.Length + (aside is not null ? 0L : form switch { Form.Bytes => 1L, Form.Pairs => 2L, Form.Words => 4L, _ => 8L } * Count);

    /// <summary>The different numbers where rows hold their places; else none.</summary>
    public ReadOnlySpan<double> DistinctValues => form is Form.Bytes or Form.Pairs ? values : default;

    public double this[int row]
    {
        get
        {
            var value = form switch
            {
                Form.Pairs => values[pairs.Span[row]],
                Form.Bytes => values[bytes.Span[row]],
                Form.Words => DecimalWord.Decode(words.Span[row], values),
                _ => plain.Span[row],
            };
            // What is mapped stays mapped until here.
            GC.KeepAlive(this);
            return value;
        }
    }

    public static PackedNumbers Of(ReadOnlySpan<double> numbers)
    {
        var words = new DecimalWords();
        foreach (var number in numbers) words.Add(number);
        var few = new FewNumbers();
        if (few.TryAdd(words)) return Of(few);
        var many = new ManyNumbers();
        many.Add(words);
        return Of(many);
    }

    /// <summary>Packs numbers of few different values, which are forgotten there.</summary>
    public static PackedNumbers Of(FewNumbers few, IAside? aside = null)
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
            return new PackedNumbers(bytes, values, aside);
        }
        var pairs = new ushort[few.Count];
        few.Empty(part =>
        {
            part.CopyTo(pairs.AsSpan(next));
            next += part.Length;
        });
        return new PackedNumbers(pairs, values, aside);
    }

    /// <summary>Packs numbers of many different values, which are forgotten there.</summary>
    public static PackedNumbers Of(ManyNumbers many, IAside? aside = null)
    {
        var exceptions = many.Exceptions();
        var next = 0;
        if (2L * exceptions.Length > many.Count)
        {
            var plain = new double[many.Count];
            many.Empty(part =>
            {
                foreach (var word in part) plain[next++] = DecimalWord.Decode(word, exceptions);
            });
            return new PackedNumbers(plain, aside);
        }
        var words = new int[many.Count];
        many.Empty(part =>
        {
            part.CopyTo(words.AsSpan(next));
            next += part.Length;
        });
        return new PackedNumbers(words, exceptions, aside);
    }

    public double[] ToArray()
    {
        var numbers = GC.AllocateUninitializedArray<double>(Count);
        CopyTo(0, numbers);
        return numbers;
    }

    public void CopyTo(int first, Span<double> destination)
    {
        switch (form)
        {
            case Form.Pairs:
                var pairRows = pairs.Span.Slice(first, destination.Length);
                for (var i = 0; i < destination.Length; i++) destination[i] = values[pairRows[i]];
                break;
            case Form.Bytes:
                var byteRows = bytes.Span.Slice(first, destination.Length);
                for (var i = 0; i < destination.Length; i++) destination[i] = values[byteRows[i]];
                break;
            case Form.Words:
                var wordRows = words.Span.Slice(first, destination.Length);
                for (var i = 0; i < destination.Length; i++) destination[i] = DecimalWord.Decode(wordRows[i], values);
                break;
            default:
                plain.Span.Slice(first, destination.Length).CopyTo(destination);
                break;
        }
        GC.KeepAlive(this);
    }

    public void CopyTo(ReadOnlySpan<int> rows, Span<double> destination)
    {
        switch (form)
        {
            case Form.Pairs:
                var allPairs = pairs.Span;
                for (var i = 0; i < rows.Length; i++) destination[i] = values[allPairs[rows[i]]];
                break;
            case Form.Bytes:
                var allBytes = bytes.Span;
                for (var i = 0; i < rows.Length; i++) destination[i] = values[allBytes[rows[i]]];
                break;
            case Form.Words:
                var allWords = words.Span;
                for (var i = 0; i < rows.Length; i++) destination[i] = DecimalWord.Decode(allWords[rows[i]], values);
                break;
            default:
                var all = plain.Span;
                for (var i = 0; i < rows.Length; i++) destination[i] = all[rows[i]];
                break;
        }
        GC.KeepAlive(this);
    }

    /// <summary>For the chosen rows the places of their numbers in <see cref="DistinctValues"/>.</summary>
    public void CodesTo(ReadOnlySpan<int> rows, Span<int> codes)
    {
        if (form == Form.Pairs)
        {
            var all = pairs.Span;
            for (var i = 0; i < rows.Length; i++) codes[i] = all[rows[i]];
        }
        else
        {
            var all = bytes.Span;
            for (var i = 0; i < rows.Length; i++) codes[i] = all[rows[i]];
        }
        GC.KeepAlive(this);
    }

    public PackedNumbers Select(ReadOnlySpan<int> rows)
    {
        var selected = form switch
        {
            Form.Pairs => new PackedNumbers(Chosen(pairs.Span, rows), values, aside),
            Form.Bytes => new PackedNumbers(Chosen(bytes.Span, rows), values, aside),
            Form.Words => new PackedNumbers(Chosen(words.Span, rows), values, aside),
            _ => new PackedNumbers(Chosen(plain.Span, rows), aside),
        };
        GC.KeepAlive(this);
        return selected;
    }

    private static ReadOnlyMemory<T> Placed<T>(T[] rows, IAside? aside) where T : unmanaged => aside is null ? rows : aside.Keep<T>(rows);

    private static T[] Chosen<T>(ReadOnlySpan<T> all, ReadOnlySpan<int> rows)
    {
        var chosen = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++) chosen[i] = all[rows[i]];
        return chosen;
    }
}
