namespace GenreLab.Data;

/// <summary>Numbers as <see cref="DecimalWord"/>, while they come in.</summary>
internal sealed class DecimalWords
{
    private int[] words = [];
    private double[] exceptions = [];
    private int count, exceptionCount, places;

    public DecimalWords()
    {
    }

    /// <summary>Numbers that were encoded elsewhere; the arrays are not copied.</summary>
    public DecimalWords(int[] words, double[] exceptions) => (this.words, this.exceptions, count, exceptionCount) = (words, exceptions, words.Length, exceptions.Length);

    public int Count => count;

    public ReadOnlySpan<int> Words => words.AsSpan(0, count);

    public double[] Exceptions
    {
        get
        {
            if (exceptions.Length != exceptionCount) Array.Resize(ref exceptions, exceptionCount);
            return exceptions;
        }
    }

    public void Add(double value)
    {
        if (!DecimalWord.TryEncode(value, ref places, out var word))
        {
            if (exceptionCount == exceptions.Length) Array.Resize(ref exceptions, Math.Max(16, 2 * exceptionCount));
            exceptions[exceptionCount] = value;
            word = DecimalWord.OfException(exceptionCount++);
        }
        if (count == words.Length) Array.Resize(ref words, Math.Max(4096, 2 * count));
        words[count++] = word;
    }
}
