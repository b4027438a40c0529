using GenreLab.Reports.Comparison;
using GenreLab.Reports.Exploration;
using GenreLab.Reports.Merging;
using GenreLab.Reports.Search;
using GenreLab.Reports.Sections;

namespace GenreLab.Reports;

/// <summary>Writes a run, an exploration, a proposed merge, a search or a comparison as one HTML page that holds everything it needs, charts included, and never reaches for a network.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="destination">Where to; the page declares UTF-8, so a file must be written in UTF-8.</param>
    public static void Write(RunReport report, TextWriter destination)
    {
        var models = RankedModel.Rank(report.Leaderboard);
        var page = new HtmlPage();
        HeaderSection.Write(page, report, models);
        if (models.Count > 0) LeaderboardSection.Write(page, models, report.Ceiling);
        if (SplitSection.Shows(report)) SplitSection.Write(page, report);
        if (MergeLevelSection.Shows(report)) MergeLevelSection.Write(page, report);
        if (TransferSection.Shows(report)) TransferSection.Write(page, report.Transfer!);
        LearningSection.Write(page, models);
        ImportanceSection.Write(page, models);
        CoefficientSection.Write(page, models);
        BranchSection.Write(page, models);
        WordSection.Write(page, models);
        if (models.Count > 0) GenreSection.Write(page, models);
        DataSection.Write(page, report.Data);
        AuditSection.Write(page, report.Audit);
        OriginSection.Write(page, report.CommandLine, report.ToolVersion);
        page.Finish(report.Title, destination);
    }

    /// <summary>Writes the page of an exploration.</summary>
    /// <inheritdoc cref="Write(RunReport, TextWriter)"/>
    public static void Write(ExplorationReport report, TextWriter destination)
    {
        var result = report.Result;
        var profiles = GenreProfiles.Of(result);
        var picker = new GenrePicker([.. result.Genres.Select(genre => genre.Genre)], profiles.Varied(result.Similarity, GenrePicker.MostChosen));
        var page = new HtmlPage();
        ExplorationHeader.Write(page, result);
        SeparationSection.Write(page, result);
        DistributionSection.Write(page, result, picker);
        CorrelationSection.Write(page, result.Correlations);
        SimilaritySection.Write(page, result, profiles, picker);
        TableSection.Write(page, result);
        AuditSection.Write(page, result.Audit);
        OriginSection.Write(page, report.CommandLine, report.ToolVersion);
        page.Finish(result.Name, destination);
    }

    /// <summary>Writes the page of a search for hyper-parameters.</summary>
    /// <inheritdoc cref="Write(RunReport, TextWriter)"/>
    public static void Write(SearchReport report, TextWriter destination)
    {
        var winner = RankedModel.Rank([report.Winner]);
        var page = new HtmlPage();
        SearchHeader.Write(page, report, winner);
        WinnerSection.Write(page, report);
        TrialSection.Write(page, report.Outcome);
        ParameterSection.Write(page, report);
        LearningSection.Write(page, winner);
        if (report.IsTested) GenreSection.Write(page, winner);
        DataSection.Write(page, report.Data);
        OriginSection.Write(page, report.CommandLine, report.ToolVersion);
        page.Finish(report.Title, destination);
    }

    /// <summary>Writes the page of models compared on the same folds.</summary>
    /// <inheritdoc cref="Write(RunReport, TextWriter)"/>
    public static void Write(ComparisonReport report, TextWriter destination)
    {
        var page = new HtmlPage();
        ComparisonHeader.Write(page, report);
        VariantSection.Write(page, report);
        PairSection.Write(page, report);
        DataSection.Write(page, report.Data);
        OriginSection.Write(page, report.CommandLine, report.ToolVersion);
        page.Finish(report.Title, destination);
    }

    /// <summary>Writes the page of a proposed merge of genres.</summary>
    /// <inheritdoc cref="Write(RunReport, TextWriter)"/>
    public static void Write(MergeReport report, TextWriter destination)
    {
        var page = new HtmlPage();
        MergeHeader.Write(page, report);
        MergeCurveSection.Write(page, report);
        MergeGroupsSection.Write(page, report);
        OriginSection.Write(page, report.CommandLine, report.ToolVersion);
        page.Finish(report.Title, destination);
    }
}
