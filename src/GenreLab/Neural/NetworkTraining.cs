using System.Diagnostics;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural.Checkpoints;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Optimizers;
using GenreLab.Neural.Schedules;
using GenreLab.Neural.Tokens;
using GenreLab.Numerics;

namespace GenreLab.Neural;

/// <summary>
/// One training run. A batch is cut into chunks of up to 128 rows, and the chunks are dealt to a fixed number of lanes, each with
/// a gradient of its own; ranks and their threads take lanes, and the lanes' gradients are added in lane order. The cut depends on the batch
/// alone, so any number of ranks and threads gives the same bits. Layers that need the whole batch (batch normalisation) end a phase:
/// all chunks reach it, its statistics are merged, and the next phase begins. Tables of tokens have no lanes: their gradients are gathered token by token
/// (<see cref="TokenTables"/>). Nothing is allocated in a step.
/// </summary>
internal sealed class NetworkTraining : IDisposable
{
    private const int MaximumLanes = 16;
    // Parameters a piece of the update; a multiple of 16.
    private const int UpdatePiece = 16_384;

    private readonly Network network;
    private readonly NetworkWeights weights;
    private readonly NetworkTrainer options;
    private readonly Dataset train;
    private readonly Dataset? validation;
    private readonly TrainingContext context;
    private readonly ThreadTeam team;
    private readonly RankLanes lanes;
    private readonly Pass trainingPass, evaluationPass;
    private readonly OptimizerState optimizer;
    private readonly int batches;
    private readonly float[] labelWeights;
    private readonly int batchSize, chunkRows;

    // Rows of the same inputs pass as one. The epoch's rows with those of a group side by side; the batch's labels in that order,
    // and of each group in it the first row and the place of its first label.
    private readonly RepeatedRows groups;
    private readonly int[] order, batchLabels, batchGroups, batchPlaces;

    // The rows as batches take them: in the same order, unless batches are of rows of alike length.
    private readonly LengthGroups? lengthGroups;
    private readonly int[] sequence;

    // Indexes of the synchronised layers, then the number of layers; what layers collect over a batch, by layer.
    private readonly int[] boundaries;
    private readonly object?[] collected;
    private readonly TokenTables tables;
    // Workspaces: one a thread, or one a chunk where layers wait for each other.
    private readonly Chunk[] chunks, evaluationChunks;
    private readonly NetworkWeights[] laneGradients;
    private readonly double[] laneLoss, pieceNorms, evaluationLoss;
    private readonly int[] laneCorrect, evaluationCorrect;
    private readonly int densePieces;
    private readonly Action<int, int> lanePhase, mergePiece, updatePiece, evaluationPiece;

    private int batchRows, batchGroupCount, chunkCount, laneCount, phase, firstEvaluated;
    private bool backwardPhase;
    private double clip;
    private Dataset evaluated = null!;
    // Rows by length where that matters.
    private int[]? evaluationOrder;

    public NetworkTraining(Network network, NetworkWeights weights, NetworkTrainer options, Dataset train, Dataset? validation, TrainingContext context)
    {
        this.network = network;
        this.weights = weights;
        this.options = options;
        this.train = train;
        this.validation = validation;
        this.context = context;
        team = new ThreadTeam(context.Threads);
        lanes = new RankLanes(context.Ranks);
        trainingPass = new Pass(true, context.Seed, context.Instructions);
        evaluationPass = new Pass(false, context.Seed, context.Instructions);
        labelWeights = LabelWeights(options.ClassWeights, train);
        batchSize = Math.Min(options.BatchSize, train.Rows);

        chunkRows = ChunkRowsFor(batchSize, network.Layers.Sum(layer => layer.RowOperations));
        var most = ChunksOf(batchSize, chunkRows);
        boundaries = [.. network.Layers.Where(layer => layer is ISynchronizedLayer && !layer.Frozen).Select(layer => layer.Index), network.Layers.Count];
        collected = [.. network.Layers.Select(layer => layer switch
        {
            ISynchronizedLayer synchronized => synchronized.CreateStatistics(most),
            ITokenTable table when !layer.Frozen => table.CreateGradients(batchSize),
            _ => null,
        })];
        tables = new TokenTables(network, collected);
        chunks = [.. Enumerable.Range(0, boundaries.Length > 1 ? most : context.Threads)
            .Select(_ => new Chunk(network, Math.Min(batchSize, chunkRows), training: true) { Collected = collected })];
        laneGradients = [.. Enumerable.Range(0, Math.Min(MaximumLanes, most)).Select(_ => new NetworkWeights(network.DenseParameterCount, 0))];
        laneLoss = new double[laneGradients.Length];
        laneCorrect = new int[laneGradients.Length];
        batches = (train.Rows + batchSize - 1) / batchSize;
        // Batch normalisation cannot learn from a batch of one row.
        if (boundaries.Length > 1 && batches > 1 && train.Rows % batchSize == 1) batches--;
        groups = network.TreatsEqualRowsAlike ? RepeatedRows.Find(train.Inputs, team) : RepeatedRows.None(train.Rows);
        (order, batchLabels, batchGroups, batchPlaces) = (new int[train.Rows], new int[batchSize], new int[batchSize], new int[batchSize + 1]);
        State = NewState(weights);
        Kept = NewState(network.CreateWeights());
        optimizer = State.Optimizer;
        for (var row = 0; row < order.Length; row++) order[row] = row;
        lengthGroups = LengthGroups.Of(network, train.Inputs, batchSize);
        sequence = lengthGroups is null ? order : (int[])order.Clone();
        Best = validation is not null && options.RestoreBest ? network.CreateWeights() : null;
        densePieces = (network.DenseParameterCount + UpdatePiece - 1) / UpdatePiece;
        pieceNorms = new double[densePieces + tables.MostPieces];
        var evaluationChunkCount = ChunksOf(Math.Max(train.Rows, validation?.Rows ?? 0), Chunk.MaximumRows);
        evaluationLoss = new double[evaluationChunkCount];
        evaluationCorrect = new int[evaluationChunkCount];
        evaluationChunks = validation is null ? [] : [.. Enumerable.Range(0, context.Threads).Select(_ => new Chunk(network, Chunk.MaximumRows, training: false))];
        lanePhase = RunLane;
        mergePiece = MergePiece;
        updatePiece = UpdateParameters;
        evaluationPiece = EvaluateChunk;
    }

    /// <summary>Everything that changes.</summary>
    public TrainingState State { get; }

    /// <summary>The state as it was at the end of the last epoch (or at the beginning): what a checkpoint holds, and what training goes back
    /// to when it diverges.</summary>
    public TrainingState Kept { get; }

    /// <summary>The weights of the best epoch on the validation rows; null when the last ones are wanted. They change between epochs only.</summary>
    public NetworkWeights? Best { get; }

    /// <summary>Told after every epoch, when <see cref="Kept"/> is up to date; not of an epoch that was cancelled.</summary>
    public Action<NetworkTraining, EpochRecord>? EpochEnded { get; init; }

    /// <summary>Told when training is stopped before its end; <see cref="Kept"/> is where it can go on.</summary>
    public Action<NetworkTraining>? Stopped { get; init; }

    private bool IsOver => State.Epoch >= options.Epochs || (options.Patience > 0 && State.Waited >= options.Patience);

    private bool HasBest => Best is not null && double.IsFinite(State.BestScore);

    private bool IsCancelled => context.Cancellation.IsCancellationRequested;

    /// <summary>
    /// Trains until the epochs are over, patience runs out or somebody cancels; the weights are then the chosen ones. When the
    /// loss or the weights are no longer numbers, training goes back to the end of the last epoch and on from there with a
    /// tenth of the learning rate; the second time it ends with the best state there was.
    /// </summary>
    /// <exception cref="TrainingException">It diverged twice before an epoch was finished.</exception>
    public void Run()
    {
        Kept.CopyFrom(State);
        if (State.LoweredIn > 0) WarnOfLowering();
        while (!IsOver && !IsCancelled)
        {
            // Ranks that share no batch, so that they have nothing to say to each other, hear of a cancellation here.
            context.Ranks.Barrier();
            var started = Stopwatch.GetTimestamp();
            var epoch = RunEpoch();
            // An epoch that was cancelled is not measured when there is something better to give.
            if (epoch.Cancelled && HasBest) break;
            var measured = validation is null || !epoch.IsFinite ? (epoch.Loss, Accuracy: 0) : Evaluate(validation);
            if (!epoch.IsFinite || !double.IsFinite(measured.Loss))
            {
                if (GoBack()) continue;
                break;
            }
            // Before the cancelled epoch is judged: it is not part of what is gone on from.
            if (epoch.Cancelled) Stopped?.Invoke(this);
            State.Epoch++;
            State.LearningRate.EndEpoch(measured.Loss);
            if (validation is not null) Judge(measured.Loss, measured.Accuracy);
            var record = new EpochRecord(
                State.Epoch, options.Epochs, epoch.Loss, epoch.Accuracy, validation is null ? null : measured.Loss, validation is null ? null : measured.Accuracy,
                epoch.LearningRate, Stopwatch.GetElapsedTime(started).TotalSeconds);
            context.Progress?.Invoke(record);
            if (epoch.Cancelled) return;
            Kept.CopyFrom(State);
            EpochEnded?.Invoke(this, record);
        }
        if (IsCancelled) Stopped?.Invoke(this);
        if (HasBest) weights.CopyFrom(Best!);
    }

    private readonly record struct Epoch(double Loss, double Accuracy, double LearningRate, bool Cancelled, bool IsFinite);

    private Epoch RunEpoch()
    {
        State.Shuffle.Shuffle<int>(State.Order);
        ListRows();
        lengthGroups?.Arrange(order, sequence, State.Shuffle);
        double loss = 0, rate = 0;
        int correct = 0, rows = 0, batch = 0;
        for (; batch < batches && !IsCancelled && double.IsFinite(loss); batch++)
        {
            rate = State.LearningRate.At(State.Step) / State.RateDivisor;
            var result = Step(batch * batchSize, Math.Min(batchSize, train.Rows - batch * batchSize), rate);
            loss += result.Loss;
            correct += result.Correct;
            rows += batchRows;
        }
        rows = Math.Max(1, rows);
        return new Epoch(loss / rows, (double)correct / rows, rate, batch < batches && IsCancelled, double.IsFinite(loss) && State.IsFinite());
    }

    private void Judge(double loss, double accuracy)
    {
        var score = options.Monitor == Monitor.Loss ? -loss : accuracy;
        if (score > State.BestScore)
        {
            State.BestScore = score;
            State.Waited = 0;
            Best?.CopyFrom(weights);
        }
        else
        {
            State.Waited++;
        }
    }

    // Whether training may try again from there.
    private bool GoBack()
    {
        var epoch = State.Epoch + 1;
        State.CopyFrom(Kept);
        if (State.LoweredIn == 0)
        {
            State.LoweredIn = Kept.LoweredIn = epoch;
            WarnOfLowering();
            return true;
        }
        if (epoch == 1)
            throw new TrainingException($"Training of {options.Kind} diverged in epoch 1: the loss is no longer a number, even after the learning rate was lowered to {LoweredRate}. Lower learningRate (now {options.LearningRate}) or set clipNorm=1.");
        context.Warning?.Invoke($"Training of {options.Kind} diverged again in epoch {epoch} and ended there; the model is {(HasBest ? "the best" : "the last good one")} so far. Lower learningRate (now {options.LearningRate}) or set clipNorm=1.");
        return false;
    }

    private void WarnOfLowering() => context.Warning?.Invoke(
        $"Training of {options.Kind} diverged in epoch {State.LoweredIn}: the loss was no longer a number. It went back to {(State.LoweredIn == 1 ? "the beginning" : $"the end of epoch {State.LoweredIn - 1}")} and on with the learning rate lowered from {options.LearningRate} to {LoweredRate}.");

    private double LoweredRate => options.LearningRate / State.RateDivisor;

    private TrainingState NewState(NetworkWeights weights)
    {
        var optimizer = new OptimizerState(network, new OptimizerOptions(
            options.Optimizer, (float)options.Momentum, options.Nesterov, (float)options.Epsilon, (float)options.WeightDecay));
        var learningRate = new LearningRate(options.Schedule, options.LearningRate, options.Epochs, batches, options.StepEpochs, options.ScheduleFactor, options.SchedulePatience);
        return new TrainingState(weights, optimizer, learningRate, [.. Enumerable.Range(0, groups.Groups)], RandomSource.For(context.Seed, 2));
    }

    private void ListRows()
    {
        var count = 0;
        foreach (var group in State.Order)
        {
            groups[group].CopyTo(order.AsSpan(count));
            count += groups[group].Length;
        }
    }

    // A group at the batch's edge may be cut in two.
    private void ListGroups(ReadOnlySpan<int> rows)
    {
        batchRows = rows.Length;
        batchGroupCount = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            batchLabels[i] = train.Labels[rows[i]];
            if (i > 0 && groups.GroupOf(rows[i]) == groups.GroupOf(rows[i - 1])) continue;
            batchGroups[batchGroupCount] = rows[i];
            batchPlaces[batchGroupCount++] = i;
        }
        batchPlaces[batchGroupCount] = rows.Length;
    }

    /// <summary>One gradient step on rows <paramref name="start"/> on of the shuffled order.</summary>
    /// <returns>Sum of the rows' losses and number of rows predicted rightly.</returns>
    public (double Loss, int Correct) Step(int start, int rows, double rate)
    {
        ListGroups(sequence.AsSpan(start, rows));
        chunkCount = ChunksOf(batchGroupCount, chunkRows);
        laneCount = Math.Min(MaximumLanes, chunkCount);
        lanes.Deal(laneCount, chunkCount);
        ComputeGradient();
        lanes.Exchange(laneLoss, laneCorrect);
        for (var layer = 0; layer < collected.Length; layer++)
            if (collected[layer] is TokenGradients gradients) lanes.Exchange(gradients, chunkRows, batchGroupCount);
        if (lanes.IsShared) lanes.Add(laneGradients, laneGradients[0].Parameters);

        optimizer.BeginStep(rate);
        clip = 1;
        var pieces = densePieces + tables.Group(batchGroupCount);
        if (options.ClipNorm > 0)
        {
            team.Run(pieces, mergePiece);
            double norm = 0;
            for (var piece = 0; piece < pieces; piece++) norm += pieceNorms[piece];
            norm = Math.Sqrt(norm);
            if (norm > options.ClipNorm) clip = options.ClipNorm / norm;
        }
        team.Run(pieces, updatePiece);
        State.Step++;

        double loss = 0;
        var correct = 0;
        for (var lane = 0; lane < laneCount; lane++)
        {
            loss += laneLoss[lane];
            correct += laneCorrect[lane];
        }
        return (loss, correct);
    }

    /// <summary>The first lane's gradient by the dense parameters; after <see cref="Step"/> with clipping, or with a single lane, the whole batch's.</summary>
    public ReadOnlySpan<float> Gradient => laneGradients[0].Parameters;

    /// <summary>The gradient by a token table over the last batch.</summary>
    public TokenGradients TokenGradients(int layer) => (TokenGradients)collected[layer]!;

    /// <summary>Mean loss and accuracy, without dropout and with running statistics.</summary>
    public (double Loss, double Accuracy) Evaluate(Dataset data)
    {
        if (evaluated != data) evaluationOrder = LengthGroups.ByLength(network, data.Inputs);
        evaluated = data;
        var count = ChunksOf(data.Rows, Chunk.MaximumRows);
        var own = lanes.ShareOf(count);
        firstEvaluated = (int)own.Start;
        team.Run((int)own.Count, evaluationPiece);
        lanes.Share(evaluationLoss, evaluationCorrect, count);
        double loss = 0;
        long correct = 0;
        for (var chunk = 0; chunk < count; chunk++)
        {
            loss += evaluationLoss[chunk];
            correct += evaluationCorrect[chunk];
        }
        return (loss / data.Rows, (double)correct / data.Rows);
    }

    public void Dispose() => team.Dispose();

    private void ComputeGradient()
    {
        // Upwards through the phases; the last one turns round at the loss.
        backwardPhase = false;
        for (phase = 0; phase < boundaries.Length; phase++)
        {
            team.Run((int)lanes.Own.Count, lanePhase);
            if (phase < boundaries.Length - 1) MergeForward(boundaries[phase]);
        }
        // And down again.
        backwardPhase = true;
        for (phase = boundaries.Length - 2; phase >= 0; phase--)
        {
            MergeBackward(boundaries[phase]);
            team.Run((int)lanes.Own.Count, lanePhase);
        }
    }

    private void MergeForward(int layer)
    {
        var synchronized = (ISynchronizedLayer)network.Layers[layer];
        lanes.Exchange(synchronized, collected[layer]!);
        synchronized.MergeForward(collected[layer]!, chunkCount, network.StateOf(layer, weights.State));
    }

    private void MergeBackward(int layer)
    {
        var synchronized = (ISynchronizedLayer)network.Layers[layer];
        lanes.Exchange(synchronized, collected[layer]!);
        synchronized.MergeBackward(collected[layer]!, chunkCount, network.ParametersOf(layer, laneGradients[0].Parameters));
    }

    private void RunLane(int piece, int thread)
    {
        var lane = (int)lanes.Own.Start + piece;
        var gradient = laneGradients[lane].Parameters;
        for (var index = lane; index < chunkCount; index += laneCount)
        {
            var chunk = chunks[boundaries.Length > 1 ? index : thread];
            if (backwardPhase) Descend(chunk, gradient, index != lane);
            else Ascend(chunk, index, lane, gradient);
        }
    }

    private void Ascend(Chunk chunk, int index, int lane, Span<float> gradient)
    {
        var firstGroup = index * chunkRows;
        if (phase == 0)
        {
            chunk.Index = index;
            chunk.FirstRow = firstGroup;
            chunk.Step = State.Step;
            chunk.Rows = Math.Min(chunkRows, batchGroupCount - firstGroup);
            ChunkInput.Fill(chunk, train.Inputs, batchGroups.AsSpan(firstGroup, chunk.Rows));
        }
        var end = boundaries[phase];
        network.Forward(weights, chunk, phase == 0 ? 0 : boundaries[phase - 1], end, trainingPass);
        if (phase < boundaries.Length - 1)
        {
            ((ISynchronizedLayer)network.Layers[end]).CollectForward(collected[end]!, chunk, trainingPass);
            return;
        }

        var places = batchPlaces.AsSpan(firstGroup, chunk.Rows + 1);
        var (loss, correct) = SoftmaxCrossEntropy.Apply(
            chunk, batchLabels.AsSpan(places[0]..places[^1]), places, labelWeights, (float)options.LabelSmoothing, 1f / batchRows, gradientWanted: true, trainingPass.Instructions);
        laneLoss[lane] = (index == lane ? 0 : laneLoss[lane]) + loss;
        laneCorrect[lane] = (index == lane ? 0 : laneCorrect[lane]) + correct;
        Descend(chunk, gradient, index != lane);
    }

    // In an upward phase from the loss down to the last synchronised layer, in a downward one from the phase's synchronised layer to the one before.
    private void Descend(Chunk chunk, Span<float> gradient, bool accumulate)
    {
        var end = backwardPhase ? boundaries[phase] + 1 : network.Layers.Count;
        var below = backwardPhase ? phase - 1 : boundaries.Length - 2;
        var first = below < 0 ? 0 : boundaries[below] + 1;
        network.Backward(weights, gradient, accumulate, chunk, first, end, trainingPass);
        if (below >= 0) ((ISynchronizedLayer)network.Layers[boundaries[below]]).CollectBackward(collected[boundaries[below]]!, chunk, trainingPass);
    }

    private void MergePiece(int piece, int thread)
    {
        if (piece >= densePieces)
        {
            pieceNorms[piece] = tables.Sum(piece - densePieces);
            return;
        }
        var total = PieceOf(laneGradients[0], piece);
        AddLanes(total, piece);
        double norm = 0;
        foreach (var value in total) norm += (double)value * value;
        pieceNorms[piece] = norm;
    }

    private void UpdateParameters(int piece, int thread)
    {
        if (piece >= densePieces)
        {
            if (options.ClipNorm == 0) tables.Sum(piece - densePieces);
            tables.Update(piece - densePieces, weights, optimizer, (float)clip, trainingPass.Instructions);
            return;
        }
        var gradient = PieceOf(laneGradients[0], piece);
        if (options.ClipNorm == 0) AddLanes(gradient, piece);
        if (clip != 1) System.Numerics.Tensors.TensorPrimitives.Multiply(gradient, (float)clip, gradient);
        optimizer.Update(piece * UpdatePiece, PieceOf(weights, piece), gradient, trainingPass.Instructions);
    }

    private void AddLanes(Span<float> total, int piece)
    {
        // Ranks that share a batch have added their lanes already.
        if (lanes.IsShared) return;
        for (var lane = 1; lane < laneCount; lane++) System.Numerics.Tensors.TensorPrimitives.Add(total, PieceOf(laneGradients[lane], piece), total);
    }

    private Span<float> PieceOf(NetworkWeights of, int piece) =>
        of.Parameters.Slice(piece * UpdatePiece, Math.Min(UpdatePiece, network.DenseParameterCount - piece * UpdatePiece));

    private void EvaluateChunk(int piece, int thread)
    {
        var index = firstEvaluated + piece;
        var chunk = evaluationChunks[thread];
        var first = index * Chunk.MaximumRows;
        chunk.Rows = Math.Min(Chunk.MaximumRows, evaluated.Rows - first);
        Span<int> rows = stackalloc int[chunk.Rows], labels = stackalloc int[chunk.Rows];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = evaluationOrder is { } byLength ? byLength[first + row] : first + row;
            labels[row] = evaluated.Labels[rows[row]];
        }
        ChunkInput.Fill(chunk, evaluated.Inputs, rows);
        network.Forward(weights, chunk, 0, network.Layers.Count, evaluationPass);
        (evaluationLoss[index], evaluationCorrect[index]) = SoftmaxCrossEntropy.Apply(
            chunk, labels, default, 0, 0, gradientWanted: false, evaluationPass.Instructions);
    }

    private static int ChunksOf(int rows, int chunkRows) => (rows + chunkRows - 1) / chunkRows;

    // A small batch through a large network is cut in two, so that two threads share it; a small network is not worth their meeting.
    private static int ChunkRowsFor(int batchSize, long rowOperations)
    {
        if (batchSize >= 2 * Chunk.MaximumRows || batchSize * rowOperations < 2_000_000) return Chunk.MaximumRows;
        var half = (batchSize + 1) / 2;
        return Math.Min(Chunk.MaximumRows, (half + Gemm.PanelWidth - 1) / Gemm.PanelWidth * Gemm.PanelWidth);
    }

    private static float[] LabelWeights(ClassWeights choice, Dataset train)
    {
        if (choice == ClassWeights.None) return [];
        var counts = new int[train.LabelNames.Count];
        foreach (var label in train.Labels) counts[label]++;
        var present = counts.Count(count => count > 0);
        return [.. counts.Select(count => count == 0 ? 0f : (float)((double)train.Rows / ((double)present * count)))];
    }
}
