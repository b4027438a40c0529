using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Neural.Optimizers;
using GenreLab.Neural.Schedules;
using GenreLab.Numerics;

namespace GenreLab.Neural.Checkpoints;

/// <summary>Everything that changes while a network trains. Between two epochs it can be kept, gone back to, and taken apart for storage.</summary>
/// <param name="weights">The network's numbers.</param>
/// <param name="optimizer">What the optimiser remembers.</param>
/// <param name="learningRate">Where the schedule is.</param>
/// <param name="order">The order of the training rows (of groups of rows with the same inputs), which each epoch shuffles further.</param>
/// <param name="shuffle">What they are shuffled by.</param>
internal sealed class TrainingState(NetworkWeights weights, OptimizerState optimizer, LearningRate learningRate, int[] order, RandomSource shuffle)
{
    private const int ShuffleWords = 4;

    public NetworkWeights Weights => weights;

    public OptimizerState Optimizer => optimizer;

    public LearningRate LearningRate => learningRate;

    public int[] Order => order;

    public RandomSource Shuffle => shuffle;

    /// <summary>Gradient steps taken.</summary>
    public long Step { get; set; }

    /// <summary>Epochs finished.</summary>
    public int Epoch { get; set; }

    /// <summary>Epochs since the best one.</summary>
    public int Waited { get; set; }

    /// <summary>How good the best epoch was on the validation rows, the larger the better; minus infinity before there is one.</summary>
    public double BestScore { get; set; } = double.NegativeInfinity;

    /// <summary>The epoch in which training diverged and the learning rate was lowered; 0 if it never did.</summary>
    public int LoweredIn { get; set; }

    /// <summary>What the schedule's learning rate is divided by.</summary>
    public double RateDivisor => LoweredIn == 0 ? 1 : 10;

    /// <summary>Makes this state equal to another one of the same network and rows.</summary>
    public void CopyFrom(TrainingState other)
    {
        weights.CopyFrom(other.Weights);
        optimizer.CopyFrom(other.Optimizer);
        learningRate.CopyFrom(other.LearningRate);
        other.Order.CopyTo(order, 0);
        Span<ulong> words = stackalloc ulong[ShuffleWords];
        other.Shuffle.SaveState(words);
        shuffle.RestoreState(words);
        (Step, Epoch, Waited, BestScore, LoweredIn) = (other.Step, other.Epoch, other.Waited, other.BestScore, other.LoweredIn);
    }

    /// <summary>Whether weights and optimiser hold finite numbers only.</summary>
    public bool IsFinite() => weights.AreFinite() && optimizer.IsFinite();

    /// <summary>Takes the state apart.</summary>
    public JsonObject Export(IDictionary<string, Tensor> tensors)
    {
        Span<ulong> words = stackalloc ulong[ShuffleWords];
        shuffle.SaveState(words);
        tensors["weights.parameters"] = Tensor.From<float>(weights.Parameters);
        tensors["weights.state"] = Tensor.From<float>(weights.State);
        tensors["optimizer.first"] = Tensor.From<float>(optimizer.First);
        tensors["optimizer.second"] = Tensor.From<float>(optimizer.Second);
        tensors["order"] = Tensor.From<int>(order);
        tensors["shuffle"] = Tensor.From<ulong>(words);
        return new JsonObject
        {
            ["epoch"] = Epoch,
            ["step"] = Step,
            ["waited"] = Waited,
            ["bestScore"] = double.IsFinite(BestScore) ? BestScore : null,
            ["loweredIn"] = LoweredIn,
            ["schedule"] = JsonSerializer.SerializeToNode(learningRate.Plateau, GenreLabJson.Options),
        };
    }

    /// <summary>Puts a stored state in place of this one, trusting nothing.</summary>
    /// <param name="settings">What <see cref="Export"/> gave.</param>
    /// <param name="tensors">The numbers.</param>
    /// <param name="epochs">How many epochs are planned.</param>
    /// <exception cref="InvalidDataException">The state is incomplete, impossible or of another network.</exception>
    public void Import(JsonObject settings, IReadOnlyDictionary<string, Tensor> tensors, int epochs)
    {
        StoredNumbers.Read<float>(tensors, "weights.parameters", weights.Parameters);
        StoredNumbers.Read<float>(tensors, "weights.state", weights.State);
        StoredNumbers.Read<float>(tensors, "optimizer.first", optimizer.First);
        StoredNumbers.Read<float>(tensors, "optimizer.second", optimizer.Second);
        StoredNumbers.Read<int>(tensors, "order", order);
        RequirePermutation();
        Span<ulong> words = stackalloc ulong[ShuffleWords];
        StoredNumbers.Read(tensors, "shuffle", words);
        if (!words.ContainsAnyExcept(0UL)) throw new InvalidDataException("its random numbers stand still");
        shuffle.RestoreState(words);
        Epoch = (int)StoredNumbers.Count(settings, "epoch", epochs);
        Step = optimizer.Step = StoredNumbers.Count(settings, "step", long.MaxValue);
        Waited = (int)StoredNumbers.Count(settings, "waited", epochs);
        LoweredIn = (int)StoredNumbers.Count(settings, "loweredIn", epochs);
        BestScore = settings["bestScore"]?.GetValue<double>() ?? double.NegativeInfinity;
        learningRate.Plateau = settings["schedule"].Deserialize<PlateauState>(GenreLabJson.Options) ?? throw new InvalidDataException("it lacks the state of the learning rate");
    }

    private void RequirePermutation()
    {
        var seen = new bool[order.Length];
        foreach (var row in order)
        {
            if ((uint)row >= (uint)seen.Length || seen[row]) throw new InvalidDataException("its order of rows is none");
            seen[row] = true;
        }
    }
}
