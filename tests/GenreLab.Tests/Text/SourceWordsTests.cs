using GenreLab.Data;
using GenreLab.Numerics;
using GenreLab.Tests.Data;
using GenreLab.Text;

namespace GenreLab.Tests.Text;

public sealed class SourceWordsTests
{
    private static readonly string[] Shared = ["love", "night", "day", "know", "go", "heart", "way", "home", "river", "fire", "road", "rain", "time", "dance", "eyes", "star"];

    /// <summary>Three hundred songs of two genres; of the second genre a part ends and another begins with words of a site.</summary>
    private static (string[] Texts, int[] Labels) Songs(string ending, string beginning = "", Func<int, bool>? marked = null)
    {
        var random = new RandomSource(1);
        var labels = Enumerable.Range(0, 300).Select(row => row % 2).ToArray();
        var texts = labels.Select((label, row) =>
        {
            var song = string.Join(' ', Enumerable.Range(0, 20 + random.NextInt32(60)).Select(_ => Shared[random.NextInt32(Shared.Length)]));
            return label == 1 && (marked?.Invoke(row) ?? row % 4 == 1) ? $"{beginning} {song} {ending}" : song;
        }).ToArray();
        return (texts, labels);
    }

    [Fact]
    public void AWordThatAlwaysEndsTextsOfOneGenreIsFound()
    {
        var (texts, labels) = Songs("Lyric Commercial");
        var found = SourceWords.Find(texts, labels, 2);
        Assert.Equal(["commercial", "lyric"], found.Select(word => word.Word));
        Assert.All(found, word => Assert.Equal((1, 0.5, 0, TextPlace.End), (word.Genre, word.Share, word.Elsewhere, word.Place)));
        Assert.Equal(["from"], SourceWords.Find(Songs("", "from").Texts, labels, 2).Select(word => word.Word));
    }

    [Fact]
    public void WordsOfSongsAreNot()
    {
        // A word of one genre that stands anywhere, and one that ends the texts of all genres alike.
        var (texts, labels) = Songs("");
        var random = new RandomSource(2);
        for (var row = 0; row < texts.Length; row++)
        {
            var words = texts[row].Split(' ').ToList();
            if (labels[row] == 1) words.Insert(random.NextInt32(words.Count), "riddim");
            texts[row] = string.Join(' ', words) + (row % 3 == 0 ? " amen" : "");
        }
        Assert.Empty(SourceWords.Find(texts, labels, 2));
        // Too few to be told from chance, and one song that stands in the table many times.
        Assert.Empty(SourceWords.Find(Songs("commercial", marked: row => row < 18).Texts, labels, 2));
        for (var row = 1; row < 100; row += 2) texts[row] = texts[1] + " commercial";
        Assert.Empty(SourceWords.Find(texts, labels, 2));
    }

    [Fact]
    public void WordsThatNoSongSingsAreFoundAnywhere()
    {
        var (texts, labels) = Songs("one two three four");
        for (var row = 0; row < texts.Length; row++) texts[row] = texts[row].Replace(" one two three four", " love www love night day home go way", StringComparison.Ordinal);
        Assert.Equal(("www", TextPlace.Anywhere), Assert.Single(SourceWords.Find(texts, labels, 2)) is var word ? (word.Word, word.Place) : default);
        Assert.Empty(SourceWords.Find([null, "", "www"], [0, 1, -1], 2));
    }

    [Fact]
    public void TheAuditTellsThemInOneFinding()
    {
        var (texts, labels) = Songs("lyric commercial");
        var csv = "track_name,lyrics,tempo,genre\n" + string.Concat(texts.Select((text, row) => $"t{row},{text},{100 + row},{(labels[row] == 0 ? "jazz" : "rock")}\n"));
        var finding = Assert.Single(Auditor.Audit(Csv.Genres(csv)), finding => finding.Code == "source-words");
        Assert.Equal((AuditSeverity.Warning, "lyrics"), (finding.Severity, finding.Column));
        Assert.Contains("'commercial' at the end of 50.0% of the texts of 'rock' and 0.0% of all others; 'lyric' at the end of", finding.Message, StringComparison.Ordinal);
        Assert.Contains("--stop-words", finding.Action, StringComparison.Ordinal);
        Assert.DoesNotContain(Auditor.Audit(Csv.Genres(csv.Replace("lyric commercial", "", StringComparison.Ordinal))), one => one.Code == "source-words");
    }

    [Theory]
    [InlineData("lyrics_genre.csv")]
    [InlineData("lyrics_audio_genre.csv")]
    public void RealLyricsHoldTheNoteOfTheSiteTheyWereTakenFrom(string file)
    {
        var finding = Assert.Single(Auditor.Audit(GenreTable.Load(RealData.File("lyrics", file))), finding => finding.Code == "source-words");
        Assert.Matches("'lyric' at the end of [57][0-9].[0-9]% of the texts of 'hip hop' and .*; 'commercial' at the end of [57][0-9].[0-9]% of the texts of 'hip hop' and [0-9.]+% of all others\\.$", finding.Message);
    }
}
