using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace HubertAsr.Cli.Recipes;

/// <summary>A value of an option record that its own check refuses, as the command line speaks of it.</summary>
internal static class OptionComplaint
{
    /// <summary>Checks a record whose values were typed as options of a verb.</summary>
    /// <exception cref="ArgumentException">A value out of its range; the message says which, and what is allowed.</exception>
    public static void Check(object section)
    {
        var complaints = new List<ValidationResult>();
        if (!Validator.TryValidateObject(section, new ValidationContext(section), complaints, validateAllProperties: true))
            throw new ArgumentException(string.Join(" ", complaints.Select(complaint => Of(complaint, section))));
    }

    private static string? Of(ValidationResult complaint, object section)
    {
        if (complaint.MemberNames.FirstOrDefault() is not { } name || section.GetType().GetProperty(name) is not { } property) return complaint.ErrorMessage;
        if (property.GetCustomAttribute<RangeAttribute>() is not { } range) return complaint.ErrorMessage;
        var option = "--" + OptionSchema.KeyOf(name).Replace('_', '-');
        return string.Create(CultureInfo.InvariantCulture, $"{option} {property.GetValue(section)}: a number between {range.Minimum} and {range.Maximum} was expected.");
    }
}
