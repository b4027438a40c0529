using System.Globalization;

namespace GenreLab.Models;

/// <summary>Which layers of a network that starts from another keep the other's numbers: none, all but the output layer, or the first few.</summary>
public sealed record Freeze
{
    private const string NoneWord = "none", AllButOutputWord = "all-but-output";

    private Freeze(int? layers) => Layers = layers;

    /// <summary>Every layer learns on.</summary>
    public static Freeze None { get; } = new(0);

    /// <summary>Only the output layer learns.</summary>
    public static Freeze AllButOutput { get; } = new((int?)null);

    /// <summary>How many layers stay, counted from the inputs, those without parameters (such as dropout) left out; null for all but the output layer.</summary>
    public int? Layers { get; }

    /// <summary>The first layers stay.</summary>
    /// <param name="layers">How many, 0 or more, counted as in <see cref="Layers"/>.</param>
    /// <exception cref="OptionException">There are fewer than none.</exception>
    public static Freeze First(int layers) => layers >= 0 ? new Freeze(layers) : throw Wrong(layers.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads <c>none</c>, <c>all-but-output</c> or a number of layers.</summary>
    /// <exception cref="OptionException">It is something else.</exception>
    public static Freeze Parse(string text) => text switch
    {
        NoneWord => None,
        AllButOutputWord => AllButOutput,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var layers) ? new Freeze(layers) : throw Wrong(text),
    };

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Layers switch
    {
        null => AllButOutputWord,
        0 => NoneWord,
        { } layers => layers.ToString(CultureInfo.InvariantCulture),
    };

    private static OptionException Wrong(string text) =>
        new($"'{text}' does not say which layers to freeze; write {NoneWord}, {AllButOutputWord}, or how many layers from the inputs on, for example 1.");
}
