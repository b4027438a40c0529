using GenreLab.Data;
using GenreLab.Exploration;

namespace GenreLab.Merging;

/// <summary>Which genres to merge first when there are too many to tell apart, and what each merge brings and costs. Immutable.</summary>
public sealed class MergeProposal
{
    private readonly GroupNames names;

    private MergeProposal(MergeEvidence evidence, int[] judged, GenreDendrogram tree, GroupNames names, IReadOnlyList<MergePoint> curve)
    {
        this.names = names;
        LabelNames = evidence.LabelNames;
        Judged = judged;
        Tree = tree;
        Curve = curve;
        Suggested = curve.MaxBy(point => point.Validation.InformationAccuracy)!.Genres;
    }

    /// <summary>The genres there are.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>Those that have validation rows, as indexes of <see cref="LabelNames"/>; of others nothing is known, so they stay as they are.</summary>
    public IReadOnlyList<int> Judged { get; }

    /// <summary>The order in which genres join, as indexes of <see cref="Judged"/>; a join's distance is the information lost by then, in bits of the
    /// validation rows' probability mass (see <see cref="ConfusionMass"/>).</summary>
    public GenreDendrogram Tree { get; }

    /// <summary>Scores by number of genres, from all down to the fewest that leave something to tell apart.</summary>
    public IReadOnlyList<MergePoint> Curve { get; }

    /// <summary>The number of genres at which the validation rows' <see cref="MergeScores.InformationAccuracy"/> is highest.</summary>
    public int Suggested { get; }

    /// <summary>The fewest genres the proposal can be cut to.</summary>
    public int Fewest => Curve[^1].Genres;

    /// <summary>Finds out which genres to merge.</summary>
    /// <remarks>Genres join by the information that the validation rows' probabilities give about their genre: at each step the two join whose
    /// union loses least of it (agglomerative information bottleneck: Slonim and Tishby, 1999). The test rows are only measured on.</remarks>
    /// <param name="evidence">What a model says of validation and test rows.</param>
    /// <param name="seed">The bootstrap's draws follow from it.</param>
    /// <param name="threads">Threads to use, null for all processors; it never changes the result.</param>
    /// <exception cref="DataException">Fewer than three genres have validation rows, so merging would leave nothing to tell apart.</exception>
    public static MergeProposal Of(MergeEvidence evidence, ulong seed = 1, int? threads = null)
    {
        RequireMergeable(evidence.LabelNames);
        var workers = threads ?? Environment.ProcessorCount;
        var mass = ConfusionMass.Of(evidence.Validation, workers);
        int[] judged = [.. Enumerable.Range(0, mass.Labels).Where(genre => mass.Rows(genre) > 0)];
        if (judged.Length < 3)
            throw new DataException($"Only {judged.Length} of {evidence.LabelNames.Count} genres have validation rows, and of the others nothing is known; choose a larger --validation-share.");
        var joint = Symmetric(mass, judged);
        var tree = InformationAgglomeration.Of(joint);
        var names = new GroupNames(evidence.LabelNames, judged, joint, [.. judged.Select(mass.Rows)]);
        return new MergeProposal(evidence, judged, tree, names, MergeCurve.Of(evidence, judged, tree, seed, workers));
    }

    /// <summary>The score at a number of genres.</summary>
    /// <exception cref="OptionException">The proposal cannot be cut to so many.</exception>
    public MergePoint At(int genres)
    {
        RequireBetween(genres, LabelNames.Count);
        return Curve[LabelNames.Count - genres];
    }

    /// <summary>The genres that are left, in the tree's order, then those of which nothing is known.</summary>
    /// <param name="genres">How many are to be left.</param>
    /// <exception cref="OptionException">The proposal cannot be cut to so many.</exception>
    public IReadOnlyList<MergedGroup> Groups(int genres)
    {
        RequireBetween(genres, LabelNames.Count);
        var unjudged = Enumerable.Range(0, LabelNames.Count).Except(Judged).Select(genre => new MergedGroup(LabelNames[genre], [LabelNames[genre]]));
        return [.. Tree.Cut(genres - LabelNames.Count + Judged.Count).Select(names.Of), .. unjudged];
    }

    /// <summary>The merge that leaves so many genres, as <c>--merge</c> and <see cref="CleaningOptions.Merge"/> take it.</summary>
    /// <param name="genres">How many genres are to be left, fewer than there are.</param>
    /// <param name="name">What messages call the merge, usually its file's name.</param>
    /// <param name="before">The merge that the table had already undergone: the result does both.</param>
    /// <exception cref="OptionException">The proposal cannot be cut to so many.</exception>
    public GenreMerge ToMerge(int genres, string name, GenreMerge? before = null)
    {
        RequireBetween(genres, LabelNames.Count - 1);
        var targets = new Dictionary<string, string>(before?.Targets ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var group in Groups(genres).Where(group => group.Genres.Count > 1))
            foreach (var genre in group.Genres) targets[genre] = group.Name;
        return new GenreMerge(name, targets);
    }

    /// <summary>Refuses to merge genres before any work is done on them.</summary>
    /// <param name="genres">The genres there are.</param>
    /// <param name="wanted">How many are to be left; null when the proposal says it.</param>
    /// <exception cref="DataException">There are fewer than three.</exception>
    /// <exception cref="OptionException">So many, or fewer than two, cannot be left of them.</exception>
    public static void RequireMergeable(IReadOnlyList<string> genres, int? wanted = null)
    {
        if (genres.Count < 3) throw new DataException($"There are only {genres.Count} genres ({string.Join(" and ", genres)}); merging them would leave nothing to tell apart.");
        if (wanted is { } number) RequireBetween(number, 2, genres.Count - 1, genres.Count, 0);
    }

    private void RequireBetween(int wanted, int most) => RequireBetween(wanted, Fewest, most, LabelNames.Count, LabelNames.Count - Judged.Count);

    private static void RequireBetween(int wanted, int fewest, int most, int genres, int unjudged)
    {
        if (wanted >= fewest && wanted <= most) return;
        throw new OptionException(
            $"{genres} genres cannot be merged into {wanted}; choose {(fewest == most ? $"{most}" : $"{fewest} to {most}")}"
            + (unjudged == 0 ? "." : $" ({unjudged} of them {(unjudged == 1 ? "has" : "have")} no validation rows and {(unjudged == 1 ? "stays as it is" : "stay as they are")})."));
    }

    /// <summary>The judged genres' joint distribution of true and given genre, the same whichever of the two comes first.</summary>
    private static double[][] Symmetric(ConfusionMass mass, int[] judged)
    {
        var total = judged.Sum(actual => judged.Sum(given => mass[actual, given]));
        return [.. judged.Select(one => judged.Select(two => (mass[one, two] + mass[two, one]) / (2 * total)).ToArray())];
    }
}
