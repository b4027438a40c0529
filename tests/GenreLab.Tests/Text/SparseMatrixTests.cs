using GenreLab.Text;

namespace GenreLab.Tests.Text;

public class SparseMatrixTests
{
    private static readonly SparseMatrix Small = new(4, [0, 2, 2, 5], [0, 3, 0, 1, 2], [1, 2, 3, 4, 5]);

    [Fact]
    public void RowsAreSelectedTurnedAndPutSideBySide()
    {
        Assert.Equal("0 3 3 6 | 0 1 2 0 1 2 | 3 4 5 3 4 5", Parts(Small.Select([2, 1, 2])));
        Assert.Equal("0 4 4 10 | 0 3 4 7 0 1 2 4 5 6 | 1 2 1 2 3 4 5 3 4 5", Parts(Small.Beside(Small)));
        var turned = Small.Transpose();
        Assert.Equal((4, 3), (turned.Rows, turned.Columns));
        Assert.Equal("0 2 3 4 5 | 0 2 2 2 0 | 1 3 4 5 2", Parts(turned));
        Assert.Equal(Parts(Small), Parts(turned.Transpose()));
        Assert.Throws<ArgumentException>(() => Small.Beside(turned));
    }

    [Fact]
    public void ArraysThatDoNotFitAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new SparseMatrix(2, [0, 1], [2], [1]));
        Assert.Throws<ArgumentException>(() => new SparseMatrix(2, [0, 2], [1, 0], [1, 1]));
        Assert.Throws<ArgumentException>(() => new SparseMatrix(2, [0, 2], [1, 1], [1, 1]));
        Assert.Throws<ArgumentException>(() => new SparseMatrix(2, [0, 2, 1], [0], [1]));
        Assert.Throws<ArgumentException>(() => new SparseMatrix(2, [], [], []));
    }

    private static string Parts(SparseMatrix matrix) =>
        $"{string.Join(' ', matrix.RowStarts.ToArray())} | {string.Join(' ', matrix.ColumnIndices.ToArray())} | {string.Join(' ', matrix.Values.ToArray())}";
}
