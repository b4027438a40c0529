namespace GenreLab.Merging;

/// <summary>How well genres are told apart when so many are left.</summary>
/// <param name="Genres">How many merged genres there are.</param>
/// <param name="Validation">Scores on the validation rows, which chose the merge and therefore flatter it.</param>
/// <param name="Test">Scores on the test rows, which nothing was chosen by; null without test rows.</param>
public sealed record MergePoint(int Genres, MergeScores Validation, MergeScores? Test);
