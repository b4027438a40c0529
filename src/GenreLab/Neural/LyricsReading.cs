namespace GenreLab.Neural;

/// <summary>How a hybrid network reads lyrics.</summary>
public enum LyricsReading
{
    /// <summary>As weighted words: what logistic regression on them says for each genre.</summary>
    Words,
    /// <summary>As words in their order: vectors, LSTM layers, pooling.</summary>
    Sequence,
    /// <summary>Both ways, side by side.</summary>
    Both,
}
