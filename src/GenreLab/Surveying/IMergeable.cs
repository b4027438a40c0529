namespace GenreLab.Surveying;

/// <summary>Something gathered over rows that merges with what was gathered over the rows that follow, and can be sent.</summary>
internal interface IMergeable<T> where T : IMergeable<T>
{
    /// <summary>Takes what was gathered over the rows that follow.</summary>
    void Merge(T later);

    /// <summary>As bytes.</summary>
    void Write(BinaryWriter writer);

    /// <summary>What <see cref="Write"/> wrote.</summary>
    static abstract T Read(BinaryReader reader);
}
