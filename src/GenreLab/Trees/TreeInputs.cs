using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Preprocessing;
using GenreLab.Trees.Forests;

namespace GenreLab.Trees;

/// <summary>What all tree trainers ask of their inputs and options.</summary>
internal static class TreeInputs
{
    /// <summary>Features as they are, missing values included.</summary>
    public static PreprocessingOptions Preprocessing { get; } = new() { Scaling = Scaling.None, OneHot = false, Imputation = Imputation.Learn };

    /// <summary>Refuses options of single trees and forests outside their range.</summary>
    /// <exception cref="OptionException">One is.</exception>
    public static void Require(int maxDepth, int minLeaf, int maxBins, Criterion criterion, ClassWeights classWeights)
    {
        OptionRange.Require(maxDepth is >= 1 and <= 64, "maxDepth", maxDepth, "a whole number from 1 to 64");
        OptionRange.Require(minLeaf >= 1, "minLeaf", minLeaf, "a whole number of 1 or more");
        OptionRange.Require(maxBins is >= 2 and <= 256, "maxBins", maxBins, "a whole number from 2 to 256, one of the bins being for missing values");
        OptionRange.Require(Enum.IsDefined(criterion), "criterion", criterion, "gini or entropy");
        OptionRange.Require(Enum.IsDefined(classWeights), "classWeights", classWeights, "none or balanced");
    }

    /// <summary>Refuses tables that trees cannot be grown from.</summary>
    /// <exception cref="DataException">There are no rows, or too many genres or features.</exception>
    public static void Require(Dataset train)
    {
        if (train.Rows == 0) throw new DataException("There are no training rows; check the split and the cleaning options.");
        if (train.LabelNames.Count > 65_535) throw new DataException($"There are {train.LabelNames.Count:N0} genres; trees can tell up to 65,535 apart.");
        if (train.Inputs.Columns > 65_534) throw new DataException($"There are {train.Inputs.Columns:N0} input columns; trees can look at up to 65,534.");
    }
}
