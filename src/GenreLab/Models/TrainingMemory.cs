using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Trees.Boosting;
using GenreLab.Trees.Forests;

namespace GenreLab.Models;

/// <summary>About how much memory it takes to train on a table that is kept packed (<see cref="Streaming.PackedTable"/>).</summary>
public static class TrainingMemory
{
    // The runtime, the code and what is made on the way. Measured.
    private const long Base = 120L << 20;

    // Shares of the default split.
    private const double Train = 0.64, Prepared = 0.8;

    // A row's numbers while tracks are told apart and dealt out, and its place in the order of an epoch and among equal rows.
    private const int SplitBytes = 60, OrderBytes = 76;

    // Inputs that key and time signature become.
    private const int OneHotInputs = 15;

    /// <summary>Estimates it, in bytes, at the default split. A trained forest's own size, which depends on what there is to learn, is not part of it.</summary>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="tableBytes">What the table takes.</param>
    /// <param name="features">Its features.</param>
    /// <param name="trainers">What is trained on it, one after the other.</param>
    /// <param name="threads">Threads.</param>
    public static long Estimate(long rows, long tableBytes, int features, IReadOnlyList<IClassifierTrainer> trainers, int threads) =>
        Base + tableBytes + Math.Max(tableBytes + SplitBytes * rows / 2, trainers.Max(trainer => (long)(rows * BytesPerRow(trainer, features, threads))));

    private static double BytesPerRow(IClassifierTrainer trainer, int features, int threads)
    {
        int inputs = Matrix.PaddedLength(features), bins = inputs, scores = 64;
        return trainer switch
        {
            ForestTrainer or DecisionTreeTrainer => Prepared * (sizeof(float) * inputs + bins) + Train * threads * (2 * (bins + sizeof(long)) + sizeof(ushort)),
            GradientBoostingTrainer => Prepared * (sizeof(float) * inputs + bins + scores) + Train * 2 * (bins + scores),
            _ => Prepared * sizeof(float) * Matrix.PaddedLength(Widened(trainer.DefaultPreprocessing, features) + OneHotInputs) + Train * OrderBytes,
        };
    }

    // Bins of a feature become an input each.
    private static int Widened(PreprocessingOptions options, int features) => options.Scaling == Scaling.PiecewiseLinear ? features * options.Bins : features;
}
