namespace GenreLab.Reports.Sections;

/// <summary>The words that speak most for each genre, of models that read words.</summary>
internal static class WordSection
{
    /// <summary>Whether any model reads words.</summary>
    public static bool Shows(IReadOnlyList<RankedModel> models) => models.Any(model => model.Entry.Words.Count > 0);

    public static void Write(HtmlPage page, IReadOnlyList<RankedModel> models)
    {
        if (!Shows(models)) return;
        page.Write($"""
            <section id="words"><h2>Words</h2><p class="prose">The words of lyrics that speak most for each genre, the strongest first, as the model learnt them from the
            training rows. A word that many genres share says little for any of them, however frequent it is.</p>

            """);
        foreach (var model in models)
            if (model.Entry.Words.Count > 0) Write(page, model);
        page.Write($"</section>\n");
    }

    private static void Write(HtmlPage page, RankedModel model)
    {
        page.Write($"""
            <h3>{model.Name}</h3><div class="scroll tall" role="region" aria-label="Words that speak for each genre: {model.Name}" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Genre</th><th scope="col">Words</th></tr></thead>
            <tbody>

            """);
        foreach (var genre in model.Entry.Words)
        {
            page.Write($"""<tr><th scope="row">{genre.Genre}</th><td class="words">{string.Join(", ", genre.Words.Select(word => $"{word.Word} {word.Weight.ToString("+0.00;\u22120.00;0.00")}"))}</td></tr>""");
            page.Write($"\n");
        }
        page.Write($"</tbody></table></div>\n");
    }
}
