namespace GenreLab.Streaming;

/// <summary>How far a pass over a table is.</summary>
/// <param name="Bytes">Bytes of the files (packed as they are) that are done.</param>
/// <param name="TotalBytes">Bytes of all files; 0 when nobody knows, as with standard input.</param>
/// <param name="Rows">Rows that are done.</param>
public readonly record struct StreamProgress(long Bytes, long TotalBytes, long Rows);
