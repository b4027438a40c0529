using System.Text.Json.Nodes;
using GenreLab.Numerics;

namespace GenreLab.Search;

/// <summary>A hyper-parameter of a search and the values it may take, each written as <c>--set</c> takes it.</summary>
/// <param name="Name">The option's name, for example <c>learningRate</c>, or a word of preprocessing, for example <c>scale</c>.</param>
public abstract record SearchParameter(string Name)
{
    /// <summary>Whether there is more than one value.</summary>
    public abstract bool Varies { get; }

    /// <summary>The values of a grid, in order; empty for a range without steps.</summary>
    public abstract IReadOnlyList<string> Grid { get; }

    /// <summary>Draws a value at random.</summary>
    public abstract string Draw(RandomSource random);

    /// <summary>Where a value lies among all, from 0 to 1.</summary>
    /// <exception cref="ArgumentException">It is none of the values.</exception>
    public abstract double Position(string value);

    /// <summary>The values as a space's file spells them.</summary>
    public abstract JsonNode ToJson();
}
