using System.Text.Json.Nodes;
using GenreLab.Numerics;

namespace GenreLab.Search;

/// <summary>A hyper-parameter that takes one of some listed values; one value alone is fixed.</summary>
/// <param name="Name">The option's name.</param>
/// <param name="Values">The values, distinct, at least one.</param>
public sealed record ChoiceParameter(string Name, IReadOnlyList<string> Values) : SearchParameter(Name)
{
    /// <inheritdoc/>
    public override bool Varies => Values.Count > 1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Grid => Values;

    /// <inheritdoc/>
    public override string Draw(RandomSource random) => Values[Varies ? random.NextInt32(Values.Count) : 0];

    /// <inheritdoc/>
    public override double Position(string value) => Varies ? IndexOf(value) / (Values.Count - 1.0) : 0.5;

    /// <inheritdoc/>
    public override JsonNode ToJson() => new JsonArray([.. Values.Select(value => (JsonNode)value)]);

    /// <summary>The value's place in the list.</summary>
    /// <exception cref="ArgumentException">It is none of the values.</exception>
    public int IndexOf(string value)
    {
        for (var i = 0; i < Values.Count; i++)
            if (Values[i] == value) return i;
        throw new ArgumentException($"{Name} has no value '{value}'.", nameof(value));
    }
}
