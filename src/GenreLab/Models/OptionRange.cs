namespace GenreLab.Models;

/// <summary>Refuses options outside their range.</summary>
internal static class OptionRange
{
    /// <summary>Refuses an option with one sentence unless the condition holds.</summary>
    /// <exception cref="OptionException">It does not.</exception>
    public static void Require(bool holds, string option, object value, string allowed)
    {
        if (!holds) throw new OptionException($"Option {option} is {OptionText.Format(value)}; it must be {allowed}.");
    }
}
