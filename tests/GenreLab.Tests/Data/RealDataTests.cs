using GenreLab.Data;

namespace GenreLab.Tests.Data;

public class RealDataTests
{
    [Fact]
    public void SpotifyTracksHaveThePublishedCountsFoldsAndAudit()
    {
        var table = GenreTable.Load(RealData.File("spotify-tracks", "dataset.csv"));
        Assert.Equal("spotify-tracks", table.Schema.Shape);
        Assert.Equal(114_000, table.Cleaning.RowsRead);
        Assert.Equal(113_549, table.Table.RowCount);
        Assert.Equal(1, table.Cleaning.DroppedMissing);
        Assert.Equal(450, table.Cleaning.DroppedDuplicates);
        Assert.Equal(114, table.LabelNames.Count);
        Assert.Equal(
            ["popularity", "duration_ms", "explicit", "danceability", "energy", "key", "loudness", "mode", "speechiness", "acousticness", "instrumentalness", "liveness", "valence", "tempo", "time_signature"],
            table.Schema.Features.Select(feature => feature.Name));
        Assert.Equal(ColumnRole.Index, table.Schema.Roles[""]);
        Assert.Equal(ColumnRole.TrackId, table.Schema.Roles["track_id"]);
        Assert.Equal(1.01e-06, ((NumberColumn)table.Table["instrumentalness"]).Values[0]);

        var published = Splitter.Split(table, new SplitOptions { Method = SplitMethod.File, FoldFile = RealData.File("splits", "spotify-tracks.published.csv") });
        Assert.Equal((72_671, 18_168, 22_710), (published.Train.Length, published.Validation.Length, published.Test.Length));
        Assert.Contains(table.Schema.Roles, role => role.Value == ColumnRole.AlbumName);
        var shared = Assert.Single(Auditor.AuditSplit(table, published), finding => finding.Code == "track-in-several-folds");
        Assert.Contains("same track id", shared.Message, StringComparison.Ordinal);

        var findings = Auditor.Audit(table);
        Assert.Contains(findings, finding => finding.Code == "index-column" && finding.Message.Contains("99.9%", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Code == "sorted-by-genre");
        var several = Assert.Single(findings, finding => finding.Code == "same-track-several-genres");
        Assert.Contains("16,299 of 89,740 tracks", several.Message, StringComparison.Ordinal);
        Assert.Contains("2 to 9", several.Message, StringComparison.Ordinal);
        var ceiling = Assert.Single(findings, finding => finding.Code == "accuracy-ceiling");
        Assert.Contains("0.790", ceiling.Message, StringComparison.Ordinal);
        Assert.Contains("0.797", ceiling.Message, StringComparison.Ordinal);

        var split = Splitter.Split(table);
        Assert.DoesNotContain(Auditor.AuditSplit(table, split), finding => finding.Code is "track-in-several-folds" or "feature-row-in-several-folds");
        Assert.InRange(split.Test.Length, 22_400, 23_000);
        Assert.InRange(split.Validation.Length, 17_900, 18_500);
        Assert.All(DataSummarizer.Summarize(table, split).Genres, genre => Assert.InRange(genre.Test, 100, 300));

        var byArtist = Splitter.Split(table, new SplitOptions { Method = SplitMethod.ByArtist });
        Assert.DoesNotContain(Auditor.AuditSplit(table, byArtist), finding => finding.Code == "artist-in-several-folds");

        var forced = GenreTable.Load(RealData.File("spotify-tracks", "dataset.csv"), new LoadOptions { Schema = new SchemaOptions { Features = ["+Unnamed: 0"] } });
        Assert.Equal([""], forced.Schema.Forced);
        Assert.Contains(Auditor.Audit(forced), finding => finding is { Code: "forced-column", Severity: AuditSeverity.Error });
    }

    [Fact]
    public void SpotifySongsHaveThePublishedCountsAndFolds()
    {
        var table = GenreTable.Load(RealData.File("spotify-songs", "spotify_songs.csv"));
        Assert.Equal("spotify-songs", table.Schema.Shape);
        Assert.Equal(32_833, table.Cleaning.RowsRead);
        Assert.Equal(32_828, table.Table.RowCount);
        Assert.Equal("playlist_genre", table.Schema.Label);
        Assert.Equal(["edm", "latin", "pop", "r&b", "rap", "rock"], table.LabelNames);
        Assert.Equal(13, table.Schema.Features.Count);
        Assert.All(["playlist_name", "playlist_id", "playlist_subgenre"], name => Assert.Equal(ColumnRole.GiveAway, table.Schema.Roles[name]));
        var split = Splitter.Split(table, new SplitOptions { Method = SplitMethod.File, FoldFile = RealData.File("splits", "spotify-songs.published.csv"), ValidationShare = 0 });
        Assert.Equal((26_262, 0, 6_566), (split.Train.Length, split.Validation.Length, split.Test.Length));
        var carved = Splitter.Split(table, new SplitOptions { Method = SplitMethod.File, FoldFile = RealData.File("splits", "spotify-songs.by-track.csv") });
        Assert.InRange(carved.Validation.Length, 5_100, 5_400);
        Assert.Equal(26_300, carved.Train.Length + carved.Validation.Length);
        Assert.DoesNotContain(Auditor.AuditSplit(table, carved), finding => finding.Code == "track-in-several-folds");
        Assert.Contains(Auditor.Audit(table), finding => finding is { Code: "same-track-several-genres" } && finding.Message.Contains("1,686 of 28,352", StringComparison.Ordinal));
    }

    [Fact]
    public void FiveGenresAreTabSeparatedAndOfferTheYear()
    {
        var path = RealData.File("five-genres", "train.csv");
        var table = GenreTable.Load(path, new LoadOptions { Schema = new SchemaOptions { IncludeYear = true } });
        Assert.Equal("five-genres", table.Schema.Shape);
        Assert.Equal(21_428, table.Table.RowCount);
        Assert.Equal(14, table.Schema.Features.Count);
        Assert.Equal("year", table.Schema.Features[^1].Name);
        Assert.Equal(2015, ((NumberColumn)table.Table["track_album_release_date"]).Values[0]);
        var split = Splitter.Split(table, new SplitOptions { Method = SplitMethod.File, FoldFile = RealData.File("splits", "five-genres.train.published.csv") });
        Assert.Equal((17_142, 4_286), (split.Train.Length, split.Validation.Length));
        var test = GenreTable.Load(RealData.File("five-genres", "test.csv"), new LoadOptions { Cleaning = new CleaningOptions { FewestGenres = 0 } });
        Assert.Equal(5_357, test.Table.RowCount);
    }

    [Fact]
    public void LyricsTablesAreRecognised()
    {
        var audio = GenreTable.Load(RealData.File("lyrics", "lyrics_audio_genre.csv"), new LoadOptions { Cleaning = new CleaningOptions { Missing = MissingValues.Keep } });
        Assert.Equal("lyrics-audio", audio.Schema.Shape);
        Assert.Equal(2_218, audio.Table.RowCount);
        Assert.Equal(12, audio.Schema.Features.Count);
        Assert.Equal(49, DataSummarizer.Summarize(audio, Splitter.Split(audio)).Features.Sum(feature => feature.Missing));

        var lyrics = TableReader.ReadFile(RealData.File("lyrics", "lyrics_genre.csv"));
        var schema = SchemaDetector.Detect(lyrics, new SchemaOptions { IncludeYear = true });
        Assert.Equal("lyrics", schema.Shape);
        Assert.Equal(6_363, lyrics.RowCount);
        Assert.Equal(["year"], schema.Features.Select(feature => feature.Name));
        Assert.Equal("lyrics", schema.ColumnOf(ColumnRole.Lyrics));
    }
}
