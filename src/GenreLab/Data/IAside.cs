namespace GenreLab.Data;

/// <summary>Where numbers are put that memory has no room for.</summary>
internal interface IAside
{
    /// <summary>Puts values aside; returns where they are.</summary>
    /// <exception cref="GenreLabException">There is no room.</exception>
    long Put<T>(ReadOnlySpan<T> values) where T : unmanaged;

    /// <summary>Reads values back from where they were put.</summary>
    void Read<T>(long position, Span<T> values) where T : unmanaged;

    /// <summary>Puts values aside for good, to be read where they lie. They are there as long as the memory returned is reachable: a span over it does not keep it so.</summary>
    /// <exception cref="GenreLabException">There is no room.</exception>
    ReadOnlyMemory<T> Keep<T>(ReadOnlySpan<T> values) where T : unmanaged;
}
