using GenreLab.Text;

namespace GenreLab.Tests.Text;

public class TokenizerTests
{
    [Theory]
    [InlineData("Hello, World!", "hello|world")]
    [InlineData("don't stop", "don|t|stop")]
    [InlineData("don’t l’amour rock'n'roll", "don|t|l|amour|rock|n|roll")]
    [InlineData("snake_case well-known 24/7", "snake|case|well|known|24|7")]
    [InlineData("ÀÉÎ Straße ΣΟΦΊΑ ЁЖ", "àéî|straße|σοφία|ёж")]
    [InlineData("e\u0301te\u0301", "e\u0301te\u0301")]
    [InlineData("ra\u00ADin \u2764\uFE0F love\u200Dly", "rain|lovely")]
    [InlineData("हिन्दी गाना", "हिन्दी|गाना")]
    [InlineData("한국 노래", "한국|노래")]
    [InlineData("東京の夜", "東京|京の|の夜")]
    [InlineData("夜", "夜")]
    [InlineData("ABC東京123", "abc|東京|123")]
    [InlineData("東 京", "東|京")]
    [InlineData("คืนนี้", "คืน|นนี้")]
    [InlineData("𠀋𠀌𠀍", "𠀋𠀌|𠀌𠀍")]
    [InlineData("", "")]
    [InlineData(" \t\n…", "")]
    [InlineData(null, "")]
    public void WordsAreRunsOfLettersMarksAndDigits(string? text, string words) =>
        Assert.Equal(words, string.Join('|', new Tokenizer(new TokenizerOptions()).Tokenize(text)));

    [Theory]
    [InlineData(SpacelessScript.Pairs, "x|東京|京夜|カ")]
    [InlineData(SpacelessScript.Letters, "x|東|京|夜|カ")]
    [InlineData(SpacelessScript.Whole, "x東京夜|カ")]
    public void ScriptsWithoutSpacesAreCutAsAsked(SpacelessScript scripts, string words) =>
        Assert.Equal(words, string.Join('|', new Tokenizer(new TokenizerOptions { SpacelessScripts = scripts }).Tokenize("X東京夜・カ")));

    [Fact]
    public void HalvesOfSurrogatePairsSeparate() =>
        Assert.Equal(["lone", "half", "s"], new Tokenizer(new TokenizerOptions()).Tokenize($"lone {'\uD800'} half{'\uDC00'}s{'\uD83C'}"));

    [Fact]
    public void StopWordsShortWordsAndEndingsAreLeftOut()
    {
        var tokenizer = new Tokenizer(new TokenizerOptions
        {
            StopWords = [TextLanguage.English, TextLanguage.French],
            OwnStopWords = ["Baby's"],
            Stemming = Stemming.English,
            MinimumLength = 2,
        });
        Assert.Equal(["love", "sing", "amour"], tokenizer.Tokenize("Baby, don't you love the singing? l'amour, y"));
    }

    [Fact]
    public void LongTextsAreReadInLinearTime()
    {
        var text = string.Concat(Enumerable.Repeat("la la ", 1_700_000));
        var count = 0;
        foreach (var _ in new Tokenizer(new TokenizerOptions()).Read(text)) count++;
        Assert.Equal(3_400_000, count);
        var endless = Assert.Single(new Tokenizer(new TokenizerOptions()).Tokenize(new string('a', 10_000_000)));
        Assert.Equal(100, endless.Length);
    }

    [Theory]
    [InlineData(TextLanguage.English, "the and you wouldn", "love night")]
    [InlineData(TextLanguage.Spanish, "el que está mí", "amor noche")]
    [InlineData(TextLanguage.Portuguese, "não você uma às", "amor noite saudade")]
    [InlineData(TextLanguage.French, "où les être qu", "amour nuit")]
    [InlineData(TextLanguage.German, "und für nicht dass", "liebe nacht")]
    [InlineData(TextLanguage.Italian, "perché gli dell", "amore notte")]
    public void EveryLanguageHasItsFunctionWords(TextLanguage language, string inList, string notInList)
    {
        var words = StopWords.Of(language);
        Assert.InRange(words.Count, 120, 400);
        Assert.Equal(words.Count, words.Distinct().Count());
        Assert.All(words, word => Assert.Equal(word, Assert.Single(new Tokenizer(new TokenizerOptions()).Tokenize(word))));
        foreach (var word in inList.Split(' ')) Assert.Contains(word, words);
        foreach (var word in notInList.Split(' ')) Assert.DoesNotContain(word, words);
    }

    [Fact]
    public void AUsersListIsReadWithComments()
    {
        Assert.Equal(["yeah", "oh", "don", "t"], StopWords.Parse("Yeah # as in so many songs\noh, don't\r\n# baby\n\n", "mine.txt"));
        Assert.Contains("mine.txt holds no stop-words", Assert.Throws<DataException>(() => StopWords.Parse("# nothing", "mine.txt")).Message);
        Assert.Contains("not a text file", Assert.Throws<DataException>(() => StopWords.Parse("a\0b", "mine.txt")).Message);
    }

    [Fact]
    public void ImpossibleOptionsAreRefused()
    {
        Assert.Throws<OptionException>(() => new Tokenizer(new TokenizerOptions { MinimumLength = 0 }));
        Assert.Throws<OptionException>(() => new Tokenizer(new TokenizerOptions { Stemming = (Stemming)9 }));
        Assert.Throws<OptionException>(() => new Tokenizer(new TokenizerOptions { StopWords = [(TextLanguage)9] }));
    }
}
