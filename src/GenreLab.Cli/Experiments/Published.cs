namespace GenreLab.Cli.Experiments;

/// <summary>A result that others published and an experiment is to meet.</summary>
/// <param name="Accuracy">Their accuracy, 0 to 1.</param>
/// <param name="SecondsPerEpoch">Their time an epoch, on their machine, as they wrote it; null when unknown.</param>
/// <param name="Valid">Whether the number measures what it claims to.</param>
/// <param name="Comparable">Whether it was measured on the rows that ours is, or on rows like them.</param>
/// <param name="Note">What must be known about it; for an invalid one why it is.</param>
internal sealed record Published(double Accuracy, string? SecondsPerEpoch = null, bool Valid = true, bool Comparable = true, string? Note = null);
