namespace GenreLab.Neural.Layers;

/// <summary>
/// A layer that must have seen all rows of a batch before it can go on with any of them. Each chunk's part is collected
/// into a place of its own and the parts are merged in chunk order, so the result does not depend on who computed what.
/// </summary>
internal interface ISynchronizedLayer
{
    /// <summary>Makes room for batches of up to <paramref name="chunks"/> chunks.</summary>
    object CreateStatistics(int chunks);

    /// <summary>Takes the chunk's inputs into account.</summary>
    void CollectForward(object statistics, Chunk chunk, in Pass pass);

    /// <summary>All that was collected of a chunk, for ranks to bring each other the parts of their chunks.</summary>
    Span<float> PartOf(object statistics, int chunk);

    /// <summary>Merges the first <paramref name="chunks"/> parts and updates the running state.</summary>
    void MergeForward(object statistics, int chunks, Span<float> state);

    /// <summary>Takes the gradient by the chunk's outputs into account.</summary>
    void CollectBackward(object statistics, Chunk chunk, in Pass pass);

    /// <summary>Merges the first <paramref name="chunks"/> parts and writes the gradient by the layer's own parameters.</summary>
    void MergeBackward(object statistics, int chunks, Span<float> gradient);
}
