namespace GenreLab.Streaming.MapReduce;

/// <summary>What one mapper knows of one key: a value that merges, turns to JSON and back to the bit.</summary>
internal interface IPartial<T> where T : IPartial<T>
{
    /// <summary>Whether it can have been gathered from rows.</summary>
    bool IsPossible { get; }

    /// <summary>What is written when all is merged.</summary>
    object Result { get; }

    /// <summary>That of both sets of rows.</summary>
    /// <exception cref="DataException">The two were not gathered in the same way.</exception>
    T Merge(T other);
}
