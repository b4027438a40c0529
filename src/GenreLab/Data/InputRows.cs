using GenreLab.Numerics;

namespace GenreLab.Data;

/// <summary>
/// The inputs of rows: held in a matrix, or made from the table whenever a learner asks for some of them, which takes no memory of their own. Both give
/// the same bits. Thread-safe.
/// </summary>
public abstract class InputRows
{
    private Matrix? made;

    private protected InputRows(int count, int columns)
    {
        Count = count;
        Columns = columns;
    }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Number of inputs a row.</summary>
    public int Columns { get; }

    /// <summary>The matrix that holds them; null when they are made on demand.</summary>
    public virtual Matrix? Held => made;

    /// <summary>All of them at once, rows × <see cref="Columns"/>. Where they are made on demand, they are all made when this is first asked for, and held from then on: a
    /// learner that goes without saves that memory.</summary>
    public Matrix Matrix => Held ?? LazyInitializer.EnsureInitialized(ref made, MakeAll);

    /// <summary>Those of a matrix, which is not copied.</summary>
    public static InputRows Of(Matrix matrix) => new HeldInputs(matrix);

    /// <summary>Writes the inputs of the rows listed to the first rows of <paramref name="destination"/>, which has room for at least as many.</summary>
    /// <param name="rows">Numbers from 0 to <see cref="Count"/> − 1, in any order.</param>
    /// <param name="destination">Rows × <see cref="Columns"/>.</param>
    public abstract void CopyTo(ReadOnlySpan<int> rows, Matrix destination);

    /// <summary>The inputs of successive rows: a window on the matrix that holds them, or else made.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="room">Where they are made, one a thread; replaced when it is null or has too few rows.</param>
    /// <returns><paramref name="count"/> × <see cref="Columns"/>, good until the room is used again.</returns>
    public Matrix Take(int first, int count, ref Matrix? room)
    {
        if (Held is { } matrix) return matrix.SliceRows(first, count);
        if (room is null || room.Rows < count || room.Columns != Columns) room = new Matrix(count, Columns);
        var taken = room.SliceRows(0, count);
        Make(first, taken);
        return taken;
    }

    private Matrix MakeAll()
    {
        var all = new Matrix(Count, Columns);
        Make(0, all);
        return all;
    }

    // Fills a matrix with as many rows.
    private void Make(int first, Matrix destination)
    {
        const int together = 1024;
        Span<int> rows = stackalloc int[together];
        for (var done = 0; done < destination.Rows; done += together)
        {
            var listed = rows[..Math.Min(together, destination.Rows - done)];
            for (var i = 0; i < listed.Length; i++) listed[i] = first + done + i;
            CopyTo(listed, done == 0 && destination.Rows <= together ? destination : destination.SliceRows(done, listed.Length));
        }
    }

    private sealed class HeldInputs(Matrix matrix) : InputRows(matrix.Rows, matrix.Columns)
    {
        public override Matrix Held => matrix;

        public override void CopyTo(ReadOnlySpan<int> rows, Matrix destination)
        {
            for (var i = 0; i < rows.Length; i++) matrix.Row(rows[i]).CopyTo(destination.Row(i));
        }
    }
}
