namespace GenreLab.Streaming.MapReduce;

/// <summary>What mappers and reducers gather.</summary>
public enum MapReduceStatistic
{
    /// <summary>Count, mean, standard deviation and range of every feature: the first pass of normalisation.</summary>
    Moments,
    /// <summary>The largest |z| of every feature, given its moments: the second pass.</summary>
    MaxAbs,
    /// <summary>How many values of every feature lie in each of some bins of equal width, given its range.</summary>
    Histogram,
    /// <summary>Pearson's correlation of every two features.</summary>
    Correlation,
}
