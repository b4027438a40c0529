namespace GenreLab.Models;

/// <summary>What one kind of input is worth to a trained model: its accuracy when that kind says nothing.</summary>
/// <param name="Branch">The text's name (<c>lyrics</c>, <c>track_name</c>, …), or <c>numbers</c> for all inputs that are no text.</param>
/// <param name="Accuracy">Accuracy with everything, 0 to 1.</param>
/// <param name="MutedAccuracy">Accuracy with the branch muted, 0 to 1.</param>
/// <param name="Interval">Lower and upper end of the 95 % bootstrap interval of the fall, <paramref name="Accuracy"/> − <paramref name="MutedAccuracy"/>.</param>
public sealed record BranchWorth(string Branch, double Accuracy, double MutedAccuracy, IReadOnlyList<double> Interval)
{
    /// <summary>How much accuracy falls when the branch is muted; negative where the model does better without it.</summary>
    public double Fall => Accuracy - MutedAccuracy;
}
