using GenreLab.Evaluation;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Sections;

/// <summary>Which genres each model knows and which it takes for each other; the best model is open, the others unfold.</summary>
internal static class GenreSection
{
    private const int PairCount = 15;

    public static void Write(HtmlPage page, IReadOnlyList<RankedModel> models)
    {
        page.Write($"""<section id="genres"><h2>Genre by genre</h2>""");
        foreach (var model in models)
        {
            var open = new Markup(model == models[0] ? " open" : "");
            page.Write($"""<details class="model"{open}><summary><strong>{model.Name}</strong> {model.Entry.Description}</summary>""");
            Write(page, model.Entry.Test);
            page.Write($"</details>\n");
        }
        page.Write($"</section>\n");
    }

    private static void Write(HtmlPage page, EvaluationResult test)
    {
        page.Write($"<h3>What is taken for what</h3>");
        page.Write(ConfusionChart.Of(test.Confusion), "Each row is a true genre, each column what it was taken for; stronger colour is a larger share of the row. Genres that are taken for each other stand side by side.");
        var pairs = ConfusedPair.MostConfused(test.Confusion, PairCount);
        if (pairs.Count > 0)
        {
            page.Write($"<h3>Most confused pairs</h3>");
            page.Write(ConfusedPairsChart.Of(pairs));
        }
        page.Write($"<h3>How well each genre is recognised</h3>");
        page.Write(GenreScoreChart.Of(test), "Dashed: the mean over genres.");
        Table(page, test);
    }

    private static void Table(HtmlPage page, EvaluationResult test)
    {
        page.Write($"""
            <div class="scroll tall" role="region" aria-label="Scores of each genre" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Genre</th><th scope="col" class="n">Test tracks</th><th scope="col" class="n">Precision</th><th scope="col" class="n">Recall</th><th scope="col" class="n">F1</th><th scope="col" class="n">AUC</th><th scope="col">Most often taken for</th></tr></thead>
            <tbody>

            """);
        for (var label = 0; label < test.PerGenre.Count; label++)
        {
            var score = test.PerGenre[label];
            var (other, count) = MostMistaken(test.Confusion, label);
            page.Write($"""
                <tr><th scope="row">{score.Genre}</th><td class="n" data-value="{score.Support}">{Numbers.Count(score.Support)}</td>{Bar(score.Precision)}{Bar(score.Recall)}{Bar(score.F1)}<td class="n" data-value="{score.Auc ?? -1:R}">{Numbers.Score(score.Auc)}</td><td>{(count > 0 ? $"{other} ({Numbers.Percent((double)count / score.Support)})" : "–")}</td></tr>

                """);
        }
        page.Write($"</tbody></table></div>\n");
    }

    private static Markup Bar(double share) =>
        Markup.From($"""<td class="n bar" data-value="{share:0.######}" style="--share:{share:0.###}">{Numbers.Percent(share)}</td>""");

    private static (string Genre, int Count) MostMistaken(ConfusionMatrix confusion, int label)
    {
        var (genre, most) = ("", 0);
        for (var other = 0; other < confusion.Labels.Count; other++)
        {
            if (other != label && confusion.Counts[label][other] > most) (genre, most) = (confusion.Labels[other], confusion.Counts[label][other]);
        }
        return (genre, most);
    }
}
