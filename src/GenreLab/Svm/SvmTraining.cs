using System.Diagnostics;
using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>Solves all pairs of genres, one a thread of one of the ranks, holds rows out in turn where probabilities are to be calibrated, and puts the
/// classifier together.</summary>
internal sealed class SvmTraining
{
    // LIBSVM's number of folds.
    private const int Folds = 5;

    // Kernel rows of few columns are computed sooner than they come from memory: with 13 columns 4 MB did better than 200.
    private const int CacheBytesAColumn = 1 << 18;
    private const ulong FoldStream = 0x5F01D;

    private readonly SvmTrainer trainer;
    private readonly KernelFunction kernel;
    private readonly Dataset train;
    private readonly Matrix prepared;
    private readonly TrainingContext context;
    private readonly SolverOptions options;
    private readonly int[] genres;
    private readonly int[][] rowsOf;
    private readonly List<Pair> pairs = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private int finished, told;

    // Two genres by their place among those that have rows; what becomes of them.
    private sealed class Pair(int number, int first, int second, PairProblem problem)
    {
        public int FoldsLeft = Folds;
        public int Number => number;
        public int First => first;
        public int Second => second;
        public PairProblem Problem => problem;
        public PairSolution? Solution { get; set; }
        public double[]? HeldOutDecisions;
        public PlattScaling Scaling { get; set; } = new(-1, 0);
    }

    public SvmTraining(SvmTrainer trainer, KernelFunction kernel, Dataset train, TrainingContext context)
    {
        (this.trainer, this.kernel, this.train, this.context) = (trainer, kernel, train, context);
        prepared = kernel.Prepare(train.Features, KernelFunction.Centre(train.Features));
        RequireFiniteKernel();
        options = new SolverOptions(kernel, trainer.Tolerance, context.Instructions, context.Cancellation);
        rowsOf = new int[train.LabelNames.Count][];
        for (var genre = 0; genre < rowsOf.Length; genre++)
        {
            var label = genre;
            rowsOf[genre] = [.. Enumerable.Range(0, train.Rows).Where(row => train.Labels[row] == label)];
        }
        genres = [.. Enumerable.Range(0, rowsOf.Length).Where(genre => rowsOf[genre].Length > 0)];
        for (var first = 0; first < genres.Length; first++)
            for (var second = first + 1; second < genres.Length; second++) pairs.Add(CreatePair(first, second));
        RequireCache();
    }

    /// <summary>The solutions, pair by pair in the order (0, 1), (0, 2), …, (1, 2), …</summary>
    public IEnumerable<(PairProblem Problem, PairSolution Solution)> Solutions => pairs.Select(pair => (pair.Problem, pair.Solution!));

    /// <summary>Trains.</summary>
    /// <param name="validation">Rows to score the classifier on for the last record of progress, or null.</param>
    public SvmClassifier Run(Dataset? validation)
    {
        using var team = new ThreadTeam(context.Threads);
        var cacheBytes = (long)Math.Min(trainer.CacheMegabytes * (1 << 20) / context.Threads, (double)prepared.Columns * CacheBytesAColumn);
        var caches = Array.ConvertAll(new int[context.Threads], _ => new KernelCache(cacheBytes));
        try
        {
            // The largest first, so that no thread is left with one at the end.
            Pair[] order = [.. PairsOf(context.Ranks.Rank).OrderByDescending(pair => pair.Problem.Count)];
            team.Run(order.Length, (piece, thread) =>
            {
                order[piece].Solution = PairSolver.Solve(order[piece].Problem, options, caches[thread]);
                if (trainer.Probabilities == PairProbabilities.Votes) Finish(thread);
            });
            if (trainer.Probabilities == PairProbabilities.Platt)
            {
                team.Run(order.Length * Folds, (piece, thread) =>
                {
                    var pair = order[piece / Folds];
                    HoldOut(pair, piece % Folds, caches[thread]);
                    if (Interlocked.Decrement(ref pair.FoldsLeft) > 0) return;
                    Calibrate(pair);
                    Finish(thread);
                });
            }
        }
        finally
        {
            foreach (var cache in caches) cache.Dispose();
        }

        if (context.Ranks.Size > 1) Exchange();
        var classifier = Assemble();
        TellLast(classifier, validation);
        return classifier;
    }

    // The largest pair first, each to the rank with least to do: a pair takes about the square of its rows.
    private List<Pair> PairsOf(int rank)
    {
        if (context.Ranks.Size == 1) return pairs;
        var loads = new double[context.Ranks.Size];
        var dealt = new List<Pair>();
        foreach (var pair in pairs.OrderByDescending(pair => pair.Problem.Count))
        {
            var to = Array.IndexOf(loads, loads.Min());
            loads[to] += Math.Pow(pair.Problem.Count, 2);
            if (to == rank) dealt.Add(pair);
        }
        return dealt;
    }

    // Brings every rank the solutions of the others' pairs, without the values that only solving needs.
    private void Exchange()
    {
        const int numbersBeside = 5;
        var own = new List<double>();
        foreach (var pair in PairsOf(context.Ranks.Rank))
        {
            var solution = pair.Solution!;
            own.AddRange([solution.Offset, solution.Objective, solution.Steps, pair.Scaling.Slope, pair.Scaling.Shift, .. solution.Alpha]);
        }
        var all = context.Ranks.AllGather<double>([.. own]);
        for (var rank = 0; rank < all.Length; rank++)
        {
            if (rank == context.Ranks.Rank) continue;
            ReadOnlySpan<double> theirs = all[rank];
            foreach (var pair in PairsOf(rank))
            {
                var alpha = theirs.Slice(numbersBeside, pair.Problem.Count).ToArray();
                pair.Solution = new PairSolution(alpha, [], theirs[0], theirs[1], (long)theirs[2]);
                pair.Scaling = new PlattScaling(theirs[3], theirs[4]);
                theirs = theirs[(numbersBeside + alpha.Length)..];
            }
        }
    }

    private Pair CreatePair(int first, int second)
    {
        int[] firstRows = rowsOf[genres[first]], secondRows = rowsOf[genres[second]];
        var problem = new PairProblem(prepared, [.. firstRows, .. secondRows], firstRows.Length, Bound(first), Bound(second));
        return new Pair(pairs.Count, first, second, problem);
    }

    private double Bound(int genre) =>
        trainer.C * (trainer.ClassWeights == ClassWeights.Balanced ? (double)train.Rows / (genres.Length * (double)rowsOf[genres[genre]].Length) : 1);

    // Every fold gets its share of both genres.
    private int[] DealFolds(PairProblem problem, int number)
    {
        var random = RandomSource.For(context.Seed, FoldStream, (ulong)number);
        var rows = Enumerable.Range(0, problem.Count).ToArray();
        random.Shuffle(rows.AsSpan(0, problem.FirstCount));
        random.Shuffle(rows.AsSpan(problem.FirstCount));
        var folds = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++) folds[rows[i]] = i % Folds;
        return folds;
    }

    private void RequireFiniteKernel()
    {
        for (var row = 0; row < prepared.Rows; row++)
        {
            if (kernel.IsFinite(prepared.Row(row))) continue;
            throw new DataException($"The values of training row {row + 1} are too large for the {OptionText.Format(kernel.Kernel)} kernel; scale the features, or choose a smaller gamma or degree.");
        }
    }

    private void RequireCache()
    {
        var rows = pairs.Max(pair => pair.Problem.Count);
        var needed = rows * (double)sizeof(float) / (1 << 20);
        if (trainer.CacheMegabytes < needed)
            throw new OptionException($"Option cacheMegabytes is {OptionText.Format(trainer.CacheMegabytes)}, less than one kernel row of the largest pair of genres ({rows:N0} training rows) takes; it must be at least {Math.Ceiling(1000 * needed) / 1000}.");
    }

    private void HoldOut(Pair pair, int fold, KernelCache cache)
    {
        if (context.Cancellation.IsCancellationRequested) return;
        var problem = pair.Problem;
        var heldOut = Array.ConvertAll(DealFolds(problem, pair.Number), own => own == fold);
        var decisions = LazyInitializer.EnsureInitialized(ref pair.HeldOutDecisions, () => new double[problem.Count]);
        bool hasFirst = heldOut.AsSpan(0, problem.FirstCount).Contains(false), hasSecond = heldOut.AsSpan(problem.FirstCount).Contains(false);
        // With one genre or none left there is nothing to solve; LIBSVM then decides for what is left.
        var solution = hasFirst && hasSecond ? PairSolver.SolveWithout(heldOut, pair.Solution!, problem, options, cache) : null;
        for (var row = 0; row < heldOut.Length; row++)
            if (heldOut[row]) decisions[row] = solution?.Decision(problem, row) ?? (hasFirst ? 1 : hasSecond ? -1 : 0);
    }

    private void Calibrate(Pair pair)
    {
        if (context.Cancellation.IsCancellationRequested || pair.HeldOutDecisions is null) return;
        var isFirst = new bool[pair.Problem.Count];
        isFirst.AsSpan(0, pair.Problem.FirstCount).Fill(true);
        pair.Scaling = PlattScaling.Fit(pair.HeldOutDecisions, isFirst);
        pair.HeldOutDecisions = null;
    }

    // Progress is told on the training thread only: it tells of the others' pairs too.
    private void Finish(int thread)
    {
        Interlocked.Increment(ref finished);
        if (thread == 0) Tell(Math.Min(Volatile.Read(ref finished), pairs.Count - 1));
    }

    private void Tell(int count)
    {
        while (told < count) Tell(null, null);
    }

    private void Tell(double? loss, double? accuracy)
    {
        told++;
        context.Progress?.Invoke(new EpochRecord(told, pairs.Count, null, null, loss, accuracy, 0, clock.Elapsed.TotalSeconds));
        clock.Restart();
    }

    // Only all pairs together are a classifier that can be scored.
    private void TellLast(SvmClassifier classifier, Dataset? validation)
    {
        if (context.Progress is null) return;
        Tell(pairs.Count - 1);
        if (validation is null)
        {
            Tell(null, null);
            return;
        }
        var probabilities = GenreModel.Probabilities(classifier, validation.Inputs, context.Threads);
        var loss = 0.0;
        var correct = 0;
        for (var row = 0; row < validation.Rows; row++)
        {
            var own = probabilities.Row(row);
            loss -= Math.Log(Math.Max(ProbabilityTotals.SmallestProbability, own[validation.Labels[row]]));
            if (System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(own) == validation.Labels[row]) correct++;
        }
        Tell(loss / validation.Rows, (double)correct / validation.Rows);
    }

    // A row that several pairs lean on is stored once, with a coefficient for each other genre.
    private SvmClassifier Assemble()
    {
        var coefficients = Array.ConvertAll(rowsOf, rows => new float[genres.Length - 1, rows.Length]);
        foreach (var pair in pairs)
        {
            for (var row = 0; row < pair.Problem.Count; row++)
            {
                var isFirst = row < pair.Problem.FirstCount;
                var value = (float)(pair.Problem.Sign(row) * pair.Solution!.Alpha[row]);
                if (isFirst) coefficients[genres[pair.First]][pair.Second - 1, row] = value;
                else coefficients[genres[pair.Second]][pair.First, row - pair.Problem.FirstCount] = value;
            }
        }
        bool IsSupport(int genre, int row)
        {
            for (var other = 0; other < genres.Length - 1; other++)
                if (coefficients[genre][other, row] != 0) return true;
            return false;
        }
        var supports = Array.ConvertAll(genres, genre => Enumerable.Range(0, rowsOf[genre].Length).Where(row => IsSupport(genre, row)).ToArray());
        var vectors = new Matrix(supports.Sum(own => own.Length), train.Inputs.Columns);
        var weights = new Matrix(genres.Length - 1, vectors.Rows);
        var at = 0;
        for (var place = 0; place < genres.Length; place++)
        {
            foreach (var row in supports[place])
            {
                train.Features.Row(rowsOf[genres[place]][row]).CopyTo(vectors.Row(at));
                for (var other = 0; other < genres.Length - 1; other++) weights[other, at] = coefficients[genres[place]][other, row];
                at++;
            }
        }
        return new SvmClassifier(new SvmState
        {
            Kernel = kernel,
            LabelCount = train.LabelNames.Count,
            Genres = genres,
            SupportCounts = Array.ConvertAll(supports, own => own.Length),
            Vectors = vectors,
            Coefficients = weights,
            Offsets = [.. pairs.Select(pair => pair.Solution!.Offset)],
            Scalings = trainer.Probabilities == PairProbabilities.Platt ? [.. pairs.Select(pair => pair.Scaling)] : null,
            BreakTies = trainer.BreakTies,
        });
    }
}
