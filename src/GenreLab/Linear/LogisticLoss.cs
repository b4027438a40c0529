using GenreLab.Distributed;
using GenreLab.Neural;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Linear;

/// <summary>
/// Mean log-loss over rows and its gradient. Chunks of 128 rows are computed in single precision and added up in double, dealt to a
/// fixed number of lanes whose sums are added in order: any number of threads or ranks and any vector width give the same bits.
/// </summary>
internal sealed class LogisticLoss
{
    private const int MaximumLanes = 16;

    private readonly Network network;
    private readonly NetworkWeights weights;
    private readonly float[] labelWeights;
    private readonly ThreadTeam team;
    private readonly ICommunicator ranks;
    private readonly Pass pass;
    private readonly Chunk[] chunks;
    private readonly NetworkWeights[] chunkGradients;
    private readonly double[][] laneGradients;
    private readonly double[] laneLoss;
    private readonly int[] laneCorrect;
    private readonly Action<int, int> lane;

    private LogisticRows rows = null!;
    private int laneCount;
    private RankShare own;
    private bool gradientWanted;

    /// <summary>Prepares passes of a network of one dense layer.</summary>
    /// <param name="network">The layer.</param>
    /// <param name="labelWeights">Weight of each genre; empty for one.</param>
    /// <param name="team">Threads.</param>
    /// <param name="instructions">Vector width.</param>
    /// <param name="ranks">Ranks, which share the lanes.</param>
    public LogisticLoss(Network network, float[] labelWeights, ThreadTeam team, InstructionSet instructions, ICommunicator ranks)
    {
        this.ranks = ranks;
        this.network = network;
        this.labelWeights = labelWeights;
        this.team = team;
        weights = network.CreateWeights();
        pass = new Pass(true, 0, instructions);
        chunks = [.. Enumerable.Range(0, team.Threads).Select(_ => new Chunk(network, Chunk.MaximumRows, training: true))];
        chunkGradients = [.. Enumerable.Range(0, team.Threads).Select(_ => network.CreateWeights())];
        laneGradients = [.. Enumerable.Range(0, MaximumLanes).Select(_ => new double[network.ParameterCount])];
        laneLoss = new double[MaximumLanes];
        laneCorrect = new int[MaximumLanes];
        lane = RunLane;
    }

    /// <summary>Passes over all rows.</summary>
    /// <param name="over">The rows.</param>
    /// <param name="parameters">Weights and intercepts as the dense layer lays them out.</param>
    /// <param name="gradient">Gets the gradient of the mean loss; empty when it is not wanted.</param>
    /// <returns>Mean loss in nats (weighted by genre when the gradient is wanted), and the share of rows predicted rightly.</returns>
    public (double Loss, double Accuracy) Evaluate(LogisticRows over, ReadOnlySpan<double> parameters, Span<double> gradient)
    {
        rows = over;
        gradientWanted = !gradient.IsEmpty;
        laneCount = Math.Min(MaximumLanes, over.ChunkCount);
        var values = weights.Parameters;
        for (var i = 0; i < values.Length; i++) values[i] = (float)parameters[i];
        own = RankShare.Of(laneCount, ranks.Rank, ranks.Size);
        team.Run((int)own.Count, lane);

        double loss = 0;
        long correct = 0;
        foreach (var part in ranks.AllGather<(double Loss, int Correct)>([.. Enumerable.Range((int)own.Start, (int)own.Count).Select(i => (laneLoss[i], laneCorrect[i]))]))
        {
            foreach (var (laneLoss, laneCorrect) in part)
            {
                loss += laneLoss;
                correct += laneCorrect;
            }
        }
        if (gradientWanted)
        {
            ranks.AllAdd(laneCount, from => laneGradients[from], gradient);
            // Adding zero makes −0 the 0 that a sum beginning with zero has.
            foreach (ref var value in gradient) value = (value + 0.0) / over.Count;
        }
        return (loss / over.Count, (double)correct / over.Count);
    }

    private void RunLane(int piece, int thread)
    {
        var lane = (int)own.Start + piece;
        var chunk = chunks[thread];
        var gradient = chunkGradients[thread].Parameters;
        var sum = laneGradients[lane].AsSpan();
        if (gradientWanted) sum.Clear();
        (laneLoss[lane], laneCorrect[lane]) = (0, 0);
        for (var index = lane; index < rows.ChunkCount; index += laneCount)
        {
            var labels = rows.Put(index, chunk);
            network.Forward(weights, chunk, 0, 1, pass);
            var (loss, correct) = SoftmaxCrossEntropy.Apply(chunk, labels, gradientWanted ? labelWeights : default, 0, 1, gradientWanted, pass.Instructions);
            laneLoss[lane] += loss;
            laneCorrect[lane] += correct;
            if (!gradientWanted) continue;
            network.Backward(weights, gradient, accumulate: false, chunk, 0, 1, pass);
            for (var i = 0; i < sum.Length; i++) sum[i] += gradient[i];
        }
    }
}
