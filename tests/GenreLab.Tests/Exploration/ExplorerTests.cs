using System.Text.Json;
using GenreLab.Data;
using GenreLab.Exploration;
using GenreLab.Models;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Exploration;

/// <summary>Explorations of tables small enough to reckon by hand.</summary>
public sealed class ExplorerTests
{
    private const string Small = """
        track_id,genre,tempo,energy,mode
        a,folk,90,0.2,1
        b,folk,92,0.4,1
        c,folk,91,,0
        d,rock,120,0.9,1
        e,rock,124,0.7,0
        f,rock,128,0.8,0
        f,rock,128,0.8,0
        g,jazz,100,0.4,0
        """;

    // SciPy 1.10.1, pandas 1.5.3 and scikit-learn 1.2.1 on the table above without its last repeat.
    private const double TempoF = 98.9243697478985,
        TempoP = 0.0003927063278519687,
        EnergyF = 12.499999999999986,
        EnergyP = 0.03507073235935597,
        TempoEnergyPearson = 0.923604300356,
        TempoEnergySpearman = 0.8116794499134278,
        TempoModePearson = -0.31873022079767754,
        TempoModeSpearman = -0.43301270189221935,
        ModeInformation = 0.1373245318763463,
        RockBandwidth = 3.4011320016687754,
        RockDensity = 0.062141801619870415;

    private static ExplorationResult Explore(string csv, ExplorationOptions? options = null, MissingValues missing = MissingValues.Keep)
    {
        var table = Csv.Table(csv);
        return Explorer.Explore(table, GenreTable.From(table, new LoadOptions
        {
            Schema = new SchemaOptions { RequireLabel = false },
            Cleaning = new CleaningOptions { Missing = missing, FewestGenres = 0 },
        }), options);
    }

    private static ExploredFeature Feature(ExplorationResult result, string name) => result.Features.Single(feature => feature.Name == name);

    [Fact]
    public void CountsRowsMissingValuesRepeatsAndGenres()
    {
        var result = Explore(Small);
        Assert.Equal((8, 7, 1), (result.Cleaning.RowsRead, result.Rows, result.RepeatedRows));
        Assert.Equal([new("folk", 3), new("jazz", 1), new("rock", 3)], result.Genres);
        Assert.Equal(new ColumnCount("energy", ColumnRole.Feature, 1, 5), result.Columns[3]);
        Assert.Equal(1, Feature(result, "energy").Overall.Missing);
        Assert.Equal([1, 0, 0], Feature(result, "energy").ByGenre.Select(genre => genre.Missing));
        Assert.Equal(-(2 * 3 / 7.0 * Math.Log(3 / 7.0) + 1 / 7.0 * Math.Log(1 / 7.0)), result.GenreEntropy, 1e-12);
    }

    [Fact]
    public void StatisticsAreThoseOfPandas()
    {
        // pandas.Series([0.2, 0.4, 0.9, 0.7, 0.8, 0.4]).describe()
        var energy = Feature(Explore(Small), "energy").Overall;
        Assert.Equal(6, energy.Count);
        Assert.Equal(0.566666666666667, energy.Mean!.Value, 1e-12);
        Assert.Equal(0.273252020425589, energy.StandardDeviation!.Value, 1e-12);
        Assert.Equal((0.2, 0.4, 0.55, 0.775, 0.9), (energy.Minimum!.Value, energy.LowerQuartile!.Value, Math.Round(energy.Median!.Value, 12), Math.Round(energy.UpperQuartile!.Value, 12), energy.Maximum!.Value));
    }

    [Fact]
    public void AnalysisOfVarianceIsThatOfScipy()
    {
        // scipy.stats.f_oneway([90, 92, 91], [100], [120, 124, 128]); for energy ([.2, .4], [.4], [.9, .7, .8]).
        var tempo = Feature(Explore(Small), "tempo").Separation!;
        Assert.Equal(TempoF, tempo.F!.Value, 1e-9);
        Assert.Equal(TempoP, tempo.P!.Value, 1e-12);
        Assert.Equal(Math.Log10(TempoP), tempo.Log10P!.Value, 1e-9);
        Assert.Equal(TempoF * 2 / (TempoF * 2 + 4), tempo.EtaSquared!.Value, 1e-12);
        var energy = Feature(Explore(Small), "energy").Separation!;
        Assert.Equal(EnergyF, energy.F!.Value, 1e-9);
        Assert.Equal(EnergyP, energy.P!.Value, 1e-12);
    }

    [Fact]
    public void CorrelationsUseTheRowsThatHaveBoth()
    {
        // pandas.DataFrame.corr(): Pearson and Spearman of tempo and energy without track c, of tempo and mode with it.
        var correlations = Explore(Small).Correlations;
        Assert.Equal(["tempo", "energy", "mode"], correlations.Features);
        Assert.Equal(TempoEnergyPearson, correlations.Pearson[0][1]!.Value, 1e-12);
        Assert.Equal(TempoEnergySpearman, correlations.Spearman[1][0]!.Value, 1e-12);
        Assert.Equal(TempoModePearson, correlations.Pearson[0][2]!.Value, 1e-12);
        Assert.Equal(TempoModeSpearman, correlations.Spearman[2][0]!.Value, 1e-12);
        var pair = Assert.Single(correlations.Pairs, pair => pair.Second == "energy");
        Assert.Equal(("tempo", TempoEnergyPearson), (pair.First, Math.Round(pair.Pearson, 12)));
    }

    [Fact]
    public void InformationOfAFlagIsThatOfItsShares()
    {
        // sklearn.metrics.mutual_info_score(genre, mode)
        Assert.Equal(ModeInformation, Feature(Explore(Small), "mode").Separation!.MutualInformation, 1e-12);
    }

    [Fact]
    public void WhatChanceExplainsIsNoVerdict()
    {
        // Twelve keys in five genres, drawn without regard to them: 11 · 4 / (2 · 600) nats are to be expected.
        var random = new GenreLab.Numerics.RandomSource(4);
        var result = Explore("track_id,genre,key\n" + string.Join("\n", Enumerable.Range(0, 600).Select(row => $"t{row},g{row % 5},{random.NextInt32(12)}")));
        var separation = Feature(result, "key").Separation!;
        Assert.InRange(separation.MutualInformation, 0.02, 0.055);
        Assert.True(separation.P > 0.01);
        Assert.Equal(SeparationVerdict.None, separation.Verdict);
    }

    [Fact]
    public void FlagsHaveSharesAndQuantitiesHaveDensities()
    {
        var result = Explore(Small);
        var mode = Feature(result, "mode").Distribution!;
        Assert.Equal([0, 1], mode.Points);
        Assert.False(mode.IsDensity);
        Assert.Equal([1 / 3.0, 2 / 3.0], mode.ByGenre[0].Values!);
        var tempo = Feature(result, "tempo").Distribution!;
        Assert.Equal((101, true), (tempo.Points.Count, tempo.IsDensity));
        // A single track has no density.
        Assert.Null(tempo.ByGenre[1].Values);
        // scipy.stats.gaussian_kde([120, 124, 128], 'silverman') at the last point.
        Assert.Equal(RockBandwidth, tempo.ByGenre[2].Bandwidth!.Value, 1e-9);
        Assert.Equal(RockDensity, tempo.ByGenre[2].Values![^1], 1e-4 * tempo.ByGenre[2].Values!.Max());
    }

    [Fact]
    public void GenresJoinByTheDistancesOfTheirMeans()
    {
        var tree = Explore(Small).Similarity!;
        Assert.Equal([(0, 1, 2), (2, 3, 3)], tree.Merges.Select(merge => (merge.Left, merge.Right, merge.Genres)));
        Assert.True(tree.Merges[0].Distance < tree.Merges[1].Distance);
        Assert.Equal([[2], [0, 1]], tree.Cut(2).Select(group => group.ToArray()));
    }

    [Theory]
    [InlineData("genre,tempo,energy\nrock,100,0.5\nrock,110,0.5\njazz,90,0.5\njazz,95,0.5\n")]
    [InlineData("genre,tempo,energy\nrock,100,0.5\nrock,110,0.6\njazz,90,0.7\n")]
    [InlineData("genre,tempo\nrock,100\njazz,90\n")]
    [InlineData("genre,tempo\nrock,100\n")]
    [InlineData("genre,tempo,energy\nrock,100,0.5\nrock,110,0.6\nrock,90,0.7\n")]
    [InlineData("tempo,energy\n100,0.5\n110,0.6\n90,0.7\n")]
    [InlineData("genre,tempo,mode\nrock,100,1\nrock,100,1\njazz,90,0\njazz,90,0\n")]
    [InlineData("genre,tempo,energy\nrock,100,\nrock,110,\njazz,90,\n")]
    [InlineData("genre,tempo,energy\nrock,1e300,0.5\nrock,-1e300,0.6\njazz,1e17,0.7\njazz,1,0.7\npop,1e-300,1e-17\npop,2,3\n")]
    public void OddTablesGiveAResultWithoutInfinities(string csv)
    {
        var result = Explore(csv);
        // Writing refuses what is not finite.
        var json = JsonSerializer.Serialize(result, GenreLabJson.Options);
        Assert.Contains("\"correlations\"", json, StringComparison.Ordinal);
        Assert.Equal(result.GenreCount >= 2 ? result.Features.Count : 0, result.Ranking.Count);
    }

    [Fact]
    public void AConstantFeatureHasNoCorrelationAndNoDensity()
    {
        var result = Explore("genre,tempo,energy\nrock,100,0.5\nrock,110,0.5\njazz,90,0.5\njazz,95,0.5\n");
        Assert.All(result.Correlations.Pearson[1], Assert.Null);
        Assert.All(result.Correlations.Spearman[1], Assert.Null);
        var energy = Feature(result, "energy");
        Assert.Equal((null, null, null, null), (energy.Separation!.F, energy.Separation.P, energy.Separation.EtaSquared, energy.Distribution!.Overall.Values));
        Assert.Equal((0, SeparationVerdict.None), (energy.Separation.MutualInformation, energy.Separation.Verdict));
        Assert.Equal(["tempo", "energy"], result.Ranking);
        Assert.Null(result.Map);
    }

    [Fact]
    public void AFeatureThatNeverVariesWithinAGenreSeparatesPerfectly()
    {
        var separation = Feature(Explore("genre,tempo,mode\nrock,100,1\nrock,100,1\nrock,100,1\njazz,90,0\njazz,90,0\njazz,90,0\n", missing: MissingValues.ByShape), "tempo").Separation;
        // Repeated rows are dropped, and with one row a genre nothing is known of the variance within.
        Assert.Equal((null, null, 1.0), (separation!.F, separation.P, separation.EtaSquared));
        separation = Feature(Explore("track_id,genre,tempo\na,rock,100\nb,rock,100\nc,jazz,90\nd,jazz,90\n"), "tempo").Separation;
        Assert.Equal((null, 0.0, null, 1.0), (separation!.F, separation.P, separation.Log10P, separation.EtaSquared));
    }

    [Fact]
    public void OnlyTheMostFrequentGenresAreDescribedWhenThereAreTooMany()
    {
        var result = Explore(Small, new ExplorationOptions { MostGenres = 2 });
        Assert.Equal((3, 2), (result.GenreCount, result.Genres.Count));
        Assert.Equal(["folk", "rock"], result.Genres.Select(genre => genre.Genre));
        Assert.Equal(TempoF, Feature(result, "tempo").Separation!.F!.Value, 1e-9);
        Assert.Contains(result.Map!.Tracks, track => track.Genre is null);
        Assert.All(result.Map.Tracks, track => Assert.True(track.Genre is null or 0 or 1));
    }

    [Fact]
    public void TheResultDoesNotDependOnThreads()
    {
        var table = GenreLab.Synthesis.Synthesizer.Draw(GenreLab.Synthesis.GenreProfile.Bundled, 1_500, 3);
        var tracks = GenreTable.From(table);
        var results = new[] { 1, 2, 7 }.Select(threads => JsonSerializer.Serialize(Explorer.Explore(table, tracks, new ExplorationOptions { Threads = threads, MapTracks = 200 }), GenreLabJson.Options)).Distinct();
        Assert.Single(results);
    }

    [Theory]
    [InlineData(1.5, 101, 1, 1, "correlationThreshold")]
    [InlineData(0.5, 1, 1, 1, "densityPoints")]
    [InlineData(0.5, 101, -1, 1, "mapTracks")]
    [InlineData(0.5, 101, 1, 0, "mostGenres")]
    public void ImpossibleOptionsAreRefused(double threshold, int points, int tracks, int genres, string named) => Assert.Contains(named, Assert.Throws<OptionException>(() =>
        Explore(Small, new ExplorationOptions { CorrelationThreshold = threshold, DensityPoints = points, MapTracks = tracks, MostGenres = genres })).Message, StringComparison.Ordinal);
}
