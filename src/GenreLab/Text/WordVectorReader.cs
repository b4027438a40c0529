using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using GenreLab.Numerics;

namespace GenreLab.Text;

/// <summary>One reading of a file of word vectors. Lines of words that nobody wants are checked, but their numbers are not read.</summary>
internal sealed class WordVectorReader(Stream stream, string name, Vocabulary vocabulary, int? wantedWidth)
{
    private const int LongestLine = 1 << 20, LargestWidth = 10_000, LongestWord = 400;

    private static readonly SearchValues<byte> NumberLetters = SearchValues.Create(" 0123456789+-.eE"u8);

    // How each token's vector was found.
    private readonly Match[] matches = new Match[vocabulary.Count];
    private readonly char[] word = new char[LongestWord];
    private readonly char[] lowered = new char[LongestWord];
    private byte[] buffer = new byte[1 << 18];
    private int start, end, width;
    private long line, vectors, firstVector;
    private long? promised;

    private enum Match : byte
    {
        None,
        OtherCase,
        Exact,
    }

    /// <summary>Tokens × width; null before the first vector.</summary>
    public Matrix? Table { get; private set; }

    /// <summary>Whether the file has a vector for a token.</summary>
    public bool IsFound(int token) => matches[token] != Match.None;

    /// <summary>Reads to the end.</summary>
    public void ReadAll()
    {
        while (NextLine(out var content))
        {
            if (line == 1) content = WithoutMark(content);
            content = content.TrimEnd(" \r"u8);
            if (content.IsEmpty) continue;
            if (vectors == 0 && promised is null && IsHeader(content)) continue;
            ReadVector(content);
        }
        if (vectors == 0) throw new DataException($"{name} holds no word vectors; give a text file with a word and its numbers a line.");
        if (promised is { } count && count > vectors)
            throw new DataException($"{name} promises {count:N0} vectors in its first line, but holds {vectors:N0}; it is cut off: get it again, or correct its first line.");
    }

    private void ReadVector(ReadOnlySpan<byte> content)
    {
        var spaces = content.Count((byte)' ');
        if (vectors == 0) Begin(content, spaces);
        vectors++;
        var wordEnd = WordEnd(content, spaces);
        var numbers = content[(wordEnd + 1)..];
        if (numbers.ContainsAnyExcept(NumberLetters)) throw NotNumber(numbers);
        if (!Utf8.IsValid(content[..wordEnd])) throw WrongEncoding();
        if (TokenOf(content[..wordEnd]) is not (var token, var match) || match <= matches[token]) return;
        matches[token] = match;
        ReadNumbers(numbers, Table!.Row(token));
    }

    // The first vector says how wide all are.
    private void Begin(ReadOnlySpan<byte> content, int spaces)
    {
        if (content.Contains((byte)0))
            throw new DataException($"{name}, line {line}, is not text: word vectors in a binary layout are not read; convert them to text.");
        if (width == 0) width = spaces;
        if (width == 0) throw new DataException($"{name}, line {line}, holds no numbers; every line must be a word and its numbers, separated by spaces.");
        if (width > LargestWidth) throw new DataException($"{name}, line {line}, has {width:N0} numbers where at most {LargestWidth:N0} are read; is it a file of word vectors?");
        if (wantedWidth is { } wanted && wanted != width)
            throw new DataException($"{name} holds vectors of {width} numbers where {wanted} are wanted; give another file or another width.");
        firstVector = line;
        Table = new Matrix(vocabulary.Count, width);
    }

    // Where the word ends. A few files hold words with spaces in them, so it ends where the numbers begin.
    private int WordEnd(ReadOnlySpan<byte> content, int spaces)
    {
        var wordEnd = content.IndexOf((byte)' ');
        if (wordEnd == 0) throw new DataException($"{name}, line {line}, starts with a space where a word is needed; get the file again.");
        if (spaces < width) throw Ragged(content, spaces);
        for (var extra = spaces - width; extra > 0; extra--)
        {
            var rest = content[(wordEnd + 1)..];
            var next = rest.IndexOf((byte)' ');
            if (next == 0 || Utf8Parser.TryParse(rest[..next], out double _, out var read) && read == next) throw Ragged(content, spaces);
            wordEnd += 1 + next;
        }
        return wordEnd;
    }

    private (int Token, Match Match)? TokenOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestWord) return null;
        var letters = word.AsSpan(0, Encoding.UTF8.GetChars(utf8, word));
        var token = vocabulary.TokenOf(letters);
        if (token != Vocabulary.Unknown) return (token, Match.Exact);
        if (letters.ToLowerInvariant(lowered) is var length && letters.SequenceEqual(lowered.AsSpan(0, length))) return null;
        token = vocabulary.TokenOf(lowered.AsSpan(0, length));
        return token == Vocabulary.Unknown ? null : (token, Match.OtherCase);
    }

    private void ReadNumbers(ReadOnlySpan<byte> numbers, Span<float> vector)
    {
        var rest = numbers;
        for (var i = 0; i < vector.Length; i++)
        {
            var length = rest.IndexOf((byte)' ');
            var text = length < 0 ? rest : rest[..length];
            if (!Utf8Parser.TryParse(text, out float value, out var read) || read != text.Length || !float.IsFinite(value)) throw NotNumber(text);
            vector[i] = value;
            rest = rest[(text.Length + (length < 0 ? 0 : 1))..];
        }
    }

    // Two whole numbers, where a vector follows that has more.
    private bool IsHeader(ReadOnlySpan<byte> content)
    {
        var space = content.IndexOf((byte)' ');
        if (space < 1 || !Utf8Parser.TryParse(content, out long count, out var read) || read != space) return false;
        var second = content[(space + 1)..];
        if (!Utf8Parser.TryParse(second, out int numbers, out read) || read != second.Length || count < 1 || numbers < 1) return false;
        promised = count;
        width = numbers;
        return true;
    }

    private ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || content.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? throw WrongEncoding()
        : content.StartsWith("\uFEFF"u8) ? content[3..] : content;

    private bool NextLine(out ReadOnlySpan<byte> content)
    {
        var searched = start;
        while (true)
        {
            var length = buffer.AsSpan(searched..end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                content = buffer.AsSpan(start..(searched + length));
                start = searched + length + 1;
                line++;
                return true;
            }
            searched = end - start;
            if (!Fill())
            {
                content = buffer.AsSpan(start..end);
                start = end;
                line++;
                return !content.IsEmpty;
            }
        }
    }

    // Moves what is left to the front and reads on; tabs count as spaces.
    private bool Fill()
    {
        buffer.AsSpan(start..end).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end > LongestLine) throw new DataException($"{name}, line {line + 1}, is longer than {LongestLine:N0} bytes; is it a text file of word vectors?");
        if (2 * end > buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
        var read = stream.Read(buffer.AsSpan(end));
        buffer.AsSpan(end, read).Replace((byte)'\t', (byte)' ');
        end += read;
        return read > 0;
    }

    private DataException Ragged(ReadOnlySpan<byte> content, int spaces)
    {
        var place = firstVector == line ? "the first line promises" : $"line {firstVector} has";
        return new DataException($"{name}, line {line} ({Quoted.From(Encoding.UTF8.GetString(content[..Math.Min(content.Length, 40)]))}), has {spaces} numbers where {place} {width}; all vectors must be of one width: get the file again.");
    }

    private DataException NotNumber(ReadOnlySpan<byte> numbers)
    {
        foreach (var field in Encoding.UTF8.GetString(numbers).Split(' '))
            if (!float.TryParse(field, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var value) || !float.IsFinite(value))
                return new DataException($"{name}, line {line}: {Quoted.From(field)} is not a finite number; get the file again.");
        return new DataException($"{name}, line {line}, holds something that is not a number; get the file again.");
    }

    private DataException WrongEncoding() => new($"{name}, line {line}, is not UTF-8 text; convert the file to UTF-8.");
}
