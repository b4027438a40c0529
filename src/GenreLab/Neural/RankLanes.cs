using GenreLab.Distributed;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Tokens;

namespace GenreLab.Neural;

/// <summary>
/// How ranks share a batch: each computes a run of the lanes, and what the others need of it is brought to all. Every rank then holds the same bits,
/// and takes the same step. A batch of a single lane is not shared: all compute alike.
/// </summary>
internal sealed class RankLanes(ICommunicator ranks)
{
    private int laneCount, chunkCount;

    /// <summary>Whether the batch is shared.</summary>
    public bool IsShared => ranks.Size > 1 && laneCount > 1;

    /// <summary>The lanes of this rank.</summary>
    public RankShare Own { get; private set; }

    /// <summary>Deals the lanes of a batch, whose chunks are dealt to the lanes in turn.</summary>
    public void Deal(int lanes, int chunks)
    {
        (laneCount, chunkCount) = (lanes, chunks);
        Own = IsShared ? RankShare.Of(lanes, ranks.Rank, ranks.Size) : new RankShare(0, lanes);
    }

    /// <summary>Brings what a layer collected of each chunk to every rank.</summary>
    public void Exchange(ISynchronizedLayer layer, object statistics)
    {
        if (!IsShared) return;
        var length = layer.PartOf(statistics, 0).Length;
        var own = new float[Chunks(ranks.Rank).Count() * length];
        var place = 0;
        foreach (var chunk in Chunks(ranks.Rank)) layer.PartOf(statistics, chunk).CopyTo(own.AsSpan(length * place++));
        var all = ranks.AllGather<float>(own);
        for (var rank = 0; rank < ranks.Size; rank++)
        {
            place = 0;
            foreach (var chunk in Chunks(rank)) all[rank].AsSpan(length * place++, length).CopyTo(layer.PartOf(statistics, chunk));
        }
    }

    /// <summary>Brings the gradients of each row's tokens to every rank.</summary>
    /// <param name="gradients">A table's.</param>
    /// <param name="chunkRows">Rows of every chunk but the last.</param>
    /// <param name="rows">Rows of the batch.</param>
    public void Exchange(TokenGradients gradients, int chunkRows, int rows)
    {
        if (!IsShared) return;
        var tokens = new List<int>();
        var values = new List<float>();
        foreach (var row in Rows(ranks.Rank, chunkRows, rows))
        {
            tokens.Add(gradients.CountOf(row));
            tokens.AddRange(gradients.TokensOfRow(row)[..gradients.CountOf(row)]);
            values.AddRange(gradients.OfRow(row));
        }
        var allTokens = ranks.AllGather<int>([.. tokens]);
        var allValues = ranks.AllGather<float>([.. values]);
        for (var rank = 0; rank < ranks.Size; rank++)
        {
            if (rank == ranks.Rank) continue;
            ReadOnlySpan<int> theirs = allTokens[rank];
            ReadOnlySpan<float> vectors = allValues[rank];
            foreach (var row in Rows(rank, chunkRows, rows))
            {
                var count = theirs[0];
                gradients.SetCount(row, count);
                theirs.Slice(1, count).CopyTo(gradients.TokensOfRow(row));
                vectors[..gradients.Stride].CopyTo(gradients.OfRow(row));
                theirs = theirs[(1 + count)..];
                vectors = vectors[gradients.Stride..];
            }
        }
    }

    /// <summary>Adds up the lanes' gradients in the order of the lanes.</summary>
    /// <param name="lanes">The lanes' gradients; this rank's are filled.</param>
    /// <param name="sum">Gets the sum.</param>
    public void Add(NetworkWeights[] lanes, Span<float> sum) => ranks.AllAdd(laneCount, lane => lanes[lane].Parameters, sum);

    /// <summary>Brings every rank the loss and the rows predicted rightly of each lane.</summary>
    public void Exchange(double[] losses, int[] correct)
    {
        if (IsShared) Gather(losses, correct, laneCount);
    }

    /// <summary>What this rank evaluates of so many chunks.</summary>
    public RankShare ShareOf(int chunks) => RankShare.Of(chunks, ranks.Rank, ranks.Size);

    /// <summary>Brings every rank what the others counted in their share of chunks or lanes.</summary>
    public void Share(double[] losses, int[] correct, int count)
    {
        if (ranks.Size > 1) Gather(losses, correct, count);
    }

    private void Gather(double[] losses, int[] correct, int count)
    {
        var own = ShareOf(count);
        var all = ranks.AllGather<(double Loss, int Correct)>([.. Enumerable.Range((int)own.Start, (int)own.Count).Select(i => (losses[i], correct[i]))]);
        var place = 0;
        foreach (var (loss, right) in all.SelectMany(part => part)) (losses[place], correct[place++]) = (loss, right);
    }

    private IEnumerable<int> Chunks(int rank)
    {
        var run = RankShare.Of(laneCount, rank, ranks.Size);
        for (var lane = (int)run.Start; lane < run.End; lane++)
            for (var chunk = lane; chunk < chunkCount; chunk += laneCount) yield return chunk;
    }

    private IEnumerable<int> Rows(int rank, int chunkRows, int rows) =>
        Chunks(rank).SelectMany(chunk => Enumerable.Range(chunk * chunkRows, Math.Min(chunkRows, rows - chunk * chunkRows)));
}
