using System.Diagnostics;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>Grows a forest: trees in parallel, each on one thread of one rank, wave after wave so that progress can be told in between.</summary>
internal sealed class ForestTraining
{
    // Progress is told so often: enough points for a curve, few enough scorings.
    private const int Steps = 20;
    // A wave lasts about so many seconds: not long before progress is told or a request to stop is heard, long enough that threads seldom wait for its last tree.
    private const double WaveSeconds = 0.25;
    // How many times longer than it must a wave may be so that no thread waits.
    private const int Stretch = 4;
    private const ulong TreeStream = 0x7EE5;

    private readonly ForestOptions options;
    private readonly TrainingContext context;
    private readonly ThreadTeam team;
    private readonly TrainingRows rows;
    private readonly RowWeights weights;
    private readonly Worker[] workers;

    /// <summary>One thread's buffers.</summary>
    private sealed record Worker(IClassificationTreeGrower Grower, ushort[] Weights);

    public ForestTraining(TrainingRows rows, ForestOptions options, TrainingContext context, ThreadTeam team)
    {
        this.options = options;
        this.context = context;
        this.team = team;
        this.rows = rows;
        weights = new RowWeights(rows.Labels, rows.LabelCount, options.ClassWeights);
        workers = new Worker[team.Threads];
        for (var thread = 0; thread < workers.Length; thread++) workers[thread] = new Worker(IClassificationTreeGrower.For(rows, options.Growing, options.Criterion), new ushort[rows.Count]);
    }

    /// <summary>The out-of-bag score, once grown, if it was asked for.</summary>
    public OutOfBagScore? OutOfBag { get; private set; }

    /// <summary>Grows the trees.</summary>
    /// <param name="validation">Rows to score every few trees, or null.</param>
    public List<ForestTree> Grow(Dataset? validation)
    {
        var trees = new List<ForestTree>();
        var validationVotes = validation is null || context.Progress is null ? null : new ForestVotes(validation.Labels, rows.LabelCount, rows.Binning.Apply(validation.Inputs, team, context.Ranks), rows.Binning.Stride, context.Ranks);
        var bagVotes = options.OutOfBag ? new ForestVotes(rows.Labels, rows.LabelCount, rows.Bins, rows.Binning.Stride, context.Ranks) : null;
        // A wave is whole steps and has a tree for every thread; which trees share a wave shows nowhere.
        var step = (options.Trees + Steps - 1) / Steps;
        var threads = context.Ranks.AllReduce(team.Threads);
        var wave = WaveOf(step, threads, step);
        var clock = Stopwatch.StartNew();
        while (trees.Count < options.Trees)
        {
            var began = Stopwatch.GetTimestamp();
            var (grown, inBag) = GrowWave(trees.Count, Math.Min(wave, options.Trees - trees.Count));
            for (var i = 0; i < grown.Length; i++)
            {
                validationVotes?.Add(grown[i], default, team);
                bagVotes?.Add(grown[i], inBag[i], team);
                trees.Add(grown[i]);
                if (trees.Count % step != 0 && trees.Count != options.Trees) continue;
                OutOfBag = bagVotes?.Score(team);
                var score = validationVotes?.Score(team);
                context.Progress?.Invoke(new EpochRecord(trees.Count, options.Trees, OutOfBag?.LogLoss, OutOfBag?.Accuracy, score?.LogLoss, score?.Accuracy, 0, clock.Elapsed.TotalSeconds));
                clock.Restart();
                if (context.Cancellation.IsCancellationRequested) return trees;
            }
            // The trees' draws of rows are held for the score: such waves stay short.
            if (!options.OutOfBag) wave = WaveOf(step, threads, context.Ranks.AllReduce((int)Math.Min(options.Trees, grown.Length * WaveSeconds / Stopwatch.GetElapsedTime(began).TotalSeconds)) / context.Ranks.Size);
        }
        return trees;
    }

    // Of the waves of whole steps with so many trees or some more the one at whose end fewest threads stand idle: three trees would keep the second of two threads waiting for a third of the time.
    private static int WaveOf(int step, int threads, int trees)
    {
        var shortest = Math.Max(1, (Math.Max(trees, threads) + step - 1) / step);
        var (best, bestIdle) = (0, double.PositiveInfinity);
        for (var steps = shortest; steps < shortest + Stretch; steps++)
        {
            var wave = steps * step;
            var idle = (wave + threads - 1) / threads * threads / (double)wave;
            if (idle < bestIdle) (best, bestIdle) = (wave, idle);
        }
        return best;
    }

    private (ForestTree[] Trees, ushort[][] InBag) GrowWave(int first, int count)
    {
        var own = RankShare.Of(count, context.Ranks.Rank, context.Ranks.Size);
        var grown = new ForestTree[own.Count];
        team.Run(grown.Length, (piece, thread) =>
        {
            var worker = workers[thread];
            var random = Draw(first + (int)own.Start + piece, worker.Weights);
            grown[piece] = ForestTree.From(worker.Grower.Grow(worker.Weights, random), rows);
        });
        if (context.Ranks.Size > 1) grown = ForestTreeParcel.AllGather(context.Ranks, grown, rows.Binning.Features.Length);
        if (!options.OutOfBag) return (grown, []);
        // Drawn once more, also for the trees of other ranks: that takes less than sending them.
        var inBag = new ushort[count][];
        team.Run(count, (piece, _) => Draw(first + piece, inBag[piece] = new ushort[rows.Count]));
        return (grown, inBag);
    }

    // What each row counts in a tree, and the randomness from which the tree goes on.
    private RandomSource Draw(int tree, ushort[] into)
    {
        var random = RandomSource.For(context.Seed, TreeStream, (ulong)tree);
        weights.Draw(options.Bootstrap, random, into);
        return random;
    }
}
