using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace HubertAsr.Cli.Studies;

/// <summary>A recipe's <c>[[study]]</c>: the recipe is run once for each of several settings, one after another.</summary>
public sealed partial record StudyOptions : IValidatableObject
{
    [Description("what the study is called; its runs lie in RUN/study/NAME")]
    public string Name { get; init; } = "settings";

    [Description("every combination of these is run: \"section.key = value | value | …\"")]
    public string[] Grid { get; init; } = [];

    [Description("each of these is run: \"section.key = value; section.key = value\"")]
    public string[] List { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!PlainName().IsMatch(Name))
            yield return new ValidationResult($"name '{Name}': letters, digits, '-' and '_' were expected; it becomes a folder.");
        if (Grid.Length + List.Length == 0)
            yield return new ValidationResult($"study '{Name}' has nothing to vary: grid = [\"train.learning_rate = 1e-5 | 3e-5\"] or list = [\"train.seed = 1; train.clip_norm = 5\"] was expected.");
        foreach (var item in Grid.Concat(List).Where(item => !item.Contains('=', StringComparison.Ordinal)))
            yield return new ValidationResult($"study '{Name}': '{item}' has no '='; 'section.key = value' was expected.");
    }

    [GeneratedRegex(@"^[\w-]+$")]
    private static partial Regex PlainName();
}
