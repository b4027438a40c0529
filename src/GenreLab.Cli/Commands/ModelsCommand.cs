using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Models;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab models</c>: which kinds of model there are and what can be set.</summary>
internal sealed class ModelsCommand : Verb
{
    private readonly Argument<string?> kind = new("kind") { Description = "Only this kind.", Arity = ArgumentArity.ZeroOrOne };

    public ModelsCommand() : base("models", "List the kinds of model and the options of --set.", "models", "models mlp")
    {
        Arguments.Add(kind);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var kinds = parsed.GetValue(kind) is { } word ? [ModelKinds.Find(word)] : ModelKinds.All;
        foreach (var one in kinds)
        {
            terminal.Result($"{one.Word}: {one.Description}");
            var table = Terminal.Table("--set", "default", "form", "meaning");
            foreach (var option in TrainerOptions.Describe(one.DefaultTrainer))
                table.AddRow(Markup.Escape(option.Name), Markup.Escape(option.Default), Markup.Escape(option.Form), Markup.Escape(option.Description));
            terminal.Result(table);
        }
        terminal.Result(new JsonObject
        {
            ["models"] = new JsonArray([.. kinds.Select(one => new JsonObject
            {
                ["kind"] = one.Word,
                ["description"] = one.Description,
                ["options"] = CliJson.From(TrainerOptions.Describe(one.DefaultTrainer)),
            })]),
        });
        return ExitCode.Success;
    }
}
