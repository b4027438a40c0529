using GenreLab.Exploration;

namespace GenreLab.Merging;

/// <summary>
/// Joins genres two by two until all are one, each time the two whose union costs least information: the agglomerative information
/// bottleneck (Slonim and Tishby, 1999), with the true and the given genre joined together as in information-theoretic co-clustering
/// (Dhillon, Mallela and Modha, 2003).
/// </summary>
/// <remarks>
/// With J the joint distribution of a row's true genre and one drawn from its probabilities, made symmetric (it is so for a calibrated
/// model), and s its margins, the information is I = Σ φ(J[i,j]) − 2 Σ φ(s[i]) with φ(x) = x log₂ x. Two genres that are taken for all
/// others alike cost nothing; the more rows two genres have and the better they are told apart, the more their union costs.
/// </remarks>
internal sealed class InformationAgglomeration
{
    private readonly double[][] joint;
    private readonly double[] margins;
    private readonly double[][] costs;
    private readonly List<int> alive;

    private InformationAgglomeration(double[][] joint)
    {
        this.joint = [.. joint.Select(row => row.ToArray())];
        margins = [.. joint.Select(row => row.Sum())];
        alive = [.. Enumerable.Range(0, joint.Length)];
        costs = [.. alive.Select(one => alive.Select(other => one == other ? 0 : Cost(one, other)).ToArray())];
    }

    /// <summary>Joins genres until all are one; the distance of a join is the information lost by then, in bits.</summary>
    /// <param name="joint">Genres × genres, symmetric, 0 or more, one in all.</param>
    public static GenreDendrogram Of(double[][] joint) => new InformationAgglomeration(joint).Tree();

    private GenreDendrogram Tree()
    {
        var count = joint.Length;
        var numbers = Enumerable.Range(0, count).ToArray();
        var members = Enumerable.Range(0, count).Select(genre => new List<int> { genre }).ToList();
        var merges = new List<DendrogramMerge>(count - 1);
        var lost = 0.0;
        while (alive.Count > 1)
        {
            var (one, two) = Cheapest();
            // No union gains information; a cost below 0 is rounding.
            lost += Math.Max(0, costs[one][two]);
            Join(one, two);
            var (left, right) = numbers[one] < numbers[two] ? (numbers[one], numbers[two]) : (numbers[two], numbers[one]);
            members.Add([.. members[left], .. members[right]]);
            numbers[one] = count + merges.Count;
            merges.Add(new DendrogramMerge(left, right, lost, members[^1].Count));
        }
        return new GenreDendrogram(merges, members[^1]);
    }

    private (int One, int Two) Cheapest()
    {
        var best = (One: alive[0], Two: alive[1]);
        for (var i = 0; i < alive.Count; i++)
            for (var j = i + 1; j < alive.Count; j++)
                if (costs[alive[i]][alive[j]] < costs[best.One][best.Two]) best = (alive[i], alive[j]);
        return best;
    }

    /// <summary>Puts the second into the first. What other unions cost changes only by what the two columns add to it.</summary>
    private void Join(int one, int two)
    {
        alive.Remove(two);
        foreach (var row in alive.Where(row => row != one))
            foreach (var other in alive.Where(other => other > row && other != one))
                costs[row][other] += 2 * (
                    Joined(joint[row][one] + joint[row][two], joint[other][one] + joint[other][two])
                    - Joined(joint[row][one], joint[other][one]) - Joined(joint[row][two], joint[other][two]));

        joint[one][one] += joint[two][two] + 2 * joint[one][two];
        margins[one] += margins[two];
        foreach (var other in alive.Where(other => other != one)) joint[one][other] = joint[other][one] += joint[other][two];
        foreach (var other in alive.Where(other => other != one)) costs[one][other] = costs[other][one] = Cost(one, other);
        foreach (var row in alive)
            foreach (var other in alive.Where(other => other > row)) costs[other][row] = costs[row][other];
    }

    /// <summary>The information that is lost when two genres become one, from scratch.</summary>
    private double Cost(int one, int two)
    {
        var (a, b, both) = (joint[one][one], joint[two][two], joint[one][two]);
        var cost = Phi(a) + Phi(b) + 2 * Phi(both) - Phi(a + b + 2 * both) - 2 * Joined(margins[one], margins[two]);
        foreach (var other in alive)
            if (other != one && other != two) cost += 2 * Joined(joint[one][other], joint[two][other]);
        return cost;
    }

    /// <summary>What adding two shares up takes off the sum of their terms.</summary>
    private static double Joined(double one, double two) => Phi(one) + Phi(two) - Phi(one + two);

    private static double Phi(double share) => share > 0 ? share * Math.Log2(share) : 0;
}
