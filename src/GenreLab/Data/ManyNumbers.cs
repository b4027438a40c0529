namespace GenreLab.Data;

/// <summary>Numbers of many different values while they come in: four bytes each (<see cref="DecimalWord"/>), and exceptions beside.</summary>
internal sealed class ManyNumbers
{
    private readonly ColumnParts<int> words = new();
    private readonly List<double[]> exceptions = [];

    /// <summary>How many numbers.</summary>
    public int Count => checked((int)words.Count);

    /// <summary>How many of them are exceptions.</summary>
    public int ExceptionCount { get; private set; }

    /// <summary>Memory it takes.</summary>
    public long Bytes => words.Bytes + sizeof(double) * (long)ExceptionCount;

    /// <summary>Adds numbers; exceptions are numbered on.</summary>
    public void Add(DecimalWords numbers)
    {
        var before = ExceptionCount;
        Add(before == 0 ? numbers.Words.ToArray() : Array.ConvertAll(numbers.Words.ToArray(), word => DecimalWord.Shift(word, before)));
        if (numbers.Exceptions.Length == 0) return;
        exceptions.Add(numbers.Exceptions);
        ExceptionCount = checked(ExceptionCount + numbers.Exceptions.Length);
    }

    /// <summary>Adds words without exceptions, which are not copied.</summary>
    public void Add(int[] part) => words.Add(part);

    /// <summary>Puts words aside, and those that follow.</summary>
    public void PutAside(IAside to) => words.PutAside(to);

    /// <summary>The exceptions.</summary>
    public double[] Exceptions() => [.. exceptions.SelectMany(part => part)];

    /// <summary>Gives the words, part after part, and forgets them.</summary>
    public void Empty(Action<int[]> take) => words.Empty(take);
}
