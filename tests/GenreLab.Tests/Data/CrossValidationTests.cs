using GenreLab.Data;

namespace GenreLab.Tests.Data;

public sealed class CrossValidationTests
{
    // Two rows a track, two tracks with the same features a recording, and an artist of six rows.
    private static readonly GenreTable Tracks = Csv.Genres("track_id,artists,energy,tempo,genre\n" + string.Concat(Enumerable.Range(0, 600).Select(i =>
        $"t{i / 2},a{i / 6},0.{i / 4:000},{i / 4},{(i % 2 == 0 ? "rock" : i % 3 == 0 ? "jazz" : "pop")}\n")));

    [Fact]
    public void EveryRowValidatesOnceTestRowsNeverAndRecordingsStayTogether()
    {
        var split = Splitter.Split(Tracks);
        var folds = CrossValidation.Folds(Tracks, split, 5, seed: 1);
        Assert.Equal(5, folds.Count);
        Assert.Equal(split.Train.Concat(split.Validation).Order(), folds.SelectMany(fold => fold.Validation).Order());
        var genres = Tracks.Labels(Tracks.LabelNames);
        foreach (var fold in folds)
        {
            Assert.Empty(fold.Test);
            Assert.Equal(split.Train.Concat(split.Validation).Order(), fold.Train.Concat(fold.Validation).Order());
            Assert.Empty(fold.Train.Concat(fold.Validation).Intersect(split.Test));
            Assert.Equal(fold.Validation.Order(), fold.Validation);
            Assert.Empty(fold.Train.Select(row => row / 4).Intersect(fold.Validation.Select(row => row / 4)));
            for (var genre = 0; genre < 3; genre++)
                Assert.InRange(fold.Validation.Count(row => genres[row] == genre) / (double)fold.Validation.Length - genres.Count(one => one == genre) / 600.0, -0.06, 0.06);
        }
        Assert.Equal(folds.Select(fold => fold.Validation), CrossValidation.Folds(Tracks, split, 5, seed: 1).Select(fold => fold.Validation));
        Assert.NotEqual(folds[0].Validation, CrossValidation.Folds(Tracks, split, 5, seed: 2)[0].Validation);
    }

    [Fact]
    public void ArtistsStayTogetherWhereTheSplitKeepsThem()
    {
        var split = Splitter.Split(Tracks, new SplitOptions { Method = SplitMethod.ByArtist });
        foreach (var fold in CrossValidation.Folds(Tracks, split, 3, seed: 1, SplitMethod.ByArtist))
            Assert.Empty(fold.Train.Select(row => row / 6).Intersect(fold.Validation.Select(row => row / 6)));
    }

    [Theory]
    [InlineData(SplitMethod.ByTrack, 4)]
    [InlineData(SplitMethod.ByArtist, 6)]
    public void RepeatedFoldsHoldEveryRowOutOnceARepetition(SplitMethod together, int groupRows)
    {
        var split = Splitter.Split(Tracks, new SplitOptions { Method = together });
        int[] rows = [.. split.Train.Concat(split.Validation).Order()];
        var folds = CrossValidation.Repeated(Tracks, split, 4, 3, seed: 7, together, validationShare: 0.15);
        Assert.Equal(12, folds.Count);
        Assert.Equal([(1, 1), (1, 2), (1, 3), (1, 4), (2, 1)], folds.Take(5).Select(fold => (fold.Repeat, fold.Fold)));
        foreach (var repetition in folds.GroupBy(fold => fold.Repeat)) Assert.Equal(rows, repetition.SelectMany(fold => fold.Split.Test).Order());
        foreach (var (_, _, (train, validation, test, _)) in folds)
        {
            Assert.Equal(rows, train.Concat(validation).Concat(test).Order());
            Assert.InRange(validation.Length / (double)rows.Length, 0.11, 0.19);
            int[][] parts = [train, validation, test];
            for (var one = 0; one < 3; one++)
                for (var other = 0; other < one; other++) Assert.Empty(parts[one].Select(row => row / groupRows).Intersect(parts[other].Select(row => row / groupRows)));
        }
        Assert.NotEqual(folds[0].Split.Test, folds[4].Split.Test);
        // A repetition has the folds of its own seed.
        Assert.Equal(CrossValidation.Folds(Tracks, split, 4, 8, together).Select(fold => fold.Validation), folds.Skip(4).Take(4).Select(fold => fold.Split.Test));
        Assert.All(CrossValidation.Repeated(Tracks, split, 2, 1, 1, validationShare: 0), fold => Assert.Empty(fold.Split.Validation));
    }

    [Fact]
    public void ImpossibleFoldsAreRefused()
    {
        var split = Splitter.Split(Tracks);
        Assert.Contains("needs 2 or more", Assert.Throws<OptionException>(() => CrossValidation.Folds(Tracks, split, 1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("repetitions is 0", Assert.Throws<OptionException>(() => CrossValidation.Repeated(Tracks, split, 2, 0, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("from 0 to below 0.5", Assert.Throws<OptionException>(() => CrossValidation.Repeated(Tracks, split, 2, 1, 1, validationShare: 0.5)).Message, StringComparison.Ordinal);
        Assert.Contains("too few for 500 folds", Assert.Throws<DataException>(() => CrossValidation.Folds(Tracks, split, 500, 1)).Message, StringComparison.Ordinal);
    }
}
