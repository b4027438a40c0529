namespace GenreLab.Streaming;

/// <summary>How a table that is read piece by piece is worked on. None of it changes a result.</summary>
public sealed record StreamingOptions
{
    // What the runtime, the code and the files' buffers take before the first piece, and a piece while it is worked on: its text,
    // its numbers, and what is written of it, packed and unpacked. Measured.
    private const long BaseBytes = 64L << 20;
    private const long BytesPerPiece = 8L << 20;

    /// <summary>The least memory that works, in bytes.</summary>
    public static long LeastMemory => BaseBytes + 2 * BytesPerPiece;

    /// <summary>Threads to use, 1 or more.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>About how much memory may be used, in bytes; it bounds the number of pieces in flight.</summary>
    public long Memory { get; init; } = long.MaxValue;

    /// <summary>Stops between pieces.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Told when another piece is done.</summary>
    public Action<StreamProgress>? Progress { get; init; }

    /// <summary>How many pieces may be in flight: one for every thread, and one that waits while results are taken in.</summary>
    internal int PiecesInFlight => Threads == 1 ? 1 : (int)Math.Clamp((Memory - BaseBytes) / BytesPerPiece, 1, 2L * Threads);

    /// <summary>Refuses impossible options.</summary>
    /// <exception cref="OptionException">There is no thread, or too little memory to work in.</exception>
    public void Validate()
    {
        if (Threads < 1) throw new OptionException($"threads is {Threads}; it must be 1 or more.");
        if (Memory < LeastMemory) throw new OptionException($"{Memory >> 20} MB of memory are too little to work in; the least that works is {LeastMemory >> 20} MB.");
    }
}
