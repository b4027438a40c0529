using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Svm;
using GenreLab.Tests.Trees;

namespace GenreLab.Tests.Svm;

/// <summary>scikit-learn's SVC on the same rows: Fixtures/Svm/svm.py.</summary>
public class SvmReferenceTests
{
    private static readonly JsonNode Fixture = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Svm", "svm.json")))!;
    private static readonly Dataset Train = RandomTable.Dataset(Rows("x"), Read<int[]>(Fixture["y"]), 4);
    private static readonly Matrix Test = Rows("test");

    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, Fixture["cases"]!.AsArray().Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ObjectivesOffsetsAndDecisionsAreLibsvms(int number)
    {
        var expected = Fixture["cases"]![number]!;
        var training = Trainer(expected).Prepare(Train, new TrainingContext());
        var classifier = training.Run(null);
        var solutions = training.Solutions.ToArray();
        double[] objectives = Read<double[]>(expected["objectives"]), offsets = Read<double[]>(expected["offsets"]);
        for (var pair = 0; pair < objectives.Length; pair++)
        {
            Assert.Equal(objectives[pair], solutions[pair].Solution.Objective, Math.Abs(objectives[pair]) * 1e-5);
            Assert.Equal(offsets[pair], solutions[pair].Solution.Offset, 3e-3);
        }
        var expectedDecisions = Read<double[][]>(expected["decisions"]);
        var decisions = new double[Test.Rows, objectives.Length];
        classifier.PredictDecisions(Test, decisions);
        for (var row = 0; row < Test.Rows; row++)
            for (var pair = 0; pair < objectives.Length; pair++) Assert.Equal(expectedDecisions[row][pair], decisions[row, pair], 5e-3 * Math.Max(1, Math.Abs(expectedDecisions[row][pair])));
        var counts = classifier.Export().Tensors["support.counts"].Read<int>();
        var expectedCounts = Read<int[]>(expected["support"]);
        for (var genre = 0; genre < counts.Length; genre++) Assert.InRange(counts[genre], expectedCounts[genre] - 2, expectedCounts[genre] + 2);
        Assert.Equal(Read<double>(expected["gamma"]), classifier.Export().Settings["gamma"]!.GetValue<float>(), Read<double>(expected["gamma"]) * 1e-6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void VotesPredictWhatScikitLearnPredicts(int number)
    {
        var expected = Fixture["cases"]![number]!;
        foreach (var breakTies in (bool[])[false, true])
        {
            var probabilities = RandomTable.Predict((Trainer(expected) with { BreakTies = breakTies }).Fit(Train, null, new TrainingContext()), Test);
            RandomTable.AssertProbabilities(probabilities);
            var predicted = Enumerable.Range(0, Test.Rows).Select(row => System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(probabilities.Row(row)));
            // A decision value within the tolerance of zero may fall on either side.
            Assert.InRange(predicted.Zip(Read<int[]>(expected[breakTies ? "confident" : "votes"])).Count(pair => pair.First != pair.Second), 0, 1);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ConditionsOfTheOptimumHoldForAllRows(int number)
    {
        var trainer = Trainer(Fixture["cases"]![number]!);
        var training = trainer.Prepare(Train, new TrainingContext());
        training.Run(null);
        foreach (var (problem, solution) in training.Solutions)
        {
            double rising = double.PositiveInfinity, falling = double.NegativeInfinity, balance = 0;
            for (var row = 0; row < problem.Count; row++)
            {
                var alpha = solution.Alpha[row];
                Assert.InRange(alpha, 0, problem.Bound(row));
                balance += alpha * problem.Sign(row);
                if (problem.MayRise(row, alpha)) rising = Math.Min(rising, solution.Values[row]);
                if (problem.MayFall(row, alpha)) falling = Math.Max(falling, solution.Values[row]);
            }
            Assert.Equal(0, balance, 1e-9 * problem.Count * Math.Max(problem.FirstBound, problem.SecondBound));
            Assert.True(falling - rising <= trainer.Tolerance * 1.001);
        }
    }

    [Fact]
    public void TheSigmoidIsThatOfLinLinAndWeng()
    {
        var platt = Fixture["platt"]!;
        var scaling = PlattScaling.Fit(Read<double[]>(platt["values"]), Read<bool[]>(platt["first"]));
        Assert.Equal(Read<double>(platt["slope"]), scaling.Slope, 1e-3);
        Assert.Equal(Read<double>(platt["shift"]), scaling.Shift, 1e-3);
    }

    [Fact]
    public void PairsAreCoupledAsInLibsvm()
    {
        var coupled = Fixture["coupled"]!;
        double[] slopes = Read<double[]>(coupled["slopes"]), shifts = Read<double[]>(coupled["shifts"]);
        var decisions = Read<double[][]>(coupled["decisions"]);
        var expected = Read<double[][]>(coupled["probabilities"]);
        double[] pairs = new double[16], quadratic = new double[16], products = new double[4], probabilities = new double[4];
        for (var row = 0; row < decisions.Length; row++)
        {
            var pair = 0;
            for (var i = 0; i < 4; i++)
                for (var j = i + 1; j < 4; j++, pair++)
                {
                    pairs[i * 4 + j] = new PlattScaling(slopes[pair], shifts[pair]).Probability(decisions[row][pair]);
                    pairs[j * 4 + i] = 1 - pairs[i * 4 + j];
                }
            PairwiseCoupling.Couple(pairs, quadratic, products, probabilities);
            Assert.Equal(1, probabilities.Sum(), 1e-9);
            for (var genre = 0; genre < 4; genre++) Assert.Equal(expected[row][genre], probabilities[genre], 2e-3);
        }
    }

    [Fact]
    public void CalibratedProbabilitiesAreNearLibsvms()
    {
        // The folds are drawn differently, so the sigmoids differ a little.
        var probabilities = RandomTable.Predict(new SvmTrainer().Fit(Train, null, new TrainingContext()), Test);
        var expected = Read<double[][]>(Fixture["coupled"]!["probabilities"]);
        var differences = new List<double>();
        for (var row = 0; row < Test.Rows; row++)
            for (var genre = 0; genre < 4; genre++) differences.Add(Math.Abs(expected[row][genre] - probabilities[row, genre]));
        Assert.True(differences.Max() < 0.12, $"{differences.Max()}");
        Assert.True(differences.Average() < 0.03, $"{differences.Average()}");
    }

    private static SvmTrainer Trainer(JsonNode expected)
    {
        var trainer = TrainerOptions.Set(new SvmTrainer { Probabilities = PairProbabilities.Votes, BreakTies = false }, "kernel", Read<string>(expected["kernel"]));
        foreach (var (option, value) in expected["options"]!.AsObject()) trainer = TrainerOptions.Set(trainer, option, Read<string>(value));
        return (SvmTrainer)trainer;
    }

    private static T Read<T>(JsonNode? node) => node.Deserialize<T>()!;

    private static Matrix Rows(string name) => Matrix.FromRows(Read<float[][]>(Fixture[name]));
}
