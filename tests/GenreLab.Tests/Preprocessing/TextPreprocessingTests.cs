using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Preprocessing;
using GenreLab.Tests.Data;
using GenreLab.Tests.Text;
using GenreLab.Text;

namespace GenreLab.Tests.Preprocessing;

public class TextPreprocessingTests
{
    private const string Header = "artist,track_name,genre,lyrics,tempo\n";

    private static readonly GenreTable Songs = Csv.Genres(Header
        + "a,Ça va,pop,one two two three three three,100\n"
        + "b,夜に駆ける,pop,three two three,120\n"
        + "c,Blue,rock,,90\n"
        + "d,Blue Moon,rock,three two seven,80\n");

    private static int[] All => [0, 1, 2, 3];

    private static Preprocessor Fit(TextOptions text, bool audio = true, GenreTable? table = null) =>
        Preprocessor.Fit((table ?? Songs).Table, (table ?? Songs).Schema, (table ?? Songs).Table == Songs.Table ? All : [.. Enumerable.Range(0, table!.Table.RowCount)],
            new PreprocessingOptions { Scaling = Scaling.None, Audio = audio, Text = text });

    [Fact]
    public void LyricsBecomeTokensInTheirOrderAndNamesBags()
    {
        var fitted = Fit(new TextOptions { Sequences = new TokenSequenceOptions { LengthPercentile = 100 } });
        Assert.Equal(["tempo", "lyrics", "track_name"], fitted.FeatureNames);
        Assert.Equal(["lyrics", "track_name"], fitted.Texts.Select(text => text.Name));
        Assert.Equal((true, false), (fitted.Texts[0].Ordered, fitted.Texts[1].Ordered));
        Assert.Equal(fitted.FeatureOutputs.Skip(1), fitted.Texts.Select(text => text.Columns));
        var x = fitted.Transform(Songs.Table, Songs.Schema, All);
        Assert.Equal(fitted.OutputNames.Count, x.Columns);
        // three occurs 6 times, two 4 times, the others once: unknown.
        Assert.Equal([100f, 0, 2, 2, 1, 1, 1], x.Row(0)[..7].ToArray());
        Assert.Equal([120f, 1, 2, 1, -1, -1, -1], x.Row(1)[..7].ToArray());
        Assert.Equal([90f, -1, -1, -1, -1, -1, -1], x.Row(2)[..7].ToArray());
        Assert.Equal(("three", "two", null), (fitted.WordOf("lyrics", 1), fitted.WordOf("lyrics", 2), fitted.WordOf("lyrics", 0)));
        for (var row = 0; row < 4; row++)
        {
            var bag = x.Row(row)[fitted.Texts[1].Columns];
            var count = bag.IndexOf(-1f) is var end and >= 0 ? end : bag.Length;
            Assert.True(count > 0);
            Assert.False(bag[..count].Contains(-1f));
            Assert.False(bag[count..].ContainsAnyExcept(-1f));
            Assert.All(bag[..count].ToArray(), token => Assert.InRange(token, 0, fitted.Texts[1].Tokens - 1));
        }
        // The word blue is hashed to one bucket wherever it stands.
        Assert.Equal(x.Row(2)[fitted.Texts[1].Columns][0], x.Row(3)[fitted.Texts[1].Columns][0]);
    }

    [Fact]
    public void WhatIsReadOfATextIsTold()
    {
        var fitted = Fit(new TextOptions { Use = ["track_name", "lyrics"], Sequences = new TokenSequenceOptions { MaximumLength = 3, Cut = SequenceEnd.Start }, MaximumParts = 5 });
        var (lyrics, names) = (fitted.TextSummaries[0], fitted.TextSummaries[1]);
        Assert.Equal(("lyrics", true, 3, 3, 3, 1), (lyrics.Name, lyrics.Ordered, lyrics.Tokens, lyrics.Length, lyrics.Texts, lyrics.Cut));
        Assert.Equal(10 / 12.0, lyrics.KnownShare!.Value, 1e-12);
        Assert.Equal(("track_name", false, 5, 4), (names.Name, names.Ordered, names.Length, names.Texts));
        Assert.Equal(4, names.Cut);
        Assert.Null(names.KnownShare);
        var x = fitted.Transform(Songs.Table, Songs.Schema, All);
        Assert.Equal([1f, 1, 1], x.Row(0)[fitted.Texts[0].Columns].ToArray());
    }

    [Fact]
    public void TheShapeOfLyricsIsNumbersBeforeAllTokens()
    {
        var fitted = Fit(new TextOptions { Shape = true, Use = ["lyrics", "artist"] }, audio: false);
        Assert.Equal(["lyrics shape", "lyrics", "artist"], fitted.FeatureNames);
        Assert.Empty(fitted.Features);
        Assert.Equal(..TextShape.Columns, fitted.FeatureOutputs[0]);
        var x = fitted.Transform(Songs.Table, Songs.Schema);
        var expected = TextShape.Fit([.. All.Select(row => FittedText.TextOf(Songs.Table["lyrics"], row))], new TokenizerOptions()).Apply([Songs.Table["lyrics"].Text(1)]);
        Assert.Equal(expected.RowIndices(0).ToArray(), Enumerable.Range(0, TextShape.Columns).Where(column => x[1, column] != 0));
        Assert.Equal(0f, x.Row(2)[..TextShape.Columns].ToArray().Sum());
    }

    [Fact]
    public void StoredAndLoadedItGivesTheSameInputs()
    {
        var vectors = Path.GetTempFileName();
        File.WriteAllText(vectors, "three 1 2\nfour 3 4\n");
        try
        {
            var fitted = Fit(new TextOptions { Shape = true, Vectors = vectors, Tokenizer = new TokenizerOptions { Stemming = Stemming.English } });
            Assert.Equal((3, 2), (fitted.Texts[0].Vectors!.Rows, fitted.Texts[0].Vectors!.Columns));
            Assert.Equal([1f, 2f], fitted.Texts[0].Vectors!.Row(1).ToArray());
            Assert.Equal(0.5, fitted.TextSummaries[0].Coverage!.WordShare);
            var state = fitted.Export();
            // No path of the machine is stored.
            Assert.Equal(Path.GetFileName(vectors), state.Settings["options"]!["text"]!["vectors"]!.GetValue<string>());
            var loaded = Preprocessor.Import(new StoredState((JsonObject)JsonNode.Parse(state.Settings.ToJsonString())!, state.Tensors));
            Assert.Null(loaded.Texts[0].Vectors);
            Assert.Equal(fitted.TextSummaries, loaded.TextSummaries);
            Assert.Equal(fitted.OutputNames, loaded.OutputNames);
            Assert.Equal(fitted.Texts.Select(text => text with { Vectors = null }), loaded.Texts);
            Assert.Equal(fitted.Transform(Songs.Table, Songs.Schema).Values, loaded.Transform(Songs.Table, Songs.Schema).Values);
        }
        finally
        {
            File.Delete(vectors);
        }
    }

    [Fact]
    public void ManyRowsAreTheSameWithAnyNumberOfThreads()
    {
        var songs = Csv.Genres(SmallSongs.Csv(3000, audio: true));
        var fitted = Fit(new TextOptions { Shape = true }, table: songs);
        int[] rows = [.. Enumerable.Range(0, 3000).Reverse()];
        var one = fitted.Transform(songs.Table, songs.Schema, rows, threads: 1);
        Assert.Equal(one.Values, fitted.Transform(songs.Table, songs.Schema, rows, threads: 3).Values);
        var whole = fitted.Transform(songs.Table, songs.Schema);
        for (var row = 0; row < 3000; row += 97) Assert.Equal(whole.Row(2999 - row).ToArray(), one.Row(row).ToArray());
    }

    [Fact]
    public void WhatCannotBeReadIsOneSentence()
    {
        string Refused<T>(TextOptions text, bool audio = true, GenreTable? table = null) where T : GenreLabException => Assert.Throws<T>(() => Fit(text, audio, table)).Message;
        Assert.Contains("'lyric' is no text that a model can read; the texts are lyrics", Refused<OptionException>(new TextOptions { Use = ["lyric"] }));
        Assert.Contains("has no column of album names", Refused<DataException>(new TextOptions { Use = ["album_name"] }));
        Assert.Contains("no lyrics are read", Refused<OptionException>(new TextOptions { Use = ["track_name"], Vectors = "vectors.txt" }));
        Assert.Contains("There is no file", Refused<DataException>(new TextOptions { Vectors = "nowhere.txt" }));
        Assert.Contains("Option pad is start", Refused<OptionException>(new TextOptions { Sequences = new TokenSequenceOptions { Pad = SequenceEnd.Start } }));
        var silent = Csv.Genres(Header + "a,x,pop,,1\nb,y,rock,!?,2\nc,z,rock,…,3\n");
        Assert.Contains("'lyrics' of tracks.csv has no words in any training row", Refused<DataException>(new TextOptions { Use = ["lyrics"] }, table: silent));
        Assert.Equal(["track_name"], Fit(new TextOptions(), table: silent).Texts.Select(text => text.Name));
        var numbers = Csv.Genres("genre,tempo\npop,1\nrock,2\n");
        Assert.Contains("has no lyrics and no names", Refused<DataException>(new TextOptions(), audio: false, table: numbers));
        var words = Csv.Genres(SmallSongs.Csv(30));
        Assert.Contains("choose a model that reads texts", Refused<DataException>(TextOptions.None, table: words));
        var fitted = Fit(new TextOptions());
        Assert.Contains("lacks the lyrics that the model reads", Assert.Throws<DataException>(() => fitted.Transform(Csv.Table("track_name,tempo\nx,1\n"), SchemaDetector.Detect(Csv.Table("track_name,tempo\nx,1\n"), new SchemaOptions { RequireLabel = false }))).Message);
    }

    [Fact]
    public void AwkwardTextsAreServed()
    {
        var huge = string.Concat(Enumerable.Repeat("la ", 200_000));
        var table = Csv.Genres(Header + $"a,x,pop,{huge},1\nb,y,rock,你好世界你好,2\nc,z,rock,สวัสดี สวัสดี,3\nd,\"{new string('q', 3000)}\",pop,la la,4\n");
        var fitted = Fit(new TextOptions { Sequences = new TokenSequenceOptions { MaximumLength = 50 } }, table: table);
        var x = fitted.Transform(table.Table, table.Schema);
        Assert.Equal(1, fitted.TextSummaries[0].Cut);
        for (var row = 0; row < 4; row++) Assert.True(x.Row(row)[fitted.Texts[0].Columns][0] >= 0);
    }

    [Fact]
    public void DamagedTextsAreRefused()
    {
        var state = Fit(new TextOptions { Shape = true }).Export();
        foreach (var damage in (Action<JsonArray>[])
        [
            texts => texts[0]!["name"] = "melody", texts => texts[0]!["name"] = null, texts => texts[0]!["encoder"] = "magic", texts => texts[0]!["settings"] = 3,
            texts => texts[0]!["settings"]!["length"] = 0, texts => texts[0]!["settings"]!["options"]!["pad"] = "start", texts => texts[1]!["name"] = "lyrics",
            texts => texts[1]!["settings"]!["options"]!["buckets"] = -1, texts => texts[1] = "words", texts => texts[0]!["column"] = null,
            texts => texts[0]!["settings"]!["tokenizer"]!["stopWords"] = null,
        ])
        {
            var settings = (JsonObject)state.Settings.DeepClone();
            damage((JsonArray)settings["texts"]!);
            Assert.Throws<ModelFileException>(() => Preprocessor.Import(state with { Settings = settings }));
        }
        foreach (var name in state.Tensors.Keys.Where(name => name.StartsWith("text.", StringComparison.Ordinal)))
            Assert.Throws<ModelFileException>(() => Preprocessor.Import(state with { Tensors = state.Tensors.Where(pair => pair.Key != name).ToDictionary(pair => pair.Key, pair => pair.Value) }));
        var noTexts = (JsonObject)state.Settings.DeepClone();
        noTexts["texts"] = "many";
        Assert.Throws<ModelFileException>(() => Preprocessor.Import(state with { Settings = noTexts }));
    }
}
