namespace GenreLab.Models;

/// <summary>One hyper-parameter of a trainer, described for people.</summary>
/// <param name="Name">The word used with <c>--set</c> and in JSON, for example <c>learningRate</c>.</param>
/// <param name="Form">What may be written, for example <c>whole numbers separated by commas</c>.</param>
/// <param name="Default">The value it has now, written as it would be set.</param>
/// <param name="Description">One line on what it does; empty when its author gave none.</param>
public sealed record TrainerOption(string Name, string Form, string Default, string Description);
