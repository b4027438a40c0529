using System.IO.Compression;
using System.Text;
using GenreLab.Data;

namespace GenreLab.Tests.Data;

public class TableReaderTests
{
    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void TheDelimiterIsFound(string delimiter)
    {
        var table = Csv.Table("name,energy,genre\n\"a, b; c\t|d\",0.5,rock\nx,0.25,pop\n".Replace(",e", delimiter + "e").Replace(",g", delimiter + "g").Replace("\",0", $"\"{delimiter}0").Replace(",rock", delimiter + "rock").Replace("x,", "x" + delimiter).Replace(",pop", delimiter + "pop"));
        Assert.Equal(["name", "energy", "genre"], table.Columns.Select(column => column.Name));
        Assert.Equal(["a, b; c\t|d", "x"], table.Texts("name"));
        Assert.Equal([0.5, 0.25], table.Numbers("energy"));
    }

    [Fact]
    public void DecimalCommasAndSemicolonsInsideFieldsDoNotMisleadTheSearch()
    {
        var table = Csv.Table("artists,energy,genre\nA;B;C,0.5,rock\nD,0.1,pop\nE;F,0.2,pop\n");
        Assert.Equal(3, table.Columns.Count);
        Assert.Equal("A;B;C", table["artists"].Text(0));
    }

    [Fact]
    public void QuotesLineBreaksByteOrderMarkAndCrLfAreUnderstood()
    {
        var table = Csv.Table("\uFEFFtitle,energy\r\n\"say \"\"hi\"\"\r\nagain\",1e-3\r\n\r\nb,-2.5E+2\r\n");
        Assert.Equal("title", table.Columns[0].Name);
        Assert.Equal(["say \"hi\"\r\nagain", "b"], table.Texts("title"));
        Assert.Equal([1e-3, -250], table.Numbers("energy"));
    }

    [Fact]
    public void MissingWordsAreMissingInNumbersButTitlesInText()
    {
        var table = Csv.Table("title,x\nNone,1\nnull,NA\n?,?\nNA,nan\n,\nN/A,None\nx,NULL\ny, n/a \n");
        Assert.Equal(["None", "null", "?", "", "", "", "x", "y"], table.Texts("title"));
        Assert.Equal(1, table.Numbers("x")[0]);
        Assert.All(table.Numbers("x")[1..], value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void TrueFalseAndDigitsMixInOneColumn() =>
        Assert.Equal([1, 0, 1, 0, 1], Csv.Table("explicit,a\nTrue,1\nFALSE,1\n1,1\n0,1\ntrue,1\n").Numbers("explicit"));

    [Fact]
    public void CodesThatLookLikeNumbersStayText()
    {
        var table = Csv.Table("upc,big,x\n0123,12345678901234567,1\n5,1,2\n");
        Assert.Equal(["0123", "5"], table.Texts("upc"));
        Assert.Equal("12345678901234567", table["big"].Text(0));
        Assert.IsType<NumberColumn>(table["x"]);
    }

    [Theory]
    [InlineData("0.1")]
    [InlineData("-7.427")]
    [InlineData("1.01e-06")]
    [InlineData("123456789.123456789")]
    [InlineData("0.30000000000000004")]
    [InlineData("2.2250738585072014e-308")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("9007199254740993.0")]
    [InlineData("0.00000000000000000000000000001234")]
    [InlineData("+5.")]
    [InlineData(".5")]
    public void NumbersAreReadToTheLastBit(string text) =>
        Assert.Equal(double.Parse(text), Csv.Table($"x,y\n{text},1\n").Numbers("x")[0]);

    [Theory]
    [InlineData("1e")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("1 2")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("0x10")]
    public void OtherWordsAreText(string text) => Assert.Equal(text, Assert.IsType<TextColumn>(Csv.Table($"x,y\n{text},1\n")["x"]).Text(0));

    [Fact]
    public void AColumnThatTurnsToTextLateIsTextThroughout()
    {
        var content = new StringBuilder("x,y\n");
        for (var i = 0; i < 30_000; i++) content.Append(i).Append(",1\n");
        var table = Csv.Table(content.Append("late,2\n").ToString());
        Assert.IsType<TextColumn>(table["x"]);
        Assert.Equal("29999", table["x"].Text(29_999));
        Assert.Equal("late", table["x"].Text(30_000));
        Assert.IsType<NumberColumn>(table["y"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LargeFilesReadTheSameWithOneThreadAndManyEvenWithIrregularQuotes(bool irregular)
    {
        var content = new StringBuilder("title,x\n");
        var titles = new List<string>();
        for (var i = 0; i < 120_000; i++)
        {
            var title = i % 3 == 0 ? $"line one {i}\nline, two" : $"title \"{i % 1000}\"";
            titles.Add(irregular && i == 40_000 ? "12\" mix" : title);
            content.Append(irregular && i == 40_000 ? "12\" mix" : '"' + title.Replace("\"", "\"\"") + '"').Append(',').Append(i).Append('\n');
        }
        var one = Csv.Table(content.ToString(), new TableReaderOptions { Threads = 1 });
        var many = Csv.Table(content.ToString(), new TableReaderOptions { Threads = 4 });
        Assert.Equal(120_000, one.RowCount);
        Assert.Equal(titles, one.Texts("title"));
        Assert.Equal(((TextColumn)one["title"]).Codes, ((TextColumn)many["title"]).Codes);
        Assert.Equal(((TextColumn)one["title"]).Distinct, ((TextColumn)many["title"]).Distinct);
        Assert.Equal(one.Numbers("x"), many.Numbers("x"));
    }

    [Fact]
    public void OtherEncodingsAndGzipAreUnderstood()
    {
        const string content = "title,x\nMötley Crüe,1\n";
        Table Of(byte[] bytes) => TableReader.Read(bytes, "t.csv");
        Assert.Equal("Mötley Crüe", Of([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(content)])["title"].Text(0));
        Assert.Equal("Mötley Crüe", Of([.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(content)])["title"].Text(0));
        Assert.Equal("Mötley Crüe", Of(Encoding.Latin1.GetBytes(content))["title"].Text(0));

        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "t.csv.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(content));
        Assert.Equal("Mötley Crüe", TableReader.ReadFile(path)["title"].Text(0));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^6]);
        Assert.Contains("gzip", Assert.Throws<DataException>(() => TableReader.ReadFile(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADelimiterLineOfExcelIsHonoured() => Assert.Equal([1.0], Csv.Table("sep=;\na;b\n1;2\n").Numbers("a"));

    [Fact]
    public void UnnamedColumnsBeyondTheFirstGetPandasNames() =>
        Assert.Equal(["", "Unnamed: 1", "x"], Csv.Table(",,x\n0,1,2\n").Columns.Select(column => column.Name));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("  \r\n\n", "is empty")]
    [InlineData("a,b,c\n", "has a header but no rows")]
    [InlineData("a,b,a\n1,2,3\n", "two columns named 'a' (columns 1 and 3)")]
    [InlineData("1,2,3\n4,5,6\n", "holds only numbers")]
    [InlineData("a,b\n1,2\n1,2,3\n", "data row 2, has 3 fields where the header has 2")]
    [InlineData("a,b\n1,2\n1\n", "data row 2, has 1 field where the header has 2")]
    [InlineData("a,b\n1,2\n1,\"x\n2,3\n", "data row 2, opens a quote that is never closed")]
    [InlineData("a,b\n1,\02\n", "is not a text file")]
    public void BadContentIsOneClearSentence(string content, string expected)
    {
        var message = Assert.Throws<DataException>(() => Csv.Table(content)).Message;
        Assert.Contains("tracks.csv", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void RaggedRowsOfLargeFilesAreCountedOverAllRanges()
    {
        var content = new StringBuilder("title,x\n");
        for (var i = 0; i < 150_000; i++) content.Append("a title of some length,").Append(i).Append('\n');
        content.Append("odd\n");
        Assert.Contains("data row 150001,", Assert.Throws<DataException>(() => Csv.Table(content.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingFilesAndFoldersAreNamed()
    {
        using var folder = new TemporaryFolder();
        var missing = Path.Combine(folder.Path, "none.csv");
        Assert.Contains("There is no file", Assert.Throws<DataException>(() => TableReader.ReadFile(missing)).Message, StringComparison.Ordinal);
        Assert.Contains("There is no file", Assert.Throws<DataException>(() => TableReader.ReadFile(Path.Combine(missing, "x.csv"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<DataException>(() => TableReader.ReadFile(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => TableReader.ReadFile(""));
    }

    [Fact]
    public void OptionsOutsideTheirRangeAreRefused()
    {
        Assert.Throws<OptionException>(() => Csv.Table("a,b\n1,2\n", new TableReaderOptions { Threads = 0 }));
        Assert.Throws<OptionException>(() => Csv.Table("a,b\n1,2\n", new TableReaderOptions { Delimiter = '"' }));
    }

    [Fact]
    public void WhatIsWrittenReadsTheSame()
    {
        var table = Csv.Table("title,x,y\n\"a \"\"b\"\", c\",0.1,\n\"two\nlines\",NaN,3e-300\nNA,5,-0.5\n");
        using var stream = new MemoryStream();
        TableWriter.Write(stream, table);
        var again = TableReader.Read(stream.ToArray(), "again.csv");
        Assert.Equal(table.Texts("title"), again.Texts("title"));
        Assert.Equal(table.Numbers("x"), again.Numbers("x"));
        Assert.Equal(table.Numbers("y"), again.Numbers("y"));
    }
}
