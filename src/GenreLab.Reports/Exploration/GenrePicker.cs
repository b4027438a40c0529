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

    // More genres than these are folded away.
    private const int MostUnfolded = 24;

    public void Write(HtmlPage page)
    {
        page.Write($"""<div class="picker" data-picker="{MostChosen}"><div class="chosen" role="group" aria-label="Genres in colour">{Markup.Join(Chosen.Select((genre, slot) => Chip(Names[genre], slot)))}</div>""");
        page.Write($"""<details{new Markup(Names.Count > MostUnfolded ? "" : " open")}><summary>Choose genres to show in colour, up to {MostChosen}</summary><div class="chips">{Markup.Join(Names.Select((name, genre) => Chip(name, Chosen.ToList().IndexOf(genre))))}</div></details></div>""");
        page.Write($"\n");
    }

    private static Markup Chip(string name, int slot) => Markup.From(
        $"""<button type="button" class="chip" data-genre="{name}" aria-pressed="{(slot < 0 ? "false" : "true")}"{new Markup(slot < 0 ? "" : $" style=\"--series: var(--series-{slot + 1})\"")}>{name}</button> """);
}
