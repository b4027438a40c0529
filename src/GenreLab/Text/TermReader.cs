namespace GenreLab.Text;

/// <summary>Is told of every term of a text.</summary>
internal interface ITermSink
{
    /// <summary>One occurrence of a term, valid during the call.</summary>
    void Add(ReadOnlySpan<char> term);
}

/// <summary>Cuts texts into terms: runs of neighbouring words or of characters. Keeps its buffers from text to text; not thread-safe.</summary>
internal sealed class TermReader(Tokenizer tokenizer)
{
    // The words, a space before each and after the last.
    private char[] joined = new char[256];
    private int[] starts = new int[64];
    private int words;

    /// <summary>Reads a text's words, which terms are then made of.</summary>
    public void Read(string? text)
    {
        words = 0;
        var end = 0;
        foreach (var word in tokenizer.Read(text))
        {
            if (words + 1 == starts.Length) Array.Resize(ref starts, 2 * starts.Length);
            if (end + word.Length + 2 > joined.Length) Array.Resize(ref joined, Math.Max(2 * joined.Length, end + word.Length + 2));
            joined[end++] = ' ';
            starts[words++] = end;
            word.CopyTo(joined.AsSpan(end));
            end += word.Length;
        }
        joined[end] = ' ';
        starts[words] = end + 1;
    }

    /// <summary>Hands on every term of the text last read.</summary>
    /// <param name="unit">What terms are made of.</param>
    /// <param name="shortest">Words or characters of the shortest term.</param>
    /// <param name="longest">Words or characters of the longest term.</param>
    /// <param name="sink">Gets the terms.</param>
    public void Terms<TSink>(TermUnit unit, int shortest, int longest, ref TSink sink) where TSink : struct, ITermSink
    {
        for (var word = 0; word < words; word++)
            if (unit == TermUnit.Words) FromWord(word, shortest, longest, ref sink);
            else WithinWord(word, shortest, longest, ref sink);
    }

    private void FromWord<TSink>(int word, int shortest, int longest, ref TSink sink) where TSink : struct, ITermSink
    {
        for (var count = shortest; count <= longest && word + count <= words; count++)
            sink.Add(joined.AsSpan(starts[word]..(starts[word + count] - 1)));
    }

    private void WithinWord<TSink>(int word, int shortest, int longest, ref TSink sink) where TSink : struct, ITermSink
    {
        ReadOnlySpan<char> padded = joined.AsSpan((starts[word] - 1)..starts[word + 1]);
        for (var count = shortest; count <= longest; count++)
        {
            if (count >= padded.Length)
            {
                sink.Add(padded);
                return;
            }
            for (var start = 0; start + count <= padded.Length; start++) sink.Add(padded.Slice(start, count));
        }
    }
}
