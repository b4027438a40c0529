using System.ComponentModel;
using GenreLab.Models;

namespace GenreLab.Text;

/// <summary>How long sequences of tokens are, and at which end they are cut and filled up.</summary>
public sealed record TokenSequenceOptions
{
    /// <summary>Tokens of a sequence, 1 to 100,000; null to take <see cref="LengthPercentile"/>.</summary>
    [Description("tokens of a sequence; none to take lengthPercentile")]
    public int? MaximumLength { get; init; }

    /// <summary>The length that this percentage of the training texts with words does not exceed, above 0 to 100.</summary>
    [Description("percentage of the training texts that are not cut")]
    public double LengthPercentile { get; init; } = 95;

    /// <summary>The end at which longer texts are cut.</summary>
    [Description("the end at which longer texts are cut")]
    public SequenceEnd Cut { get; init; } = SequenceEnd.End;

    /// <summary>The end at which shorter texts are filled up. At the end, recurrent layers do not compute what is filled up.</summary>
    [Description("the end at which shorter texts are filled up")]
    public SequenceEnd Pad { get; init; } = SequenceEnd.End;

    /// <summary>Refuses impossible options.</summary>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public void Validate()
    {
        OptionRange.Require(MaximumLength is null or (>= 1 and <= 100_000), "maximumLength", MaximumLength ?? 0, "a whole number from 1 to 100,000, or none");
        OptionRange.Require(LengthPercentile is > 0 and <= 100, "lengthPercentile", LengthPercentile, "a number above 0, at most 100");
        OptionRange.Require(Enum.IsDefined(Cut), "cut", Cut, "start or end");
        OptionRange.Require(Enum.IsDefined(Pad), "pad", Pad, "start or end");
    }
}
