using System.Diagnostics;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Boosting;

/// <summary>
/// Boosts: one tree a round for all genres together, a vector of scores in each leaf (GBDT-MO: Zhang and Jung, 2020), where one
/// tree a genre would look at the same rows a hundred times.
/// </summary>
internal sealed class BoostingTraining
{
    // Fixed, so that sums over rows do not depend on the number of threads.
    private const int ChunkRows = 1024;

    private const ulong ProjectionStream = 0xB001, ColumnStream = 0xB002, RowStream = 0xB003;

    private readonly TrainingRows rows;
    private readonly GradientBoostingTrainer options;
    private readonly TrainingContext context;
    private readonly ThreadTeam team;
    private readonly float[] start;
    private readonly GradientScores scores;
    private readonly GradientSketch sketch;
    private readonly RowRecords<SketchedRow> records;
    private readonly BoostedTreeGrower grower;
    private readonly bool[] drawn;
    private readonly int[] leafOfRow;
    private readonly int[] places;
    private readonly double[] losses;
    private readonly int[] rights;
    private readonly List<BoostedTree> trees = [];
    private float[] gradients = [], curvatures = [];

    public BoostingTraining(TrainingRows rows, GradientBoostingTrainer options, TrainingContext context, ThreadTeam team)
    {
        this.rows = rows;
        this.options = options;
        this.context = context;
        this.team = team;
        start = StartingScores(rows);
        scores = new GradientScores(rows.Labels, start);
        sketch = new GradientSketch(rows.LabelCount);
        records = new RowRecords<SketchedRow>(rows.Binning.Stride);
        grower = new BoostedTreeGrower(records, new HistogramLayout(rows), new BoostingOptions
        {
            MaxDepth = options.MaxDepth,
            Leaves = options.Leaves,
            L2 = (float)options.L2,
            MinChildWeight = (float)(options.MinChildWeight ?? Math.Clamp(rows.Count / 400.0, 1, 60)),
        }, team, context.Ranks);
        drawn = new bool[rows.Count];
        leafOfRow = new int[rows.Count];
        places = new int[Chunks + 1];
        losses = new double[Chunks];
        rights = new int[Chunks];
    }

    private int Chunks => (rows.Count + ChunkRows - 1) / ChunkRows;

    /// <summary>Boosts until the rounds are done, the validation loss has stopped falling, or training is cancelled.</summary>
    /// <param name="validation">Rows that decide when to stop and which round was best, or null.</param>
    public BoostedClassifier Run(Dataset? validation)
    {
        var judge = validation is null ? null : new ValidationScores(validation, rows.Binning, start, team, context.Ranks);
        var clock = Stopwatch.StartNew();
        var best = 0;
        var bestLoss = double.PositiveInfinity;
        for (var round = 0; round < options.Rounds; round++)
        {
            Draw(round);
            var (loss, accuracy) = Sketch();
            trees.Add(Grow(round));
            Follow(trees[^1].Tree);
            var score = judge?.Add(trees[^1]);
            context.Progress?.Invoke(new EpochRecord(round + 1, options.Rounds, loss, accuracy, score?.Loss, score?.Accuracy, options.LearningRate, clock.Elapsed.TotalSeconds));
            clock.Restart();
            if (score is not null && score.Value.Loss < bestLoss) (best, bestLoss) = (round, score.Value.Loss);
            if (context.Cancellation.IsCancellationRequested) break;
            if (score is not null && options.Patience > 0 && round - best >= options.Patience) break;
        }
        return new BoostedClassifier(rows.Binning, start, judge is null ? trees : trees[..(best + 1)]);
    }

    /// <summary>The logarithm of each genre's share of the rows; half a row for a genre without any.</summary>
    private static float[] StartingScores(TrainingRows rows)
    {
        var counts = new double[rows.LabelCount];
        foreach (var label in rows.Labels) counts[label]++;
        return Array.ConvertAll(counts, count => (float)Math.Log(Math.Max(count, 0.5) / rows.Count));
    }

    /// <summary>Draws the rows of the next tree.</summary>
    private void Draw(int round)
    {
        team.Run(Chunks, (chunk, _) =>
        {
            var random = RandomSource.For(context.Seed, RowStream, (ulong)round, (ulong)chunk);
            var count = 0;
            foreach (ref var isDrawn in drawn.AsSpan(chunk * ChunkRows, RowsOf(chunk)))
            {
                isDrawn = options.Subsample >= 1 || random.NextSingle() < options.Subsample;
                if (isDrawn) count++;
            }
            places[chunk + 1] = count;
        });
        if (places.AsSpan(1).IndexOfAnyExcept(0) < 0)
        {
            // A table of a few rows may draw none at all.
            drawn[0] = true;
            places[1] = 1;
        }
        for (var chunk = 0; chunk < Chunks; chunk++) places[chunk + 1] += places[chunk];
        sketch.Draw(RandomSource.For(context.Seed, ProjectionStream, (ulong)round));
    }

    /// <summary>Brings the rows' scores up to date with the last tree and takes the drawn ones' gradients.</summary>
    /// <returns>Mean loss and accuracy of the drawn rows.</returns>
    private (double Loss, double Accuracy) Sketch()
    {
        records.Resize(places[Chunks]);
        var last = trees.Count == 0 ? null : trees[^1].Scores;
        var stride = rows.Binning.Stride;
        team.Run(Chunks, (chunk, _) =>
        {
            double loss = 0;
            var right = 0;
            var place = places[chunk];
            for (var row = chunk * ChunkRows; row < chunk * ChunkRows + RowsOf(chunk); row++)
            {
                if (last is not null) scores.Add(row, last.AsSpan(leafOfRow[row] * scores.Stride, scores.Stride));
                if (!drawn[row]) continue;
                var (rowLoss, isRight) = scores.Normalize(row);
                loss += rowLoss;
                if (isRight) right++;
                records.Put(place++, rows.Bins.AsSpan(row * stride, stride), scores.Sketch(row, sketch));
            }
            losses[chunk] = loss;
            rights[chunk] = right;
        });
        return (losses.Sum() / records.Count, (double)rights.Sum() / records.Count);
    }

    private BoostedTree Grow(int round)
    {
        var gains = new double[rows.Binning.Features.Length];
        var tree = grower.Grow(DrawFeatures(round), gains);
        var leaves = grower.Leaves;
        var length = leaves.Count * scores.Stride;
        if (gradients.Length < length) (gradients, curvatures) = (new float[length], new float[length]);
        var covers = new int[leaves.Count];
        team.Run(leaves.Count, (leaf, _) =>
        {
            var (first, count) = leaves[leaf];
            var gradient = gradients.AsSpan(leaf * scores.Stride, scores.Stride);
            var curvature = curvatures.AsSpan(leaf * scores.Stride, scores.Stride);
            gradient.Clear();
            curvature.Clear();
            foreach (ref readonly var target in records.Targets.Slice(first, count))
            {
                scores.AddDerivatives(target.Row, gradient, curvature);
                leafOfRow[target.Row] = leaf;
            }
            covers[leaf] = count;
        });
        return new BoostedTree(tree, LeafScores.Of(tree, gradients, curvatures, scores.Stride, (float)options.L2, (float)options.LearningRate), covers, gains);
    }

    private int[] DrawFeatures(int round)
    {
        int[] features = [.. Enumerable.Range(0, rows.Binning.Features.Length)];
        RandomSource.For(context.Seed, ColumnStream, (ulong)round).Shuffle<int>(features);
        var drawnFeatures = features[..Math.Max(1, (int)Math.Round(features.Length * options.ColumnSample))];
        Array.Sort(drawnFeatures);
        return drawnFeatures;
    }

    /// <summary>Sends the rows that were not drawn down the tree; the leaves of the others are known from growing it.</summary>
    private void Follow(Tree tree)
    {
        if (records.Count == rows.Count) return;
        var stride = rows.Binning.Stride;
        team.Run(Chunks, (chunk, _) =>
        {
            for (var row = chunk * ChunkRows; row < chunk * ChunkRows + RowsOf(chunk); row++)
                if (!drawn[row]) leafOfRow[row] = tree.Leaf(rows.Bins.AsSpan(row * stride, stride));
        });
    }

    private int RowsOf(int chunk) => Math.Min(ChunkRows, rows.Count - chunk * ChunkRows);
}
