using GenreLab.Data;
using GenreLab.Exploration;
using GenreLab.Preprocessing.Selection;
using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>
/// Finds out what a table larger than memory looks like, in two passes over its pieces: the same as <see cref="Explorer"/> finds of a table in
/// memory. Counts, moments, Pearson's correlations, the analysis of variance, the dendrogram and the map's axes are of all rows, and so are
/// quartiles, densities and the information of flags and categories where a feature's values are few enough to be counted;
/// what else there is comes from a sample (<see cref="ExplorationResult.Sample"/>). Where ranks share the table, each works through its run, and all get the same result: that of
/// one process.
/// </summary>
public static class StreamedExplorer
{
    /// <summary>Explores a table.</summary>
    /// <param name="source">The table; it is read twice, and once more when a column turns out to be other than it begins.</param>
    /// <param name="load">Which column is what, and how rows are cleaned.</param>
    /// <param name="options">How; null for the defaults. Its threads and cancellation count once both passes are done.</param>
    /// <param name="survey">Threads, memory, files put aside, progress; null for the defaults. None of it changes the result.</param>
    /// <exception cref="OptionException">An option is outside its range or cannot be had of a table that is read piece by piece.</exception>
    /// <exception cref="DataException">A file is damaged, a record does not fit its header, or nothing is left to explore.</exception>
    /// <exception cref="GenreLabException">Files cannot be put aside.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ExplorationResult Explore(TableSource source, LoadOptions load, ExplorationOptions? options = null, SurveyOptions? survey = null)
    {
        options ??= new ExplorationOptions();
        options.Validate();
        survey ??= new SurveyOptions();
        var tracks = TrackSurvey.Of(source, load, new SurveyContext(source, survey), survey.Sampled, options.MapTracks, options.Seed, artists: false);
        if (tracks.Schema.Features.Count == 0)
            throw new DataException($"{source.Name} has no column that can serve as a feature; its columns are {string.Join(", ", source.Columns)}.");
        return new Assembly(source, load, options, tracks).Result();
    }

    private sealed class Assembly
    {
        private readonly TableSource source;
        private readonly LoadOptions load;
        private readonly ExplorationOptions options;
        private readonly TrackSurvey tracks;
        private readonly int features;
        private readonly double entropy;
        private readonly int[] shown;
        private readonly double[][] sample;
        private readonly int[] sampleGenres;
        private readonly double[][] ranks;
        private readonly double[] information;

        public Assembly(TableSource source, LoadOptions load, ExplorationOptions options, TrackSurvey tracks)
        {
            (this.source, this.load, this.options, this.tracks) = (source, load, options, tracks);
            features = tracks.Schema.Features.Count;
            var total = (double)tracks.GenreRows.Sum();
            entropy = -tracks.GenreRows.Sum(size => size / total * Math.Log(size / total));
            shown = [.. Enumerable.Range(0, tracks.Genres.Count).OrderByDescending(genre => tracks.GenreRows[genre]).Take(options.MostGenres).Order()];
            var rows = tracks.Gathered.Sample.Rows();
            var genres = tracks.GenresOfGroups();
            (sample, sampleGenres, ranks) = (rows.Columns, Array.ConvertAll(rows.Groups, group => genres[group]), new double[features][]);
            information = Information();
        }

        private bool IsWhole => sampleGenres.Length == tracks.Rows;

        public ExplorationResult Result()
        {
            var explored = new ExploredFeature[features];
            ForEachFeature(i => explored[i] = Explore(i));
            int[] standardized = [.. Enumerable.Range(0, features).Where(i => explored[i].Kind == FeatureKind.Numeric && explored[i].Overall is { Count: > 0, IsConstant: false })];
            double[] factors = [.. standardized.Select(i => 1 / tracks.MomentsOf(i).StandardDeviation)];
            double[][] means = [.. shown.Select(genre => standardized.Select((i, place) =>
                tracks.MomentsOf(i, genre) is var moments ? moments.Count * (moments.Mean - explored[i].Overall.Mean!.Value) * factors[place] / tracks.GenreRows[genre] : 0).ToArray())];
            bool[] counted = [.. tracks.Gathered.Values.Select(values => values is not null)];
            return new ExplorationResult
            {
                Name = source.Name,
                Shape = tracks.Schema.Shape,
                Synthetic = load.Synthetic,
                Label = tracks.Schema.Label,
                Cleaning = tracks.Cleaning,
                Columns = tracks.Columns(),
                RepeatedRows = tracks.RepeatedRows,
                Rows = tracks.Rows,
                GenreCount = tracks.Genres.Count,
                GenreEntropy = entropy,
                Genres = [.. shown.Select(genre => new GenreSize(tracks.Genres[genre], tracks.GenreRows[genre]))],
                Features = explored,
                Ranking = [.. explored.Where(feature => feature.Separation is not null).OrderByDescending(feature => feature.Separation!.MutualInformation).Select(feature => feature.Name)],
                Correlations = Correlations([.. explored.Select(feature => feature.Name)]),
                Map = standardized.Length < 2 ? null : Map(standardized, factors, means, explored),
                Similarity = shown.Length >= 2 && standardized.Length > 0 ? AverageLinkage.Of(means) : null,
                Sample = IsWhole ? null : new ExplorationSample(
                    sampleGenres.Length, [.. explored.Where((_, i) => !counted[i]).Select(feature => feature.Name)],
                    [.. explored.Where((feature, i) => feature.Separation is not null && (feature.Kind == FeatureKind.Numeric || !counted[i])).Select(feature => feature.Name)]),
                Audit = Auditor.Audit(tracks.Evidence()),
            };
        }

        private void ForEachFeature(Action<int> work) =>
            Parallel.For(0, features, new ParallelOptions { MaxDegreeOfParallelism = options.Threads ?? -1, CancellationToken = options.Cancellation }, work);

        // The information of quantities; what takes longest of all is dealt out to the ranks.
        private double[] Information()
        {
            var found = new double[features];
            if (tracks.Genres.Count < 2) return found;
            ForEachFeature(i =>
            {
                if (i % source.Ranks.Size == source.Ranks.Rank && tracks.Schema.Features[i].Kind == FeatureKind.Numeric)
                    found[i] = MutualInformation.OfContinuous(sample[i], sampleGenres, tracks.Genres.Count);
            });
            source.Ranks.AllReduce<double>(found);
            return found;
        }

        private ExploredFeature Explore(int i)
        {
            var feature = tracks.Schema.Features[i];
            var grouped = GroupedValues.From(sample[i], sampleGenres, tracks.Genres.Count);
            ranks[i] = Correlation.Ranks(grouped.Sorted, grouped.Order, sampleGenres.Length);
            var all = tracks.MomentsOf(i);
            if (tracks.Gathered.Values[i] is not { } counts)
            {
                // Too many values to count: the sample's quartiles and curves.
                return new ExploredFeature(
                    feature.Name, feature.Column, feature.Kind, ValueStatistics.Of(all, tracks.Rows, QuantilesOf(CountedValues.Of(grouped.Sorted))),
                    [.. shown.Select(genre => ValueStatistics.Of(tracks.MomentsOf(i, genre), tracks.GenreRows[genre], QuantilesOf(CountedValues.Of(grouped.Of(genre)))))],
                    Separation(i, feature.Kind, grouped, null), FeatureDistribution.Of(feature.Kind, grouped, shown, options.DensityPoints));
            }
            var values = counts.Of(Enumerable.Range(0, tracks.Gathered.Genres.Count + 1));
            CountedValues[] byGenre = [.. Enumerable.Range(0, tracks.Genres.Count).Select(genre => counts.Of([tracks.GroupOf(genre)]))];
            return new ExploredFeature(
                feature.Name, feature.Column, feature.Kind, ValueStatistics.Of(all, tracks.Rows, QuantilesOf(values)),
                [.. shown.Select(genre => ValueStatistics.Of(tracks.MomentsOf(i, genre), tracks.GenreRows[genre], QuantilesOf(byGenre[genre])))],
                Separation(i, feature.Kind, grouped, byGenre),
                FeatureDistribution.Of(feature.Kind, values, Deviation(all), [.. shown.Select(genre => (byGenre[genre], Deviation(tracks.MomentsOf(i, genre))))], options.DensityPoints));
        }

        private GenreSeparation? Separation(int i, FeatureKind kind, GroupedValues grouped, CountedValues[]? counted)
        {
            if (tracks.Genres.Count < 2) return null;
            var variance = AnalysisOfVariance.Of([.. Enumerable.Range(0, tracks.Genres.Count).Select(genre => tracks.MomentsOf(i, genre))]);
            if (kind == FeatureKind.Numeric)
                return GenreSeparation.Of(variance, information[i], 0, entropy);
            counted ??= [.. Enumerable.Range(0, tracks.Genres.Count).Select(genre => CountedValues.Of(grouped.Of(genre)))];
            var values = counted.SelectMany(genre => genre.Values).Distinct().Count();
            return GenreSeparation.Of(
                variance, MutualInformation.OfCounts([.. counted.Select(genre => (genre.Values, genre.Counts))]),
                GenreSeparation.ByChance(values, counted.Count(genre => genre.Count > 0), counted.Sum(genre => genre.Count)), entropy);
        }

        private FeatureCorrelations Correlations(string[] names)
        {
            // Spearman's of the sample, Pearson's of all rows.
            var pearson = Correlation.Square(features);
            bool[] varies = [.. Enumerable.Range(0, features).Select(i => tracks.MomentsOf(i) is { Count: >= 2 } all && all.Minimum != all.Maximum)];
            for (var one = 0; one < features; one++)
            {
                pearson[one][one] = varies[one] ? 1 : null;
                for (var two = one + 1; two < features; two++)
                    pearson[one][two] = pearson[two][one] = varies[one] && varies[two] ? tracks.PairOf(one, two).Pearson : null;
            }
            var spearman = Correlation.Of(names, sample, ranks, options).Spearman;
            return Correlation.Named(names, pearson, [.. spearman.Select(row => row.ToArray())], options.CorrelationThreshold);
        }

        private TrackMap Map(int[] chosen, double[] factors, double[][] means, ExploredFeature[] explored)
        {
            var count = chosen.Length;
            var covariances = new double[count * count];
            for (var one = 0; one < count; one++)
                for (var two = 0; two <= one; two++)
                    covariances[one * count + two] = covariances[two * count + one] = Covariance(chosen[two], chosen[one]) * factors[one] * factors[two] / tracks.Rows;
            var axes = PrincipalComponents.Axes(covariances, count);
            double[] centers = [.. chosen.Select(i => explored[i].Overall.Mean!.Value)];
            var drawn = tracks.Gathered.Map.Rows();
            var genres = tracks.GenresOfGroups();
            var places = drawn.Numbers.Select((number, row) => new MappedTrack(
                number, Array.IndexOf(shown, genres[drawn.Groups[row]]) is >= 0 and var place ? place : null, drawn.Titles[row],
                Along(axes[0], row), Along(axes[1], row))).ToList();
            return new TrackMap([.. chosen.Select(i => explored[i].Name)], axes, [.. means.Select(mean => PrincipalComponents.Place(mean, axes))], places);

            double Along(MapAxis axis, int row) => Enumerable.Range(0, count).Sum(i => double.IsNaN(drawn.Columns[chosen[i]][row]) ? 0 : (drawn.Columns[chosen[i]][row] - centers[i]) * factors[i] * axis.Loadings[i]);
        }

        /// <summary>The sum of the products of distances from the features' own means, where a missing value has none.</summary>
        private double Covariance(int one, int two)
        {
            if (one == two) return tracks.MomentsOf(one).SquaredDeviations;
            var pair = tracks.PairOf(one, two);
            return pair.Products + pair.Count * (pair.FirstMean - tracks.MomentsOf(one).Mean) * (pair.SecondMean - tracks.MomentsOf(two).Mean);
        }

        // A genre may have values that the sample lacks.
        private static Func<double, double?> QuantilesOf(CountedValues values) => share => values.Count == 0 ? null : values.QuantileOf(share);

        private static double Deviation(Preprocessing.Moments moments) => moments.Count < 2 ? 0 : Math.Sqrt(moments.SquaredDeviations / (moments.Count - 1));
    }
}
