namespace GenreLab.Joining;

/// <summary>How far a join has come.</summary>
/// <param name="BytesRead">Bytes of the files read so far.</param>
/// <param name="BytesTotal">Bytes of all files.</param>
/// <param name="RowsWritten">Rows of the result written so far; writing begins when all is read.</param>
public readonly record struct JoinProgress(long BytesRead, long BytesTotal, long RowsWritten);
