using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Svm;
using GenreLab.Tests.Models;
using GenreLab.Tests.Trees;

namespace GenreLab.Tests.Svm;

public class SvmTrainerTests
{
    [Theory]
    [InlineData("c", "0", "a number above 0")]
    [InlineData("c", "-1", "a number above 0")]
    [InlineData("gamma", "0", "scale, auto or a number above 0")]
    [InlineData("gamma", "-0.5", "scale, auto or a number above 0")]
    [InlineData("gamma", "wide", "scale, auto or a number above 0")]
    [InlineData("degree", "0", "1 to 20")]
    [InlineData("degree", "21", "1 to 20")]
    [InlineData("tolerance", "0", "a number above 0")]
    [InlineData("cacheMegabytes", "0", "a number above 0")]
    [InlineData("cacheMegabytes", "-5", "a number above 0")]
    public void AnOptionOutsideItsRangeIsRefusedAndTheRangeNamed(string option, string value, string range)
    {
        var trainer = TrainerOptions.Set(new SvmTrainer(), option, value);
        foreach (var refused in (Action[])[trainer.Validate, () => trainer.Fit(Noise(20, 2, 2), null, new TrainingContext())])
        {
            var message = Assert.Throws<OptionException>(refused).Message;
            Assert.Contains($"Option {option} is {value}; it must be ", message, StringComparison.Ordinal);
            Assert.Contains(range, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void GammaIsAWordOrANumberInJson()
    {
        Assert.Equal(new SvmTrainer { Gamma = "0.25" }, TrainerOptions.FromJson(new JsonObject { ["kind"] = "svm", ["gamma"] = 0.25 }));
        Assert.Equal(new SvmTrainer { Gamma = "auto" }, TrainerOptions.FromJson(new JsonObject { ["kind"] = "svm", ["gamma"] = "auto" }));
        Assert.Throws<OptionException>(() => TrainerOptions.FromJson(new JsonObject { ["kind"] = "svm", ["gamma"] = true }));
    }

    [Fact]
    public void ACacheSmallerThanOneKernelRowIsRefused()
    {
        var message = Assert.Throws<OptionException>(() => new SvmTrainer { CacheMegabytes = 0.001 }.Fit(Noise(600, 2, 2), null, new TrainingContext())).Message;
        Assert.Contains("Option cacheMegabytes is 0.001, less than one kernel row of the largest pair of genres (600 training rows) takes; it must be at least 0.003.", message, StringComparison.Ordinal);
        new SvmTrainer { CacheMegabytes = 0.003 }.Fit(Noise(600, 2, 2), null, new TrainingContext());
    }

    [Fact]
    public void OneGenreIsRefused()
    {
        var train = RandomTable.Dataset(Matrix.FromRows([1], [2], [3]), [1, 1, 1], 3);
        Assert.Contains("one genre", Assert.Throws<DataException>(() => new SvmTrainer().Fit(train, null, new TrainingContext())).Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => new SvmTrainer().Fit(new Dataset(new Matrix(0, 2), [], ["a", "b"], ["x", "y"]), null, new TrainingContext()));
    }

    [Theory]
    [InlineData(Kernel.Rbf)]
    [InlineData(Kernel.Linear)]
    [InlineData(Kernel.Polynomial)]
    [InlineData(Kernel.Sigmoid)]
    public void ValuesTooLargeForTheKernelAreRefused(Kernel kernel)
    {
        var trainer = new SvmTrainer { Kernel = kernel, Gamma = "1" };
        foreach (var threads in (int[])[1, 2])
        {
            var message = Assert.Throws<DataException>(() => trainer.Fit(Rows([[1], [1e20f], [2]], [0, 1, 0]), null, new TrainingContext { Threads = threads })).Message;
            Assert.Contains("too large for the", message, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string, string> Awkward() => [.. from kernel in Enum.GetNames<Kernel>() from rows in Tables.Keys select (kernel, rows)];

    [Theory]
    [MemberData(nameof(Awkward))]
    public void AwkwardRowsAreLearntFrom(string kernel, string rows)
    {
        var train = Tables[rows]();
        foreach (var probabilities in Enum.GetValues<PairProbabilities>())
        {
            foreach (var weights in Enum.GetValues<ClassWeights>())
            {
                var trainer = new SvmTrainer { Kernel = Enum.Parse<Kernel>(kernel), Probabilities = probabilities, ClassWeights = weights };
                var classifier = trainer.Fit(train, train, new TrainingContext { Threads = 2 });
                RandomTable.AssertProbabilities(RandomTable.Predict(classifier, train.Features));
                var strange = new Matrix(3, train.Features.Columns);
                for (var column = 0; column < strange.Columns; column++) (strange[0, column], strange[1, column], strange[2, column]) = (1e38f, -1e38f, 1e-38f);
                RandomTable.AssertProbabilities(RandomTable.Predict(classifier, strange));
                Assert.Equal(RandomTable.Bits(classifier), RandomTable.Bits(ModelKinds.Find("svm").Import(classifier.Export())));
            }
        }
    }

    [Fact]
    public void SeparableGenresAreToldApartHoweverLargeTheCost()
    {
        var train = RandomTable.Dataset(Matrix.FromRows([-2, 1], [-1, 7], [-1.5f, 3], [1, 5], [2, 2], [1.5f, 4]), [0, 0, 0, 1, 1, 1], 2);
        foreach (var kernel in (Kernel[])[Kernel.Rbf, Kernel.Linear, Kernel.Polynomial])
        {
            var classifier = new SvmTrainer { C = 1e10, Kernel = kernel, Probabilities = PairProbabilities.Votes }.Fit(train, null, new TrainingContext());
            var probabilities = RandomTable.Predict(classifier, train.Features);
            for (var row = 0; row < train.Rows; row++) Assert.True(probabilities[row, train.Labels[row]] > 0.5);
        }
    }

    [Theory]
    [InlineData(Kernel.Rbf)]
    [InlineData(Kernel.Linear)]
    [InlineData(Kernel.Polynomial)]
    [InlineData(Kernel.Sigmoid)]
    public void BitsDoNotDependOnThreadsWidthsOrTheCache(Kernel kernel)
    {
        var train = Noise(500, 7, 4);
        string Fit(int threads, InstructionSet instructions, double cache) => RandomTable.Bits(
            new SvmTrainer { Kernel = kernel, Gamma = "0.1", CacheMegabytes = cache }.Fit(train, null, new TrainingContext { Threads = threads, Instructions = instructions }));
        var reference = Fit(1, InstructionSet.Portable, 100);
        Assert.Equal(reference, Fit(2, InstructionSet.Vector256, 100));
        Assert.Equal(reference, Fit(3, InstructionSet.Vector512, 0.002));
    }

    [Fact]
    public void ShrinkingFindsTheSameOptimum()
    {
        var train = Noise(2500, 6, 2);
        var kernel = new KernelFunction(Kernel.Rbf, 0.5f, 0, 3);
        var prepared = kernel.Prepare(train.Features, KernelFunction.Centre(train.Features));
        int[] rows = [.. Enumerable.Range(0, train.Rows).OrderBy(row => train.Labels[row])];
        var problem = new PairProblem(prepared, rows, train.Labels.Count(label => label == 0), 2, 2);
        using var cache = new KernelCache(1 << 20);
        var options = new SolverOptions(kernel, 1e-3, Simd.Widest, CancellationToken.None);
        PairSolution with = PairSolver.Solve(problem, options, cache), without = PairSolver.Solve(problem, options with { Shrinking = false }, cache);
        Assert.True(with.Steps > 1500, "Too few steps for anything to be put aside.");
        Assert.Equal(without.Objective, with.Objective, Math.Abs(without.Objective) * 1e-5);
        Assert.Equal(without.Offset, with.Offset, 2e-3);
        AssertValues(problem, with, kernel);
    }

    [Fact]
    public void RowsHeldOutAreDecidedAsIfTheyHadNeverBeenSeen()
    {
        var train = Noise(400, 4, 2);
        var kernel = new KernelFunction(Kernel.Rbf, 0.3f, 0, 3);
        var prepared = kernel.Prepare(train.Features, KernelFunction.Centre(train.Features));
        int[] rows = [.. Enumerable.Range(0, train.Rows).OrderBy(row => train.Labels[row])];
        var problem = new PairProblem(prepared, rows, train.Labels.Count(label => label == 0), 1, 1);
        using var cache = new KernelCache(1 << 20);
        var options = new SolverOptions(kernel, 1e-6, Simd.Widest, CancellationToken.None);
        var heldOut = new bool[rows.Length];
        for (var row = 0; row < rows.Length; row += 5) heldOut[row] = true;
        var warm = PairSolver.SolveWithout(heldOut, PairSolver.Solve(problem, options, cache), problem, options, cache);
        AssertValues(problem, warm, kernel);
        Assert.All(Enumerable.Range(0, rows.Length).Where(row => heldOut[row]), row => Assert.Equal(0, warm.Alpha[row]));

        int[] kept = [.. rows.Where((_, row) => !heldOut[row])];
        var smaller = new PairProblem(prepared, kept, kept.Count(row => train.Labels[row] == 0), 1, 1);
        var cold = PairSolver.Solve(smaller, options, cache);
        Assert.Equal(cold.Objective, warm.Objective, 1e-4);
        Assert.Equal(cold.Offset, warm.Offset, 1e-4);
        var place = 0;
        for (var row = 0; row < rows.Length; row++)
            if (!heldOut[row]) Assert.Equal(cold.Values[place++], warm.Values[row], 1e-4);
    }

    [Fact]
    public void ASupportVectorOfSeveralPairsIsStoredOnce()
    {
        var train = Noise(300, 3, 4);
        var state = new SvmTrainer().Fit(train, null, new TrainingContext()).Export();
        var shape = state.Tensors["support.vectors"].Shape;
        Assert.InRange(shape[0], 100, 300);
        Assert.Equal([3L, shape[0]], state.Tensors["support.coefficients"].Shape);
        var vectors = state.Tensors["support.vectors"].Read<float>().ToArray();
        Assert.Equal(shape[0], Enumerable.Range(0, (int)shape[0]).Select(row => string.Join(" ", vectors[(3 * row)..(3 * row + 3)])).Distinct().Count());
    }

    private static Dictionary<string, Func<Dataset>> Tables { get; } = new()
    {
        ["constant features"] = () => Rows([[1, 5], [1, 5], [1, 5], [1, 5]], [0, 1, 0, 1]),
        ["one constant feature"] = () => Rows([[1, 5], [1, 6], [1, 7], [1, 8]], [0, 0, 1, 1]),
        ["a genre of one row"] = () => Rows([[1], [2], [3], [4], [5], [6], [7], [8]], [0, 0, 0, 0, 1, 1, 1, 2]),
        ["genres of one row each"] = () => Rows([[1], [2], [3]], [0, 1, 2]),
        ["more genres than rows"] = () => Rows([[1], [2], [3]], [0, 7, 40], 60),
        ["two rows"] = () => Rows([[1], [2]], [0, 1]),
        ["identical rows of different genres"] = () => Rows([.. Enumerable.Repeat(new float[] { 3, 4 }, 30)], [.. Enumerable.Range(0, 30).Select(row => row % 3)]),
        ["no features"] = () => RandomTable.Dataset(new Matrix(6, 0), [0, 1, 0, 1, 0, 1], 2),
        ["large numbers"] = () => Rows([[1e15f], [-1e15f], [0], [1e-15f]], [0, 1, 0, 1]),
        ["far from zero"] = () => Rows([[100000], [100001], [100002], [100003]], [0, 0, 1, 1]),
    };

    // What is kept for every row is what its kernel with all rows says.
    private static void AssertValues(PairProblem problem, PairSolution solution, KernelFunction kernel)
    {
        for (var row = 0; row < problem.Count; row += 37)
        {
            var sum = -problem.Sign(row);
            for (var other = 0; other < problem.Count; other++)
            {
                double distance = 0;
                for (var column = 0; column < problem.Prepared.Columns - 1; column++)
                {
                    var difference = (double)problem.Prepared[problem.Rows[row], column] - problem.Prepared[problem.Rows[other], column];
                    distance += difference * difference;
                }
                sum += solution.Alpha[other] * problem.Sign(other) * Math.Pow(2, -distance / 2);
            }
            Assert.Equal(sum, solution.Values[row], 2e-5);
        }
    }

    private static Dataset Rows(float[][] rows, int[] labels, int? genres = null) => RandomTable.Dataset(Matrix.FromRows(rows), labels, genres ?? labels.Max() + 1);

    // Genres that overlap.
    private static Dataset Noise(int rows, int features, int genres)
    {
        var random = new RandomSource(5);
        var x = new Matrix(rows, features);
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = row % genres;
            for (var feature = 0; feature < features; feature++) x[row, feature] = (float)(random.NextNormal() + (feature == labels[row] ? 0.7 : 0));
        }
        return RandomTable.Dataset(x, labels, genres);
    }
}

/// <inheritdoc/>
public sealed class SvmFileFuzzTests() : ModelFileFuzz(new SvmTrainer());
