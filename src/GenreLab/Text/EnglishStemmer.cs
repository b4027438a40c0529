namespace GenreLab.Text;

/// <summary>
/// Porter's second stemmer for English ("Porter2"; Porter, The English stemming algorithm, snowballstem.org, 2001), from its published
/// description: <c>singing</c> → <c>sing</c>, <c>happiness</c> → <c>happi</c>.
/// </summary>
public static class EnglishStemmer
{
    // A y that stands for a consonant.
    private const char ConsonantY = 'Y';

    private static readonly string[] LongPrefixes = ["gener", "commun", "arsen"];

    private static readonly Dictionary<string, string> Irregular = new[]
    {
        ("skis", "ski"), ("skies", "sky"), ("dying", "die"), ("lying", "lie"), ("tying", "tie"),
        ("idly", "idl"), ("gently", "gentl"), ("ugly", "ugli"), ("early", "earli"), ("only", "onli"), ("singly", "singl"),
        ("sky", "sky"), ("news", "news"), ("howe", "howe"), ("atlas", "atlas"), ("cosmos", "cosmos"), ("bias", "bias"), ("andes", "andes"),
    }.ToDictionary();

    private static readonly string[] NotVerbs = ["inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"];

    // Longest first, as the description asks for the longest suffix.
    private static readonly (string Suffix, string By)[] SecondStep = Longest(
        ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("abli", "able"), ("entli", "ent"), ("izer", "ize"), ("ization", "ize"),
        ("ational", "ate"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("aliti", "al"), ("alli", "al"), ("fulness", "ful"), ("ousli", "ous"),
        ("ousness", "ous"), ("iveness", "ive"), ("iviti", "ive"), ("biliti", "ble"), ("bli", "ble"), ("ogi", "og"), ("fulli", "ful"), ("lessli", "less"), ("li", ""));

    private static readonly (string Suffix, string By)[] ThirdStep = Longest(
        ("tional", "tion"), ("ational", "ate"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""), ("ative", ""));

    private static readonly (string Suffix, string By)[] FourthStep = Longest(
        ("al", ""), ("ance", ""), ("ence", ""), ("er", ""), ("ic", ""), ("able", ""), ("ible", ""), ("ant", ""), ("ement", ""), ("ment", ""), ("ent", ""),
        ("ism", ""), ("ate", ""), ("iti", ""), ("ous", ""), ("ive", ""), ("ize", ""), ("ion", ""));

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> IrregularWords = Irregular.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The stem of a word in lower case.</summary>
    public static string Stem(string word)
    {
        var letters = word.ToCharArray();
        return new string(letters, 0, Stem(letters));
    }

    /// <summary>Replaces a word in lower case by its stem, which is never longer, and returns the stem's length.</summary>
    public static int Stem(Span<char> word)
    {
        if (word.Length <= 2) return word.Length;
        if (IrregularWords.TryGetValue(word, out var known))
        {
            known.CopyTo(word);
            return known.Length;
        }
        if (word[0] == '\'')
        {
            word[1..].CopyTo(word);
            word = word[..^1];
        }
        var stem = new Word(word);
        stem.MarkConsonantYs();
        stem.FindRegions();
        Possessive(ref stem);
        Plural(ref stem);
        if (!stem.IsOneOf(NotVerbs))
        {
            Participle(ref stem);
            if (stem.Length > 2 && stem[^1] is 'y' or ConsonantY && !stem.IsVowel(stem.Length - 2)) stem.Replace(1, "i");
            DerivedSuffix(ref stem);
            FurtherSuffix(ref stem);
            LastSuffix(ref stem);
            Ending(ref stem);
        }
        for (var i = 0; i < stem.Length; i++)
            if (word[i] == ConsonantY) word[i] = 'y';
        return stem.Length;
    }

    // Step 0.
    private static void Possessive(ref Word word)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["'s'", "'s", "'"])
        {
            if (!word.EndsWith(suffix)) continue;
            word.Replace(suffix.Length, "");
            return;
        }
    }

    // Step 1a.
    private static void Plural(ref Word word)
    {
        if (word.EndsWith("sses")) word.Replace(4, "ss");
        else if (word.EndsWith("ied") || word.EndsWith("ies")) word.Replace(3, word.Length > 4 ? "i" : "ie");
        else if (word.EndsWith("us") || word.EndsWith("ss")) return;
        else if (word.EndsWith("s") && word.HasVowelBefore(word.Length - 2)) word.Replace(1, "");
    }

    // Step 1b.
    private static void Participle(ref Word word)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["eedly", "ingly", "edly", "eed", "ing", "ed"])
        {
            if (!word.EndsWith(suffix)) continue;
            if (suffix.StartsWith("eed", StringComparison.Ordinal))
            {
                if (word.InFirstRegion(suffix.Length)) word.Replace(suffix.Length, "ee");
                return;
            }
            if (!word.HasVowelBefore(word.Length - suffix.Length)) return;
            word.Replace(suffix.Length, "");
            if (word.EndsWith("at") || word.EndsWith("bl") || word.EndsWith("iz")) word.Replace(0, "e");
            else if (word.EndsWithDouble()) word.Replace(1, "");
            else if (word.IsShort()) word.Replace(0, "e");
            return;
        }
    }

    // Step 2.
    private static void DerivedSuffix(ref Word word)
    {
        if (Find(word, SecondStep) is not var (suffix, by) || !word.InFirstRegion(suffix.Length)) return;
        var before = word.Length - suffix.Length - 1;
        if (suffix == "ogi" && (before < 0 || word[before] != 'l')) return;
        if (suffix == "li" && (before < 0 || !"cdeghkmnrt".Contains(word[before]))) return;
        word.Replace(suffix.Length, by);
    }

    // Step 3.
    private static void FurtherSuffix(ref Word word)
    {
        if (Find(word, ThirdStep) is not var (suffix, by) || !word.InFirstRegion(suffix.Length)) return;
        if (suffix == "ative" && !word.InSecondRegion(suffix.Length)) return;
        word.Replace(suffix.Length, by);
    }

    // Step 4.
    private static void LastSuffix(ref Word word)
    {
        if (Find(word, FourthStep) is not var (suffix, by) || !word.InSecondRegion(suffix.Length)) return;
        if (suffix == "ion" && (word.Length == suffix.Length || word[word.Length - 4] is not ('s' or 't'))) return;
        word.Replace(suffix.Length, by);
    }

    // Step 5.
    private static void Ending(ref Word word)
    {
        if (word.EndsWith("e") && (word.InSecondRegion(1) || word.InFirstRegion(1) && !word.EndsWithShortSyllable(word.Length - 1))) word.Replace(1, "");
        else if (word.EndsWith("ll") && word.InSecondRegion(1)) word.Replace(1, "");
    }

    private static (string Suffix, string By)? Find(in Word word, (string Suffix, string By)[] suffixes)
    {
        foreach (var one in suffixes)
            if (word.EndsWith(one.Suffix)) return one;
        return null;
    }

    private static (string Suffix, string By)[] Longest(params (string Suffix, string By)[] suffixes) => [.. suffixes.OrderByDescending(one => one.Suffix.Length)];

    /// <summary>The word as far as it is worked off, and the two regions after its first syllables.</summary>
    private ref struct Word(Span<char> letters)
    {
        private readonly Span<char> letters = letters;
        private int first, second;

        public int Length { get; private set; } = letters.Length;

        public readonly char this[int index] => letters[index];

        public readonly bool IsOneOf(string[] words)
        {
            foreach (var one in words)
                if (letters[..Length].SequenceEqual(one)) return true;
            return false;
        }

        public readonly bool IsVowel(int index) => letters[index] is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';

        public readonly bool EndsWith(string suffix) => letters[..Length].EndsWith(suffix);

        public readonly bool InFirstRegion(int suffix) => Length - suffix >= first;

        public readonly bool InSecondRegion(int suffix) => Length - suffix >= second;

        public readonly bool HasVowelBefore(int end)
        {
            for (var i = 0; i < end; i++)
                if (IsVowel(i)) return true;
            return false;
        }

        public readonly bool EndsWithDouble() => Length > 1 && letters[Length - 1] == letters[Length - 2] && "bdfgmnprt".Contains(letters[Length - 1]);

        public readonly bool EndsWithShortSyllable(int end) => end switch
        {
            < 2 => false,
            2 => IsVowel(0) && !IsVowel(1),
            _ => !IsVowel(end - 1) && letters[end - 1] is not ('w' or 'x' or ConsonantY) && IsVowel(end - 2) && !IsVowel(end - 3),
        };

        public readonly bool IsShort() => first >= Length && EndsWithShortSyllable(Length);

        public readonly void MarkConsonantYs()
        {
            for (var i = 0; i < Length; i++)
                if (letters[i] == 'y' && (i == 0 || IsVowel(i - 1))) letters[i] = ConsonantY;
        }

        public void FindRegions()
        {
            first = -1;
            foreach (var prefix in LongPrefixes)
                if (letters.StartsWith(prefix)) first = prefix.Length;
            if (first < 0) first = AfterSyllable(0);
            second = AfterSyllable(first);
        }

        // Replaces the last letters; there is always room, for what is put on was taken off before.
        public void Replace(int last, string by)
        {
            by.CopyTo(letters[(Length - last)..]);
            Length += by.Length - last;
        }

        // Behind the first consonant that follows a vowel.
        private readonly int AfterSyllable(int start)
        {
            for (var i = start + 1; i < Length; i++)
                if (!IsVowel(i) && IsVowel(i - 1)) return i + 1;
            return Length;
        }
    }
}
