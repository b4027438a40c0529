using GenreLab.Data;

namespace GenreLab.Surveying;

/// <summary>What an audit of a table found.</summary>
/// <param name="Schema">Which column is what.</param>
/// <param name="Cleaning">What cleaning did.</param>
/// <param name="Genres">The genres that are left, in ordinal order.</param>
/// <param name="Split">How rows are split, or would be.</param>
/// <param name="Findings">What was noticed: of columns, of rows, of the split.</param>
public sealed record TableAudit(Schema Schema, CleaningSummary Cleaning, IReadOnlyList<string> Genres, string Split, IReadOnlyList<AuditFinding> Findings);
