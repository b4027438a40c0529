using System.Text;
using System.Text.Json;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Tests.Data;

public class GenreMergeTests
{
    private const string Tracks = "track_id,genre,tempo\n1,k-pop,100\n2,pop,110\n3,metal,120\n4,rock,130\n5,jazz,140\n5,jazz,140\n";

    private static GenreMerge Read(string text) => GenreMergeFile.Read(Encoding.UTF8.GetBytes(text), "merge.csv");

    private static string Refused(string text) => Assert.Throws<DataException>(() => Read(text)).Message;

    private static GenreTable Merge(string merge, CleaningOptions? cleaning = null) =>
        Csv.Genres(Tracks, new LoadOptions { Cleaning = (cleaning ?? new CleaningOptions()) with { Merge = Read(merge) } });

    [Fact]
    public void LinesMayHaveAHeaderCommentsAndQuotes()
    {
        var merge = Read("# for the radio\r\n\r\nFrom,To\r\n  k-pop , pop \r\n\"r&b, soul\",\"say \"\"soul\"\"\"\r\n# end\r\nrock,rock\r\n");
        Assert.Equal([new("k-pop", "pop"), new("r&b, soul", "say \"soul\"")], merge.Targets);
        Assert.Equal(("pop", "rock", "jazz"), (merge["k-pop"], merge["rock"], merge["jazz"]));
    }

    [Fact]
    public void ChainsAreFollowedAndCirclesRefused()
    {
        var chain = Read("a,b\nb,c\nd,d\ne,d\n");
        Assert.Equal([new("a", "c"), new("b", "c"), new("e", "d")], chain.Targets);
        Assert.Equal("merge.csv maps genres in a circle (a → b → c → a); leave one of these lines out.", Refused("a,b\nb,c\nc,a\n"));
        Assert.Contains("in a circle (b → c → b)", Refused("a,b\nb,c\nc,b\n"));
    }

    [Fact]
    public void WhatIsNoMergeIsRefused()
    {
        Assert.Equal("merge.csv, line 4: 'a' is mapped to 'c' and, further up, to 'b'; keep one of the two.", Refused("from,to\n# x\na,b\na,c\n"));
        Assert.Equal("b", Read("a,b\na,b\n")["a"]);
        Assert.Contains("merge.csv, line 2, is not a pair of genres; write 'from,to'", Refused("a,b\nc\n"));
        Assert.Contains("line 1, is not a pair", Refused("a,b,c\n"));
        Assert.Contains("line 1, is not a pair", Refused("\"a,b\n"));
        Assert.Contains("both genres need a name", Refused("a,\n"));
        Assert.Contains("merges no genres", Refused("# nothing\nfrom,to\n"));
        Assert.Contains("merges no genres", Refused("pop,pop\n"));
        Assert.Contains("is not a text file", Refused("a\0b"));
        Assert.Contains("There is no file", Assert.Throws<DataException>(() => GenreMerge.Load("nowhere.csv")).Message);
    }

    [Fact]
    public void GenresAreMergedAfterDuplicatesAreDroppedAndBeforeGenresAreChosen()
    {
        var table = Merge("k-pop,pop\nmetal,rock\n");
        Assert.Equal(["jazz", "pop", "rock"], table.LabelNames);
        Assert.Equal(["pop", "pop", "rock", "rock", "jazz"], table.Table.Texts("genre"));
        Assert.Equal(5, table.Table.RowCount);
        Assert.Equal("5 genres merged into 3 (merge.csv).", table.Cleaning.Steps[^1]);
        Assert.Equal("merge.csv", table.Cleaning.Merge!.Name);

        // Rows that differ in their genre alone are repeats only once merged, and are kept.
        var twice = Csv.Genres(Tracks.Replace("5,jazz,140\n5,jazz,140", "5,metal,140\n5,rock,140", StringComparison.Ordinal), new LoadOptions { Cleaning = new CleaningOptions { Merge = Read("metal,rock\n") } });
        Assert.Equal(6, twice.Table.RowCount);

        var chosen = Merge("k-pop,pop\nmetal,rock\n", new CleaningOptions { Genres = ["pop", "rock"], PerGenre = 1 });
        Assert.Equal(["pop", "rock"], chosen.Table.Texts("genre"));
        Assert.Equal(["metal", "rock"], Merge("k-pop,metal\npop,metal\njazz,metal\n").LabelNames);
    }

    [Fact]
    public void AMergeForOtherGenresIsRefused()
    {
        Assert.Equal("merge.csv merges 'kpop', but tracks.csv has no such genre; the closest are 'k-pop', 'pop', 'jazz'.", Assert.Throws<DataException>(() => Merge("kpop,pop\n")).Message);
        Assert.Contains("merges into 'Pop', but tracks.csv writes it 'pop'", Assert.Throws<DataException>(() => Merge("k-pop,Pop\n")).Message);
        Assert.Equal(
            "merge.csv merges the 5 genres of tracks.csv into one, which leaves nothing to tell apart; merge fewer.",
            Assert.Throws<DataException>(() => Merge("k-pop,pop\nmetal,pop\nrock,pop\njazz,pop\n")).Message);
        Assert.Equal(4, Merge("kpop,pop\nk-pop,pop\n", new CleaningOptions { MergeLeniently = true }).LabelNames.Count);
    }

    [Fact]
    public void AMergeTurnsToJsonAndBack()
    {
        var json = JsonSerializer.Serialize(Read("a,b\nb,c\n"), GenreLabJson.Options);
        Assert.Equal("""{"name":"merge.csv","targets":{"a":"c","b":"c"}}""", json);
        Assert.Equal("c", JsonSerializer.Deserialize<GenreMerge>(json, GenreLabJson.Options)!["a"]);
        Assert.Throws<DataException>(() => JsonSerializer.Deserialize<GenreMerge>("""{"name":"x","targets":{"a":null}}""", GenreLabJson.Options));
        Assert.Throws<DataException>(() => JsonSerializer.Deserialize<GenreMerge>("""{"name":"x","targets":{"a":"b","b":"a"}}""", GenreLabJson.Options));
    }

    [Fact]
    public void ThePublishedMergeLeaves66GenresOfTheRealTable()
    {
        Assert.Equal(48, GenreMerge.Published66.Targets.Count);
        Assert.Same(GenreMerge.Published66, GenreMerge.Load("published-66"));
        var table = GenreTable.Load(RealData.File("spotify-tracks", "dataset.csv"), new LoadOptions { Cleaning = new CleaningOptions { Merge = GenreMerge.Published66 } });
        Assert.Equal(113_549, table.Table.RowCount);
        Assert.Equal(66, table.LabelNames.Count);
        Assert.Contains("114 genres merged into 66 (published-66).", table.Cleaning.Steps);
        var labels = table.Labels(["country", "dance", "house", "pop", "rock"]);
        int[] counts = [.. Enumerable.Range(0, 5).Select(genre => labels.Count(label => label == genre))];
        Assert.All(counts.Zip([2, 20, 4, 10, 17]), pair => Assert.InRange(pair.First, pair.Second * 980, pair.Second * 1000));
    }
}
