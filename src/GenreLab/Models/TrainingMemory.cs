using GenreLab.Neural;
using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Trees.Boosting;
using GenreLab.Trees.Forests;

namespace GenreLab.Models;

/// <summary>About how much memory it takes to train on a table that is kept packed (<see cref="Streaming.PackedTable"/>) when the runtime is held to it.</summary>
public static class TrainingMemory
{
    // The runtime, the code, files' buffers and what is made on the way. Measured: of a million tracks with 13 features 55 MB packed, a training of softmax, an MLP or twenty trees works within 350 MB, within 300 it does not;
    // of three million within 550 MB.
    private const long Base = 180L << 20;

    // The different values of a feature while they are counted.
    private const long DifferentValues = 3L << 20;

    // Shares of the default split.
    private const double Train = 0.64, Validation = 0.16, Test = 0.2;

    // Bytes a row. Its number in its fold, and its genre, twice.
    private const double Row = 3 * sizeof(int);

    // To find equal rows: hashes, twice as many places for their numbers (four times, when their number is just above a power of two), and groups.
    private const double Grouping = sizeof(ulong) + 4 * sizeof(int) + sizeof(int);

    // To deal tracks out: their rows and where they begin, sizes, order and folds.
    private const double Dealing = 11 * sizeof(int);

    // To score: the rows' tracks, and the test rows' probabilities and what is measured of them.
    private const double Scoring = Grouping + sizeof(int) + Test * (64 + 40);

    // Of an epoch: the order of rows and groups, and what a checkpoint holds of it.
    private const double Order = 6 * sizeof(int);

    // A network's weights, their best state, and twice what the optimiser holds of them.
    private const double Weights = 8;

    // Scores of genres, to a multiple of sixteen.
    private const double Scores = 64;

    // A tree's rows as records that move, and room for those that move: bins and target.
    private const double Record = 2 * (16 + sizeof(uint)), BoostedRecord = 2 * (16 + 9 * sizeof(float));

    // Share of the rows that a draw with replacement draws.
    private const double Drawn = 0.64;

    // A leaf: its two nodes and what it holds, for growing and as prediction reads it. A tree of n rows has about 3 n^¾ of them, measured on synthetic tracks.
    private const double Leaf = 26 + 30;

    // Inputs that key and time signature become.
    private const int OneHotInputs = 15;

    /// <summary>Estimates it, in bytes, at the default split.</summary>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="tableBytes">What the table takes.</param>
    /// <param name="features">Its features.</param>
    /// <param name="trainers">What is trained on it, one after the other.</param>
    /// <param name="context">Threads, and how much of the inputs may be held.</param>
    public static long Estimate(long rows, long tableBytes, int features, IReadOnlyList<IClassifierTrainer> trainers, TrainingContext context)
    {
        // Rows that repeat others are found in the table as it was read, and dropped by copying the rest; then tracks are dealt out to folds.
        var cleaning = Math.Max(Dealing * rows, tableBytes);
        var training = trainers.Max(trainer => ModelBytes(trainer, rows) + Math.Max(FitBytes(trainer, rows, features, context), Scoring * rows));
        return Base + features * DifferentValues + tableBytes + (long)(Row * rows + Math.Max(cleaning, training));
    }

    private static double FitBytes(IClassifierTrainer trainer, long rows, int features, TrainingContext context)
    {
        double train = Train * rows, validation = Validation * rows, bins = Matrix.PaddedLength(features);
        double Inputs(double count, int inputs) => count * Matrix.PaddedLength(inputs) * sizeof(float);
        double Held(int inputs) => new[] { Inputs(train, inputs), Inputs(validation, inputs) }.Where(bytes => bytes <= context.MostHeldInputs).Sum();
        var widened = Widened(trainer.DefaultPreprocessing, features) + OneHotInputs;
        return trainer switch
        {
            ForestTrainer => Held(features) + (train + validation) * bins + validation * Scores / 2 + context.Threads * train * (Drawn * Record + sizeof(ushort)),
            DecisionTreeTrainer => Held(features) + (train + validation) * (bins + Record) + validation * Scores,
            GradientBoostingTrainer => Held(features) + (train + validation) * (bins + Scores + 2 * sizeof(float)) + train * (BoostedRecord + sizeof(int)),
            NetworkTrainer network => Held(widened) + train * (Order + Grouping) + (network is MlpTrainer { Hidden: var hidden } ? Parameters(widened, hidden) * (Weights + Lanes(network.BatchSize)) * sizeof(float) : 0),
            // Others hold their inputs, and a copy of them as they learn from it.
            _ => 2 * (Inputs(train, widened) + Inputs(validation, widened)),
        };
    }

    private static double ModelBytes(IClassifierTrainer trainer, long rows)
    {
        double Leaves(double most, int depth) => Math.Min(3 * Math.Pow(Train * rows, 0.75), Math.Min(most, Math.Pow(2, depth)));
        return trainer switch
        {
            ForestTrainer forest => forest.Trees * Leaf * Leaves(rows / (double)forest.MinLeaf, forest.MaxDepth),
            DecisionTreeTrainer tree => Leaf * Leaves(rows, tree.MaxDepth),
            _ => 0,
        };
    }

    private static double Parameters(int inputs, IReadOnlyList<int> hidden) => hidden.Select((units, layer) => (double)units * (layer == 0 ? inputs : hidden[layer - 1])).Sum();

    // A gradient a lane.
    private static double Lanes(int batchSize) => Math.Clamp(batchSize / 128, 1, 16);

    // Bins of a feature become an input each.
    private static int Widened(PreprocessingOptions options, int features) => options.Scaling == Scaling.PiecewiseLinear ? features * (options.Bins + 1) : features;
}
