using System.Runtime.CompilerServices;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>
/// What each row counts in one tree: how often the bootstrap drew it times the weight of its genre. Whole numbers, so sums
/// are exact; genre weights are therefore rounded, to a 4,096th of the largest at best and never to nothing.
/// </summary>
internal sealed class RowWeights
{
    private const int FinestUnits = 4096;
    private const double MostTotal = 1 << 30;

    private readonly int[] labels;
    private readonly int[] units;

    public RowWeights(int[] labels, int labelCount, ClassWeights choice)
    {
        this.labels = labels;
        units = new int[labelCount];
        Array.Fill(units, 1);
        if (choice == ClassWeights.None) return;

        var rows = new int[labelCount];
        foreach (var label in labels) rows[label]++;
        var fewest = rows.Where(count => count > 0).Min();
        // Every genre's units × rows come to about the same, and all of them together stay below the largest total.
        var most = Math.Min(FinestUnits, MostTotal / (rows.Count(count => count > 0) * (double)fewest));
        for (var label = 0; label < labelCount; label++)
            if (rows[label] > 0) units[label] = Math.Max(1, (int)Math.Round(most * fewest / rows[label]));
    }

    /// <summary>What each row counts in a tree.</summary>
    /// <param name="bootstrap">Whether rows are drawn with replacement, or each is taken once.</param>
    /// <param name="random">Draws them.</param>
    /// <param name="weights">Gets the weights.</param>
    public void Draw(bool bootstrap, RandomSource random, Span<ushort> weights)
    {
        if (bootstrap) Draw(random, weights);
        else Fill(weights);
    }

    /// <summary>Every row once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(Span<ushort> weights)
    {
        for (var row = 0; row < labels.Length; row++) weights[row] = (ushort)units[labels[row]];
    }

    /// <summary>As many rows as there are, drawn with replacement; a row that was not drawn weighs nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Draw(RandomSource random, Span<ushort> weights)
    {
        weights.Clear();
        for (var draw = 0; draw < labels.Length; draw++)
        {
            var row = random.NextInt32(labels.Length);
            weights[row] = (ushort)Math.Min(ClassTarget.MostWeight, weights[row] + units[labels[row]]);
        }
    }
}
