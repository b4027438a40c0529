using System.Globalization;
using System.Text;

namespace GenreLab.Text;

/// <summary>The words of one text, one after the other; made by <see cref="Tokenizer.Read"/>.</summary>
public ref struct TokenReader
{
    private const int LongestWord = 100;
    private const int ZeroWidthSpace = 0x200B;

    private readonly ReadOnlySpan<char> text;
    private readonly TokenizerOptions options;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> stopWords;
    private readonly char[] word;
    private int position, length;
    // Whether the letter at the position has already been the second of a pair.
    private bool paired;

    internal TokenReader(ReadOnlySpan<char> text, TokenizerOptions options, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> stopWords)
    {
        this.text = text;
        this.options = options;
        this.stopWords = stopWords;
        word = text.IsEmpty ? [] : new char[LongestWord];
    }

    /// <summary>The word last read, in lower case; valid until the next call of <see cref="MoveNext"/>.</summary>
    public readonly ReadOnlySpan<char> Current => word.AsSpan(0, length);

    /// <summary>The reader itself, for foreach.</summary>
    public readonly TokenReader GetEnumerator() => this;

    /// <summary>Reads the next word.</summary>
    /// <returns>Whether there was one.</returns>
    public bool MoveNext()
    {
        while (position < text.Length)
        {
            var letter = Peek(out var size);
            if (!Rune.IsLetterOrDigit(letter))
            {
                position += size;
                paired = false;
                continue;
            }
            length = 0;
            if (options.SpacelessScripts != SpacelessScript.Whole && SpacelessScripts.Contains(letter))
            {
                if (ReadSpaceless() && !stopWords.Contains(Current)) return true;
                continue;
            }
            ReadWord();
            if (length < options.MinimumLength || stopWords.Contains(Current)) continue;
            if (options.Stemming == Stemming.English) length = EnglishStemmer.Stem(word.AsSpan(0, length));
            return true;
        }
        length = 0;
        return false;
    }

    private void ReadWord()
    {
        paired = false;
        while (position < text.Length)
        {
            var letter = Peek(out var size);
            if (Rune.IsLetterOrDigit(letter) ? options.SpacelessScripts != SpacelessScript.Whole && SpacelessScripts.Contains(letter) : !Continues(letter)) return;
            position += size;
            Append(letter);
        }
    }

    // A letter with its marks, or two neighbours of them; false at the end of a run whose last letter was already in a pair.
    private bool ReadSpaceless()
    {
        ReadLetter();
        if (options.SpacelessScripts == SpacelessScript.Letters) return true;
        if (position < text.Length && Peek(out _) is var next && Rune.IsLetterOrDigit(next) && SpacelessScripts.Contains(next))
        {
            var second = position;
            ReadLetter();
            position = second;
            return paired = true;
        }
        var alone = !paired;
        paired = false;
        return alone;
    }

    private void ReadLetter()
    {
        Append(Peek(out var size));
        position += size;
        while (position < text.Length && Peek(out size) is var mark && Continues(mark))
        {
            Append(mark);
            position += size;
        }
    }

    // Marks sit on the letter before them, format characters are invisible.
    private static bool Continues(Rune mark) => Rune.GetUnicodeCategory(mark) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => true,
        UnicodeCategory.Format => mark.Value != ZeroWidthSpace,
        _ => false,
    };

    private void Append(Rune letter)
    {
        if (letter.Utf16SequenceLength > LongestWord - length || Rune.GetUnicodeCategory(letter) == UnicodeCategory.Format) return;
        length += Rune.ToLowerInvariant(letter).EncodeToUtf16(word.AsSpan(length));
    }

    // Half a surrogate pair counts as the replacement character, which separates.
    private readonly Rune Peek(out int size)
    {
        Rune.DecodeFromUtf16(text[position..], out var letter, out size);
        return letter;
    }
}
