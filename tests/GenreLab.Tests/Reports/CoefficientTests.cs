using GenreLab.Linear;
using GenreLab.Reports;
using GenreLab.Reports.Charts;
using GenreLab.Reports.Sections;

namespace GenreLab.Tests.Reports;

public class CoefficientTests
{
    [Fact]
    public void InputsThatMatterMostComeFirst()
    {
        var table = CoefficientTable.Of(Sample());
        Assert.Equal(["energy", "key=5", "tempo"], table.Names);
        Assert.Equal([("energy", 2), ("tempo", 0.25)], table.Strongest(0, 1, 3));
        Assert.Equal([("key=5", -1)], table.Strongest(0, -1, 3));
        Assert.Empty(table.Strongest(1, 1, 3));
    }

    [Fact]
    public void TheChartHoldsWhatIsNotZero()
    {
        var chart = CoefficientChart.Of(CoefficientTable.Of(Sample()));
        Assert.Equal("[[0,0,2],[0,1,-1],[0,2,0.25],[1,0,-2]]", chart.Specification["data"]!["values"]!.ToJsonString());
        Assert.Equal("""["jazz","<b>"]""", chart.Specification["encoding"]!["y"]!["scale"]!["domain"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public void ThePageShowsThemInBothUnits()
    {
        var report = SampleReport.Of(6, 600);
        var html = Html(report with { Leaderboard = [report.Leaderboard[0] with { Coefficients = Sample() }, report.Leaderboard[1]] });
        Assert.Contains("<section id=\"coefficients\">", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#coefficients\">", html, StringComparison.Ordinal);
        Assert.Contains("Training converged after 12 iterations. 2 of 6 coefficients are exactly zero.", html, StringComparison.Ordinal);
        Assert.Contains("<td>energy +2.00, tempo +0.25</td><td>key=5 \u22121.00</td>", html, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">&lt;b&gt;</th>", html, StringComparison.Ordinal);
        // Per beat a minute: a thirtieth of what a standard deviation counts.
        Assert.Contains("data-value=\"0.008333334\">0.008333</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<section id=\"coefficients\">", Html(report), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatDidNotConvergeSaysSo() =>
        Assert.Equal("Training was stopped after 1 iteration, before it converged: more iterations (maxIterations) would change the coefficients.", CoefficientSection.Ending(Sample() with { Iterations = 1, Converged = false }));

    private static LinearCoefficients Sample() => new()
    {
        Inputs = ["tempo", "energy", "key=5"],
        Genres = ["jazz", "<b>"],
        PerDeviation = [[0.25, 2, -1], [0, -2, 0]],
        PerUnit = [[0.25 / 30, 10, -2], [0, -10, 0]],
        Intercepts = [0.5, -0.5],
        Means = [120, 0.5, 0.1],
        Deviations = [30, 0.2, 0.5],
        Iterations = 12,
        Converged = true,
    };

    private static string Html(RunReport report)
    {
        using var writer = new StringWriter();
        HtmlReport.Write(report, writer);
        return writer.ToString();
    }
}
