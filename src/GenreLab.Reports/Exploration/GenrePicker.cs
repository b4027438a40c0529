using System.Text.Json.Nodes;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Exploration;

/// <summary>The buttons by which readers choose the genres that charts show in colour.</summary>
/// <param name="Names">All genres, in the buttons' order.</param>
/// <param name="Chosen">The places of those chosen to begin with.</param>
internal sealed record GenrePicker(IReadOnlyList<string> Names, IReadOnlyList<int> Chosen)
{
    /// <summary>Genres with colours of their own.</summary>
    public const int MostChosen = 6;

    /// <summary>The parameters by which a chart's expressions name the genres and those chosen (a list of names; the place is the colour); the page's script sets the latter.</summary>
    public (string Name, JsonNode Value)[] Parameters => [("genres", Chart.Array(Names)), ("chosen", Chart.Array(Chosen.Select(genre => Names[genre])))];

    public void Write(HtmlPage page)
    {
        page.Write($"""<div class="picker" data-picker="{MostChosen}" role="group" aria-label="Genres shown in colour"><span class="soft">Genres in colour, up to {MostChosen}:</span> """);
        for (var genre = 0; genre < Names.Count; genre++)
        {
            var slot = Chosen.ToList().IndexOf(genre);
            page.Write($"""<button type="button" class="chip" data-genre="{Names[genre]}" aria-pressed="{(slot >= 0 ? "true" : "false")}"{new Markup(slot >= 0 ? $" style=\"--series: var(--series-{slot + 1})\"" : "")}>{Names[genre]}</button> """);
        }
        page.Write($"</div>\n");
    }
}
