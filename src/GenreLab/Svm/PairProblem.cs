using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>Two genres to tell apart: C-SVC's dual problem, min ½ Σ Σ αᵢ αⱼ yᵢ yⱼ K(xᵢ, xⱼ) − Σ αᵢ with 0 ≤ αᵢ ≤ C and Σ yᵢ αᵢ = 0 (Chang and Lin, 2011, section 2.1).</summary>
/// <param name="Prepared">All training rows, prepared for the kernel.</param>
/// <param name="Rows">Numbers of the two genres' rows, the first genre's first.</param>
/// <param name="FirstCount">How many of them are the first genre's, for which y = 1; y = −1 for the others.</param>
/// <param name="FirstBound">The largest α of the first genre's rows.</param>
/// <param name="SecondBound">The largest α of the second genre's.</param>
internal sealed record PairProblem(Matrix Prepared, int[] Rows, int FirstCount, double FirstBound, double SecondBound)
{
    /// <summary>Number of rows.</summary>
    public int Count => Rows.Length;

    /// <summary>1 for the first genre's rows, −1 for the second's.</summary>
    public double Sign(int row) => row < FirstCount ? 1 : -1;

    /// <summary>The largest α of a row.</summary>
    public double Bound(int row) => row < FirstCount ? FirstBound : SecondBound;

    /// <summary>Whether y·α of a row can rise from there.</summary>
    public bool MayRise(int row, double alpha) => row < FirstCount ? alpha < FirstBound : alpha > 0;

    /// <summary>Whether y·α of a row can fall from there.</summary>
    public bool MayFall(int row, double alpha) => row < FirstCount ? alpha > 0 : alpha < SecondBound;
}
